import { describe, expect, it } from 'vitest'
import { answerEvaluate } from './sla-evaluate'

const question = {
  policy: {
    warningPercents: [50, 75, 90],
    calendars: {
      always: { type: '24x7' },
      office: {
        type: 'business',
        timeZone: 'Asia/Shanghai',
        weekly: {
          MON: [
            ['09:00', '12:00'],
            ['13:30', '18:00'],
          ],
          FRI: [['09:00', '24:00']],
        },
        exceptions: [
          { date: '2027-02-06', intervals: [['09:00', '18:00']] },
          { date: '2027-02-08', intervals: [] },
        ],
      },
    },
    severities: {
      S1: {
        first_response: { targetMinutes: 15, calendar: 'always' },
        resolution: { targetMinutes: 60, calendar: 'office' },
        workaround: null,
      },
    },
  },
  events: [
    { seq: 1, at: '2027-02-06T00:30:00.000Z', type: 'filed', severity: 'S1' },
    { seq: 2, at: '2027-02-06T00:50:00.000Z', type: 'staff_reply', kind: 'diagnosis', human: true },
    { seq: 3, at: '2027-02-06T01:20:00.000Z', type: 'status_changed', to: 'waiting_on_customer' },
    { seq: 4, at: '2027-02-06T01:30:00.000Z', type: 'status_changed', to: 'open' },
    { seq: 5, at: '2027-02-06T01:30:00.000Z', type: 'update_promised', promisedAt: '2027-02-06T02:00:00.000Z' },
    { seq: 6, at: '2027-02-06T01:31:00.000Z', type: 'answer_disputed', disputedSeq: 2 },
    { seq: 7, at: '2027-02-06T01:32:00.000Z', type: 'reopened', actor: 'customer' },
  ],
  asOf: '2027-02-06T01:40:00.000Z',
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
/** The question with one place changed; `undefined` removes it. */
function changed(path: (string | number)[], value: Json | undefined): Json {
  const copy = JSON.parse(JSON.stringify(question)) as { [key: string]: Json }
  let at = copy
  for (const key of path.slice(0, -1)) at = at[key] as { [key: string]: Json }
  const last = path.at(-1)!
  if (value === undefined) delete at[last]
  else at[last] = value
  return copy
}

describe('nightdesk sla evaluate', () => {
  it('answers with every clock, with the fields of docs/formats.md', () => {
    expect(answerEvaluate(question)).toEqual({
      clocks: [
        {
          metric: 'first_response',
          startedAt: '2027-02-06T00:30:00.000Z',
          endedAt: '2027-02-06T00:50:00.000Z',
          outcome: 'late',
          state: 'ended',
          dueAt: null,
          remainderMs: null,
          breachedAt: '2027-02-06T00:45:00.000Z',
          elapsedMs: 1_200_000,
          warningsFired: [
            [50, '2027-02-06T00:37:30.000Z'],
            [75, '2027-02-06T00:41:15.000Z'],
            [90, '2027-02-06T00:43:30.000Z'],
          ],
          warningsAhead: [],
        },
        {
          metric: 'resolution',
          startedAt: '2027-02-06T00:30:00.000Z',
          endedAt: null,
          outcome: 'open',
          state: 'running',
          dueAt: '2027-02-06T02:10:00.000Z',
          remainderMs: null,
          breachedAt: null,
          elapsedMs: 1_800_000,
          warningsFired: [[50, '2027-02-06T01:40:00.000Z']],
          warningsAhead: [
            [75, '2027-02-06T01:55:00.000Z'],
            [90, '2027-02-06T02:04:00.000Z'],
          ],
        },
      ],
    })
  })

  it('applies events in order of seq, however they are listed, and ignores fields that a type does not have', () => {
    const events = question.events.map((event) => ({ ...event, note: 'more' })).reverse()
    expect(answerEvaluate({ ...question, events })).toEqual(answerEvaluate(question))
  })

  it('uses the default percents when none are given, and accepts a calendar without exceptions', () => {
    const { warningPercents: _, ...policy } = question.policy
    expect(answerEvaluate({ ...question, policy })).toEqual(answerEvaluate(question))
    expect(answerEvaluate(changed(['policy', 'calendars', 'office', 'exceptions'], undefined))).toHaveProperty('clocks')
  })

  it('has no clocks before the ticket was filed', () => {
    expect(answerEvaluate({ ...question, asOf: '2027-02-01T00:00:00Z' })).toEqual({ clocks: [] })
  })

  const filedAgain = { seq: 3, at: '2027-02-06T01:20:00.000Z', type: 'filed', severity: 'S1' }
  it.each<[string, (string | number)[], Json | undefined]>([
    ['', [], undefined],
    ['asOf', ['asOf'], undefined],
    ['asOf', ['asOf'], '2027-02-06T01:40:00.000+08:00'],
    ['asOf', ['asOf'], '2027-02-06T01:40:00.0001Z'],
    ['events', ['events'], []],
    ['events[0].type', ['events', 0, 'type'], 'customer_reply'],
    ['events[2].type', ['events', 2], filedAgain],
    ['events[2].type', ['events', 2, 'type'], 'staff_note'],
    ['events[2].seq', ['events', 2, 'seq'], 2],
    ['events[3].at', ['events', 3, 'at'], '2027-02-06T01:19:59.999Z'],
    ['events[3].at', ['events', 3, 'at'], 'yesterday'],
    ['events[0].severity', ['events', 0, 'severity'], 'S5'],
    ['events[1].kind', ['events', 1, 'kind'], 'apology'],
    ['events[1].human', ['events', 1, 'human'], undefined],
    ['events[2].to', ['events', 2, 'to'], 'resolved'],
    ['events[4].promisedAt', ['events', 4, 'promisedAt'], '2027-02-06T01:30:00.000Z'],
    ['events[5].disputedSeq', ['events', 5, 'disputedSeq'], 3],
    ['events[5].disputedSeq', ['events', 5, 'disputedSeq'], 6],
    ['events[5].disputedSeq', ['events', 5, 'disputedSeq'], 99],
    ['events[6].actor', ['events', 6, 'actor'], 'robot'],
    ['policy.warningPercents[1]', ['policy', 'warningPercents', 1], 0],
    ['policy.warningPercents[1]', ['policy', 'warningPercents', 1], 100.5],
    ['policy.calendars.office.timeZone', ['policy', 'calendars', 'office', 'timeZone'], 'Mars/Olympus'],
    ['policy.calendars.office.timeZone', ['policy', 'calendars', 'office', 'timeZone'], '+08:00'],
    ['policy.calendars.office.type', ['policy', 'calendars', 'office', 'type'], 'lunar'],
    ['policy.calendars.office.weekly.MON[0][1]', ['policy', 'calendars', 'office', 'weekly', 'MON', 0, 1], '25:00'],
    [
      'policy.calendars.office.exceptions[1].date',
      ['policy', 'calendars', 'office', 'exceptions', 1, 'date'],
      '2027-02-30',
    ],
    ['policy.severities.S5', ['policy', 'severities', 'S5'], {}],
    ['policy.severities.S1.first_reply', ['policy', 'severities', 'S1', 'first_reply'], null],
    [
      'policy.severities.S1.first_response.calendar',
      ['policy', 'severities', 'S1', 'first_response', 'calendar'],
      'nights',
    ],
    [
      'policy.severities.S1.first_response.targetMinutes',
      ['policy', 'severities', 'S1', 'first_response', 'targetMinutes'],
      0,
    ],
    [
      'policy.severities.S1.first_response.targetMinutes',
      ['policy', 'severities', 'S1', 'first_response', 'targetMinutes'],
      '15',
    ],
    [
      'policy.severities.S1.first_response.targetMinutes',
      ['policy', 'severities', 'S1', 'first_response', 'targetMinutes'],
      1e12,
    ],
    [
      'policy.severities.S1.first_response.targetMinutes',
      ['policy', 'severities', 'S1', 'first_response', 'targetMinutes'],
      1e308,
    ],
    ['events', ['events'], {}],
    ['events[0]', ['events', 0], null],
    ['events[0].seq', ['events', 0, 'seq'], 1e300],
    ['events[0].at', ['events', 0, 'at'], ''],
    ['policy', ['policy'], []],
    ['policy.calendars.office.weekly.MON[0]', ['policy', 'calendars', 'office', 'weekly', 'MON', 0], ['09:00']],
    ['policy.calendars.office.weekly.MONDAY', ['policy', 'calendars', 'office', 'weekly', 'MONDAY'], []],
  ])('names %s when it is invalid (%j: %j)', (path, at, value) => {
    const answer = answerEvaluate(at.length === 0 ? 'not a question' : changed(at, value))
    expect(answer).toEqual({ error: { path, message: expect.stringMatching(/\S/) as string } })
  })
})
