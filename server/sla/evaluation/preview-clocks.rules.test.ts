import { describe, expect, test } from 'vitest'
import { policyDefinition, type SlaEvent } from '../schema'
import { evaluate } from './evaluate.rules'
import { eventsOfAnswer, eventsOfReply, type HypotheticalEvent } from './hypothetical.rules'
import { previewClocks } from './preview-clocks.rules'

const at = (text: string) => Date.parse(`2026-11-${text}:00.000Z`)
const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString().slice(8, 16).replace('T', ' '))

const policy = policyDefinition.parse({
  calendars: {
    always: { type: '24x7' },
    office: {
      type: 'business',
      timeZone: 'UTC',
      weekly: Object.fromEntries(['MON', 'TUE', 'WED', 'THU', 'FRI'].map((day) => [day, [['09:00', '18:00']]])),
    },
  },
  severities: {
    S1: {
      first_response: { targetMinutes: 15, calendar: 'always' },
      next_response: { targetMinutes: 15, calendar: 'always' },
      update: { targetMinutes: 30, calendar: 'always' },
      workaround: { targetMinutes: 120, calendar: 'always' },
      resolution: { targetMinutes: 1440, calendar: 'always' },
    },
    S3: {
      first_response: { targetMinutes: 480, calendar: 'office' },
      next_response: { targetMinutes: 480, calendar: 'office' },
      update: { targetMinutes: 960, calendar: 'office' },
      resolution: { targetMinutes: 2400, calendar: 'office' },
    },
  },
})

type Place = HypotheticalEvent & { at: number }
const timeline = (...events: Place[]): SlaEvent[] =>
  events.map((event, index) => ({ ...event, seq: index + 1 }) as SlaEvent)
const changes = (events: SlaEvent[], hypothetical: HypotheticalEvent[], now: number) =>
  previewClocks(policy, events, hypothetical, now).changes.map(
    ({ metric, kind, dueBefore, dueAfter }) => `${metric} ${kind} ${iso(dueBefore)} → ${iso(dueAfter)}`,
  )

// 20 November 2026 is a Friday.
const s3 = timeline(
  { type: 'filed', severity: 'S3', at: at('20T10:00') },
  { type: 'staff_reply', kind: 'diagnosis', human: true, at: at('20T11:00') },
)
const s1 = timeline(
  { type: 'filed', severity: 'S1', at: at('20T02:00') },
  { type: 'staff_reply', kind: 'diagnosis', human: true, at: at('20T02:05') },
)

describe('the preview that a customer sees before sending', () => {
  test('has a due instant in office hours: a reply on Friday at 17:00 is due on Monday, not at night', () => {
    expect(changes(s3, eventsOfReply('open'), at('20T17:00'))).toEqual(['next_response starts null → 23 16:00'])
  })
  test('shows nothing new when an answer is already due', () => {
    const asked = [...s3, { seq: 3, at: at('20T12:00'), type: 'customer_reply' } as SlaEvent]
    expect(changes(asked, eventsOfReply('open'), at('20T13:00'))).toEqual([])
  })
  test('shows what a reopened ticket owes again', () => {
    const resolved = [...s3, { seq: 3, at: at('20T12:00'), type: 'resolved' } as SlaEvent]
    expect(changes(resolved, eventsOfReply('resolved'), at('20T17:00'))).toEqual([
      'next_response starts null → 23 16:00',
      'update starts null → 24 15:00',
      'resolution revives null → 27 10:00',
    ])
  })
})

describe('the preview that an engineer sees before sending', () => {
  const answer = (over: Partial<Parameters<typeof eventsOfAnswer>[0]> = {}) =>
    eventsOfAnswer({ kind: 'update', then: 'open', promisedAt: null, ...over }, 'open')
  test('an answer ends the update cycle and starts the next with the target of the policy, not of an earlier promise', () => {
    const promised = [
      ...s1,
      { seq: 3, at: at('20T02:05'), type: 'update_promised', promisedAt: at('20T02:15') } as SlaEvent,
    ]
    expect(changes(promised, answer(), at('20T02:10'))).toEqual([
      'update ends 20 02:15 → null',
      'update starts null → 20 02:40',
    ])
  })
  test('a promise moves the cycle that the answer starts', () => {
    expect(changes(s1, answer({ promisedAt: at('20T02:20') }), at('20T02:10'))).toEqual([
      'update ends 20 02:35 → null',
      'update starts null → 20 02:20',
    ])
  })
  test('an acknowledgement ends nothing', () => {
    expect(changes(s1, answer({ kind: 'acknowledgement' }), at('20T02:10'))).toEqual([])
  })
  test('a question that waits for the customer starts a paused cycle and pauses the others', () => {
    const events = eventsOfAnswer({ kind: 'question', then: 'waiting_on_customer', promisedAt: null }, 'open')
    expect(changes(s1, events, at('20T02:10'))).toEqual([
      'update ends 20 02:35 → null',
      'update starts null → null',
      'workaround pauses 20 04:00 → null',
      'resolution pauses 21 02:00 → null',
    ])
  })
  test('a late answer is shown as late', () => {
    expect(changes(s1, answer(), at('20T03:00'))).toEqual([
      'update endsLate 20 02:35 → null',
      'update starts null → 20 03:30',
    ])
  })
  test('an answer on a resolved ticket starts no cycle', () => {
    const resolved = [...s1, { seq: 3, at: at('20T02:08'), type: 'resolved' } as SlaEvent]
    expect(
      changes(resolved, eventsOfAnswer({ kind: 'update', then: 'open', promisedAt: null }, 'resolved'), at('20T02:10')),
    ).toEqual([])
  })
  test('resolving ends the update cycle, the workaround and the resolution', () => {
    expect(changes(s1, answer({ kind: 'fix', then: 'resolved' }), at('20T02:10'))).toEqual([
      'update ends 20 02:35 → null',
      'workaround ends 20 04:00 → null',
      'resolution ends 21 02:00 → null',
    ])
  })
})

describe('the preview in a dialog before confirmation', () => {
  test('for a lower severity moves the clocks into office hours', () => {
    expect(changes(s1, [{ type: 'severity_changed', to: 'S3' }], at('20T02:10'))).toEqual([
      'update moves 20 02:35 → 23 16:00',
      'workaround cancels 20 04:00 → null',
      'resolution moves 21 02:00 → 26 13:00',
    ])
  })
  test('for a hold pauses only the resolution', () => {
    expect(changes(s1, [{ type: 'status_changed', to: 'on_hold' }], at('20T02:10'))).toEqual([
      'resolution pauses 21 02:00 → null',
    ])
  })
  test('for a new ticket shows the due instants that filing will set', () => {
    const now = at('20T17:00')
    const { after } = previewClocks(policy, [], [{ type: 'filed', severity: 'S3' }], now)
    expect(after).toEqual(evaluate(policy, [{ seq: 1, at: now, type: 'filed', severity: 'S3' }], now))
    expect(changes([], [{ type: 'filed', severity: 'S3' }], now)).toEqual([
      'first_response starts null → 23 16:00',
      'resolution starts null → 27 12:00',
    ])
  })
})

test('a screen whose clock is behind the newest event previews from that event on', () => {
  expect(changes(s1, eventsOfReply('open'), at('20T01:00'))).toEqual(['next_response starts null → 20 02:20'])
})
