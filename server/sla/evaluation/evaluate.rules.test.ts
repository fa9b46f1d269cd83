import { describe, expect, it } from 'vitest'
import {
  describeClock,
  instantOf,
  type Minutes,
  policyOf,
  type Targets,
  timelineOf,
} from '@/tests/support/sla-timeline'
import { replyKinds } from '@/server/vocabulary/reply-kind'
import { evaluate } from './evaluate.rules'
import type { Metric } from '@/server/vocabulary/metric'

/** Tests every line of SEMANTICS §1, one table per section. Numbers are minutes after filing, Monday 08:00 UTC. */
type Row = [rule: string, targets: Targets, events: string, asOf: number, clocks: string[], percents?: number[]]

function outcomeLines(targets: Targets, events: string, asOf: number, percents: number[] = []): string[] {
  return evaluate(policyOf(targets, percents), timelineOf(events), instantOf(asOf)).map(describeClock)
}
const table = (section: string, rows: Row[]) =>
  describe(section, () => {
    it.each(rows)('%s', (_rule, targets, events, asOf, clocks, percents) => {
      expect(outcomeLines(targets, events, asOf, percents)).toEqual(clocks)
    })
  })

const every = (row: Partial<Record<Metric, Minutes>>): Targets => ({
  S1: row,
  S2: row,
  S3: row,
  S4: row,
})
const first = every({ first_response: 60 })
const next = every({ next_response: 60 })
const update = every({ update: 60 })
const workaround = every({ workaround: 60 })
const resolution = every({ resolution: 60 })

table('§1.1 what answers a customer', [
  ['an answer ends the first response', first, '0 filed S2 · 20 answer', 30, ['first_response 0→20 met elapsed 20']],
  [
    '"recorded, we will look later" stops no clock',
    first,
    '0 filed S2 · 20 receipt',
    30,
    ['first_response 0→ running due 60 elapsed 30'],
  ],
  [
    'nor does an automatic message',
    first,
    '0 filed S2 · 20 robot',
    30,
    ['first_response 0→ running due 60 elapsed 30'],
  ],
  ['nor an internal note', first, '0 filed S2 · 20 note', 30, ['first_response 0→ running due 60 elapsed 30']],
  [
    'a dispute alone changes nothing',
    first,
    '0 filed S2 · 20 answer · 30 disputed 2',
    90,
    ['first_response 0→20 met elapsed 20'],
  ],
  [
    'upheld, the reply was an acknowledgement: breached at its due instant',
    first,
    '0 filed S2 · 20 answer · 30 disputed 2 · 100 upheld 2',
    110,
    ['first_response 0→ breached breached 60 elapsed 110'],
  ],
  [
    'upheld after the question is no fact yet',
    first,
    '0 filed S2 · 20 answer · 30 disputed 2 · 100 upheld 2',
    99,
    ['first_response 0→20 met elapsed 20'],
  ],
  [
    'a later answer then ends it',
    first,
    '0 filed S2 · 20 answer · 40 fix · 50 disputed 2 · 100 upheld 2',
    110,
    ['first_response 0→40 met elapsed 40'],
  ],
  [
    'an upheld dispute of a workaround takes it back',
    workaround,
    '0 filed S2 · 20 workaround · 30 disputed 2 · 40 upheld 2',
    50,
    ['workaround 0→ running due 60 elapsed 50'],
  ],
  [
    'events after the question are not facts yet',
    first,
    '0 filed S2 · 20 answer',
    19,
    ['first_response 0→ running due 60 elapsed 19'],
  ],
  ['before the ticket there is no clock', first, '0 filed S2', -1, []],
])

describe('§1.1 kinds of a reply', () => {
  it.each(replyKinds.map((kind) => [kind, kind === 'acknowledgement' ? 'running' : 'met'] as const))(
    '%s: a first response is then %s',
    (kind, expected) => {
      const reply = (human: boolean) =>
        evaluate(
          policyOf(first),
          [
            { seq: 1, at: instantOf(0), type: 'filed', severity: 'S2' },
            { seq: 2, at: instantOf(20), type: 'staff_reply', kind, human },
          ],
          instantOf(30),
        )[0]
      expect(reply(true)?.outcome === 'met' ? 'met' : reply(true)?.state).toBe(expected)
      expect(reply(false)?.state).toBe('running')
    },
  )
  it.each(replyKinds.map((kind) => [kind, kind === 'workaround' || kind === 'fix' ? 'met' : 'open'] as const))(
    '%s: a workaround is then %s',
    (kind, expected) => {
      const [clock] = evaluate(
        policyOf(workaround),
        [
          { seq: 1, at: instantOf(0), type: 'filed', severity: 'S2' },
          { seq: 2, at: instantOf(20), type: 'staff_reply', kind, human: true },
        ],
        instantOf(30),
      )
      expect(clock?.outcome).toBe(expected)
    },
  )
})

table('§1.1 an upheld dispute, for every clock', [
  [
    'next response: never answered, breached at its due instant',
    next,
    '0 filed S2 · 10 answer · 20 customer · 30 answer · 100 upheld 4',
    110,
    ['next_response 20→ breached breached 80 elapsed 90'],
  ],
  [
    'next response: of a first answer that was none, there was none to wait for',
    next,
    '0 filed S2 · 10 answer · 20 customer · 30 answer · 40 upheld 2',
    50,
    [],
  ],
  [
    'update: the cycle before it goes on',
    update,
    '0 filed S2 · 10 answer · 40 answer · 50 upheld 3',
    60,
    ['update 10→ running due 70 elapsed 50'],
  ],
  [
    'resolution: the resolve that came with it stands',
    resolution,
    '0 filed S2 · 20 fix · 20 resolved · 30 upheld 2',
    90,
    ['resolution 0→20 met elapsed 20'],
  ],
  [
    'workaround: reopened, it is revived, for none was given',
    workaround,
    '0 filed S2 · 20 fix · 30 resolved · 40 upheld 2 · 50 reopened',
    60,
    ['workaround 0→ running due 80 elapsed 40'],
  ],
  [
    'warnings that it had prevented are told at their own instants',
    first,
    '0 filed S2 · 20 answer · 40 upheld 2',
    50,
    ['first_response 0→ running due 60 elapsed 50 warned 50@30'],
    [50],
  ],
])

table('§1.2 first response and next response', [
  [
    'first response never pauses',
    first,
    '0 filed S2 · 10 waiting · 20 hold',
    30,
    ['first_response 0→ running due 60 elapsed 30'],
  ],
  [
    'resolved without an answer leaves it running',
    first,
    '0 filed S2 · 10 resolved',
    70,
    ['first_response 0→ breached breached 60 elapsed 70'],
  ],
  ['next response waits for the first answer', next, '0 filed S2 · 10 customer', 20, []],
  [
    'the oldest unanswered message counts, later ones do not restart it',
    next,
    '0 filed S2 · 10 answer · 20 customer · 30 customer · 50 answer · 60 customer',
    70,
    ['next_response 20→50 met elapsed 30', 'next_response 60→ running due 120 elapsed 10'],
  ],
  [
    'next response never pauses',
    next,
    '0 filed S2 · 10 answer · 20 customer · 25 waiting',
    30,
    ['next_response 20→ running due 80 elapsed 10'],
  ],
  [
    'a reopening by the customer counts as a reply',
    next,
    '0 filed S2 · 10 answer · 10 resolved · 30 reopened · 35 customer',
    40,
    ['next_response 30→ running due 90 elapsed 10'],
  ],
  ['a reopening by staff does not', next, '0 filed S2 · 10 answer · 10 resolved · 30 reopened staff', 40, []],
  [
    'resolved cancels a next response',
    next,
    '0 filed S2 · 10 answer · 20 customer · 30 resolved',
    40,
    ['next_response 20→30 cancelled elapsed 10'],
  ],
  [
    'and reopened by the customer a new one starts',
    next,
    '0 filed S2 · 10 answer · 20 customer · 30 resolved · 50 reopened',
    60,
    ['next_response 20→30 cancelled elapsed 10', 'next_response 50→ running due 110 elapsed 10'],
  ],
])

table('§1.2 update', [
  ['starts with the first answer', update, '0 filed S2 · 10 answer', 20, ['update 10→ running due 70 elapsed 10']],
  [
    'every answer ends a cycle and starts the next',
    update,
    '0 filed S2 · 10 answer · 40 receipt · 50 answer · 120 fix',
    130,
    [
      'update 10→50 met elapsed 40',
      'update 50→120 late breached 110 elapsed 70',
      'update 120→ running due 180 elapsed 10',
    ],
  ],
  [
    'pauses while waiting on the customer',
    update,
    '0 filed S2 · 10 answer · 30 waiting',
    500,
    ['update 10→ paused left 40 elapsed 20'],
  ],
  ['not while on hold', update, '0 filed S2 · 10 answer · 30 hold', 50, ['update 10→ running due 70 elapsed 40']],
  [
    'a cycle may begin paused',
    update,
    '0 filed S2 · 10 waiting · 20 answer · 100 open',
    110,
    ['update 20→ running due 160 elapsed 10'],
  ],
  ['resolved cancels it', update, '0 filed S2 · 10 answer · 30 resolved', 50, ['update 10→30 cancelled elapsed 20']],
  [
    'a breached one too, its breach stays',
    update,
    '0 filed S2 · 10 answer · 100 resolved',
    110,
    ['update 10→100 cancelled breached 70 elapsed 90'],
  ],
  [
    'reopened starts one',
    update,
    '0 filed S2 · 10 answer · 30 resolved · 80 reopened staff',
    100,
    ['update 10→30 cancelled elapsed 20', 'update 80→ running due 140 elapsed 20'],
  ],
  [
    'even before a first answer, but then no next response',
    every({ update: 60, next_response: 60 }),
    '0 filed S2 · 30 resolved · 80 reopened · 85 customer',
    100,
    ['update 80→ running due 140 elapsed 20'],
  ],
])

table('§1.2 workaround and resolution', [
  [
    'a workaround ends it',
    workaround,
    '0 filed S2 · 10 answer · 20 workaround',
    30,
    ['workaround 0→20 met elapsed 20'],
  ],
  ['a fix ends it', workaround, '0 filed S2 · 20 fix', 30, ['workaround 0→20 met elapsed 20']],
  ["a robot's fix does not", workaround, '0 filed S2 · 20 robot', 30, ['workaround 0→ running due 60 elapsed 30']],
  ['resolved ends it', workaround, '0 filed S2 · 70 resolved', 90, ['workaround 0→70 late breached 60 elapsed 70']],
  [
    'it pauses while waiting on the customer, not on hold',
    workaround,
    '0 filed S2 · 10 waiting · 30 hold',
    40,
    ['workaround 0→ running due 80 elapsed 20'],
  ],
  [
    'resolution pauses for both',
    resolution,
    '0 filed S2 · 10 waiting · 30 hold · 40 open',
    50,
    ['resolution 0→ running due 90 elapsed 20'],
  ],
  [
    'reopened revives both: the time between was a pause',
    every({ workaround: 60, resolution: 90 }),
    '0 filed S2 · 20 resolved · 100 reopened',
    110,
    ['workaround 0→ running due 140 elapsed 30', 'resolution 0→ running due 170 elapsed 30'],
  ],
  [
    'the workaround not if one was given',
    workaround,
    '0 filed S2 · 20 workaround · 30 resolved · 100 reopened',
    110,
    ['workaround 0→20 met elapsed 20'],
  ],
  [
    'not even while resolved',
    workaround,
    '0 filed S2 · 20 resolved · 50 workaround · 100 reopened',
    110,
    ['workaround 0→20 met elapsed 20'],
  ],
  [
    'a robot gives none',
    workaround,
    '0 filed S2 · 20 resolved · 50 robot · 100 reopened',
    110,
    ['workaround 0→ running due 140 elapsed 30'],
  ],
  [
    'what had breached is open again, stays breached and ends late',
    resolution,
    '0 filed S2 · 70 resolved · 100 reopened',
    110,
    ['resolution 0→ breached breached 60 elapsed 80'],
  ],
  [
    'late it ends',
    resolution,
    '0 filed S2 · 70 resolved · 100 reopened · 120 resolved',
    130,
    ['resolution 0→120 late breached 60 elapsed 90'],
  ],
  [
    'resolved twice, the second counts nothing',
    resolution,
    '0 filed S2 · 20 resolved · 50 resolved',
    60,
    ['resolution 0→20 met elapsed 20'],
  ],
  [
    'closed by the customer cancels every open clock: running, paused, breached',
    every({ first_response: 20, update: 60, resolution: 60 }),
    '0 filed S2 · 10 waiting · 30 closed',
    90,
    ['first_response 0→30 cancelled breached 20 elapsed 30', 'resolution 0→30 cancelled elapsed 10'],
  ],
  ['so does a merge', resolution, '0 filed S2 · 30 merged', 90, ['resolution 0→30 cancelled elapsed 30']],
  ['a severity without a target has no clock', { S1: { first_response: 60 } }, '0 filed S2', 30, []],
])

table('§1.3 time, due, breach', [
  ['an end at the due instant is met', first, '0 filed S2 · 60 answer', 60, ['first_response 0→60 met elapsed 60']],
  [
    'due with no end is breached, at that instant',
    first,
    '0 filed S2',
    60,
    ['first_response 0→ breached breached 60 elapsed 60'],
  ],
  ['whenever it was noticed', first, '0 filed S2', 5000, ['first_response 0→ breached breached 60 elapsed 5000']],
  [
    'a later answer does not undo it',
    first,
    '0 filed S2 · 61 answer',
    70,
    ['first_response 0→61 late breached 60 elapsed 61'],
  ],
  [
    'only open time counts; due is closing time, not the next opening',
    every({ first_response: [480, 'office'] }),
    '0 filed S2',
    530,
    ['first_response 0→ running due 540 elapsed 470'],
  ],
  [
    'and goes on the next morning',
    every({ first_response: [481, 'office'] }),
    '0 filed S2',
    600,
    ['first_response 0→ running due 1501 elapsed 480'],
  ],
  [
    'warnings fire when elapsed reaches their fractions',
    first,
    '0 filed S2',
    45,
    ['first_response 0→ running due 60 elapsed 45 warned 50@30 75@45 ahead 90@54'],
    [90, 50, 75],
  ],
  [
    'an answer at their instant prevents them',
    first,
    '0 filed S2 · 30 answer',
    45,
    ['first_response 0→30 met elapsed 30'],
    [50],
  ],
  [
    'by instant, then percent; the whole is a fraction too',
    first,
    '0 filed S2',
    70,
    ['first_response 0→ breached breached 60 elapsed 70 warned 50@30 100@60'],
    [100, 50, 50],
  ],
  [
    'closing without warning leaves none ahead',
    resolution,
    '0 filed S2 · 10 hold',
    45,
    ['resolution 0→ paused left 50 elapsed 10'],
    [50],
  ],
])

const two = (metric: Metric, s1: Minutes | null, s3: Minutes | null): Targets => ({
  S1: { [metric]: s1 },
  S3: { [metric]: s3 },
})

table('§1.4 raised', [
  [
    'due at t + N when that is earlier',
    two('first_response', 30, 240),
    '0 filed S3 · 100 severity S1',
    110,
    ['first_response 0→ running due 130 elapsed 110'],
  ],
  [
    'the old due instant when that is earlier',
    two('first_response', 200, 240),
    '0 filed S3 · 100 severity S1',
    110,
    ['first_response 0→ running due 240 elapsed 110'],
  ],
  [
    'same severity, no change',
    two('first_response', 30, 240),
    '0 filed S3 · 100 severity S3',
    110,
    ['first_response 0→ running due 240 elapsed 110'],
  ],
  [
    'a new calendar counts from t',
    two('resolution', 300, [480, 'office']),
    '0 filed S3 · 90 severity S1',
    100,
    ['resolution 0→ running due 390 elapsed 40'],
  ],
  [
    'the old calendar stays with the old due instant',
    two('resolution', 600, [480, 'office']),
    '0 filed S3 · 90 severity S1 · 100 hold · 200 open',
    300,
    ['resolution 0→ running due 1600 elapsed 140'],
  ],
  [
    'paused: as if it ran from t',
    two('resolution', 20, 240),
    '0 filed S3 · 30 hold · 100 severity S1 · 200 open',
    210,
    ['resolution 0→ running due 220 elapsed 40'],
  ],
  [
    'paused: the remainder of the old one when that is earlier',
    two('resolution', 220, 240),
    '0 filed S3 · 30 hold · 100 severity S1',
    120,
    ['resolution 0→ paused left 210 elapsed 30'],
  ],
  [
    'paused: the new one brings its own calendar',
    two('resolution', [20, 'office'], 240),
    '0 filed S3 · 30 hold · 100 severity S1 · 530 open',
    535,
    ['resolution 0→ running due 1510 elapsed 35'],
  ],
  [
    'past N already, it is due at t + N: never in the past',
    two('first_response', 30, 240),
    '0 filed S3 · 200 severity S1',
    210,
    ['first_response 0→ running due 230 elapsed 210'],
  ],
  [
    'without any opening it is never due',
    two('resolution', 60, [60, 'never']),
    '0 filed S3',
    10,
    ['resolution 0→ running never due elapsed 0'],
    [50],
  ],
  [
    'what never came due comes due',
    two('resolution', 60, [60, 'never']),
    '0 filed S3 · 10 severity S1',
    20,
    ['resolution 0→ running due 70 elapsed 10'],
  ],
  [
    'a target that appears starts at t',
    two('resolution', 60, null),
    '0 filed S3 · 100 severity S1',
    110,
    ['resolution 100→ running due 160 elapsed 10'],
  ],
  [
    'paused, if the status says so',
    two('resolution', 60, null),
    '0 filed S3 · 50 hold · 100 severity S1',
    110,
    ['resolution 100→ paused left 60 elapsed 0'],
  ],
  [
    'an answered ticket has no first response to start',
    two('first_response', 60, null),
    '0 filed S3 · 50 answer · 100 severity S1',
    110,
    [],
  ],
  [
    'nor one with a workaround that clock',
    two('workaround', 60, null),
    '0 filed S3 · 50 fix · 100 severity S1',
    110,
    [],
  ],
  [
    'a pending reply has its clock from t',
    two('next_response', 60, null),
    '0 filed S3 · 50 answer · 60 customer · 100 severity S1',
    110,
    ['next_response 100→ running due 160 elapsed 10'],
  ],
  [
    'an update cycle too',
    two('update', 60, null),
    '0 filed S3 · 50 answer · 100 severity S1',
    110,
    ['update 100→ running due 160 elapsed 10'],
  ],
  [
    'a target that disappears cancels',
    two('resolution', null, 60),
    '0 filed S3 · 30 severity S1',
    110,
    ['resolution 0→30 cancelled elapsed 30'],
  ],
  [
    'a breached one too',
    two('resolution', null, 60),
    '0 filed S3 · 90 severity S1',
    110,
    ['resolution 0→90 cancelled breached 60 elapsed 90'],
  ],
  [
    'ended clocks stay as they ended',
    two('first_response', 10, 60),
    '0 filed S3 · 50 answer · 90 severity S1',
    110,
    ['first_response 0→50 met elapsed 50'],
  ],
  [
    'a breached clock keeps its calendar',
    two('first_response', 10, [60, 'office']),
    '0 filed S3 · 150 severity S1',
    600,
    ['first_response 0→ breached breached 120 elapsed 480'],
  ],
])

table('§1.4 lowered', [
  [
    'counted again from the start, due where that reaches N',
    two('first_response', 60, 240),
    '0 filed S1 · 30 severity S3',
    40,
    ['first_response 0→ running due 240 elapsed 40'],
  ],
  [
    'in the new calendar, pauses taken out',
    two('resolution', 600, [120, 'office']),
    '0 filed S1 · 70 hold · 90 open · 100 severity S3',
    110,
    ['resolution 0→ running due 200 elapsed 30'],
  ],
  [
    'not before t',
    two('first_response', 600, 60),
    '0 filed S1 · 100 severity S3',
    110,
    ['first_response 0→ breached breached 100 elapsed 110'],
  ],
  [
    'an answer at t is in time',
    two('first_response', 600, 60),
    '0 filed S1 · 100 severity S3 · 100 answer',
    110,
    ['first_response 0→100 met elapsed 100'],
  ],
  [
    'fractions then behind fire at t',
    two('first_response', 600, 200),
    '0 filed S1 · 120 severity S3',
    130,
    ['first_response 0→ running due 200 elapsed 130 warned 50@120 ahead 75@150'],
    [50, 75],
  ],
  [
    'paused: what then remains',
    two('resolution', 60, 240),
    '0 filed S1 · 20 hold · 30 severity S3',
    40,
    ['resolution 0→ paused left 220 elapsed 20'],
  ],
  [
    'paused: nothing remains, due as it resumes',
    two('resolution', 600, 60),
    '0 filed S1 · 100 hold · 110 severity S3 · 150 open',
    160,
    ['resolution 0→ breached breached 150 elapsed 110'],
  ],
  [
    'raised and lowered again: as before',
    two('first_response', 60, 240),
    '0 filed S3 · 30 severity S1 · 80 severity S3',
    85,
    ['first_response 0→ running due 240 elapsed 85'],
  ],
  [
    'lowered at its due instant it is not breached',
    two('first_response', 60, 240),
    '0 filed S1 · 60 severity S3',
    70,
    ['first_response 0→ running due 240 elapsed 70'],
  ],
  [
    'a target that appears starts where the table says',
    two('resolution', null, 240),
    '0 filed S1 · 20 hold · 50 open · 100 severity S3',
    110,
    ['resolution 0→ running due 270 elapsed 80'],
  ],
  [
    'due not before t',
    two('resolution', null, 60),
    '0 filed S1 · 100 severity S3',
    100,
    ['resolution 0→ breached breached 100 elapsed 100'],
  ],
  [
    'a next response at the oldest unanswered reply, though none ran then',
    two('next_response', null, 240),
    '0 filed S1 · 10 answer · 20 customer · 50 customer · 100 severity S3',
    110,
    ['next_response 20→ running due 260 elapsed 90'],
  ],
  [
    'an update at the last answer',
    two('update', null, 240),
    '0 filed S1 · 10 answer · 30 answer · 40 waiting · 60 open · 100 severity S3',
    110,
    ['update 30→ running due 290 elapsed 60'],
  ],
  [
    'a target that returns makes a new clock',
    two('resolution', null, 240),
    '0 filed S3 · 40 severity S1 · 100 severity S3',
    110,
    ['resolution 0→40 cancelled elapsed 40', 'resolution 0→ running due 240 elapsed 110'],
  ],
])

table('§1.6 instants, warnings, pauses', [
  [
    'judged after all events of an instant, in their order',
    first,
    '0 filed S2 · 60 customer · 60 note · 60 answer',
    70,
    ['first_response 0→60 met elapsed 60'],
  ],
  ['a paused clock cannot breach', resolution, '0 filed S2 · 59 hold', 900, ['resolution 0→ paused left 1 elapsed 59']],
  [
    'paused at its due instant nothing remains',
    resolution,
    '0 filed S2 · 60 hold',
    900,
    ['resolution 0→ paused left 0 elapsed 60'],
  ],
  [
    'then it is due the instant it resumes',
    resolution,
    '0 filed S2 · 60 hold · 100 open',
    900,
    ['resolution 0→ breached breached 100 elapsed 860'],
  ],
  [
    'unless it ends there',
    resolution,
    '0 filed S2 · 60 hold · 100 open · 100 resolved',
    900,
    ['resolution 0→100 met elapsed 60'],
  ],
  [
    'a warning whose instant is the pause fires when it resumes',
    resolution,
    '0 filed S2 · 30 hold · 100 open',
    110,
    ['resolution 0→ running due 130 elapsed 40 warned 50@100'],
    [50],
  ],
  [
    "a customer's reply resumes nothing by itself",
    resolution,
    '0 filed S2 · 30 waiting · 40 customer',
    50,
    ['resolution 0→ paused left 30 elapsed 30'],
  ],
  [
    'its status does',
    resolution,
    '0 filed S2 · 30 waiting · 40 customer · 40 open',
    50,
    ['resolution 0→ running due 70 elapsed 40'],
  ],
  [
    'after a raise elapsed and remainder are the whole; fractions behind fire then',
    two('first_response', 30, 240),
    '0 filed S3 · 90 severity S1',
    100,
    ['first_response 0→ running due 120 elapsed 100 warned 50@90 75@90 ahead 90@108'],
    [50, 75, 90],
  ],
  [
    'each fraction fires once',
    two('first_response', 240, 600),
    '0 filed S1 · 130 severity S3',
    500,
    ['first_response 0→ running due 600 elapsed 500 warned 50@120 75@450'],
    [50, 75],
  ],
  [
    'of equal instants the old one stays',
    two('first_response', 140, [100, 'office']),
    '0 filed S3 · 20 severity S1',
    30,
    ['first_response 0→ running due 160 elapsed 0'],
  ],
  [
    'a target finer than a millisecond rounds up',
    every({ first_response: 1 / 3 }),
    '0 filed S2',
    0.3,
    ['first_response 0→ running due 0.333 elapsed 0.3 warned 33.3@0.111'],
    [33.3],
  ],
])

table('§1.6 promises', [
  [
    'pull the due instant earlier',
    update,
    '0 filed S2 · 10 answer · 20 promised 40',
    30,
    ['update 10→ running due 40 elapsed 20'],
  ],
  ['never later', update, '0 filed S2 · 10 answer · 20 promised 80', 30, ['update 10→ running due 70 elapsed 20']],
  [
    'are kept or broken like any due instant',
    update,
    '0 filed S2 · 10 answer · 20 promised 40 · 41 answer',
    42,
    ['update 10→41 late breached 40 elapsed 31', 'update 41→ running due 101 elapsed 1'],
  ],
  [
    'fractions behind fire at that instant',
    update,
    '0 filed S2 · 10 answer · 40 promised 50',
    45,
    ['update 10→ running due 50 elapsed 35 warned 50@40 75@40 ahead 90@46'],
    [50, 75, 90],
  ],
  [
    'are lost without a running cycle',
    update,
    '0 filed S2 · 5 promised 30 · 10 answer',
    40,
    ['update 10→ running due 70 elapsed 30'],
  ],
  [
    'and while resolved',
    update,
    '0 filed S2 · 10 answer · 20 resolved · 25 promised 30 · 40 reopened',
    50,
    ['update 10→20 cancelled elapsed 10', 'update 40→ running due 100 elapsed 10'],
  ],
  [
    'a lowering drops them',
    two('update', 60, 240),
    '0 filed S1 · 10 answer · 20 promised 40 · 30 severity S3',
    35,
    ['update 10→ running due 250 elapsed 25'],
  ],
  [
    'a raise keeps the earlier',
    two('update', 60, 240),
    '0 filed S3 · 10 answer · 20 promised 40 · 30 severity S1',
    35,
    ['update 10→ running due 40 elapsed 25'],
  ],
  [
    'on a paused cycle as if it ran',
    update,
    '0 filed S2 · 10 answer · 20 waiting · 30 promised 50 · 100 open',
    110,
    ['update 10→ running due 120 elapsed 20'],
  ],
  [
    'on a paused cycle never later',
    update,
    '0 filed S2 · 10 answer · 20 waiting · 30 promised 81',
    110,
    ['update 10→ paused left 50 elapsed 10'],
  ],
  [
    'count outside the calendar',
    every({ update: [300, 'office'] }),
    '0 filed S2 · 500 answer · 510 promised 700',
    600,
    ['update 500→ running due 700 elapsed 40'],
  ],
  [
    'once paused only the open time up to them remains',
    every({ update: [300, 'office'] }),
    '0 filed S2 · 500 answer · 510 promised 700 · 520 waiting',
    800,
    ['update 500→ paused left 20 elapsed 20'],
  ],
  [
    'with none left, due on resuming',
    every({ update: [300, 'office'] }),
    '0 filed S2 · 500 answer · 510 promised 700 · 600 waiting · 650 open',
    800,
    ['update 500→ breached breached 650 elapsed 40'],
  ],
])

table('§1.6 resolved and reopened', [
  [
    'a raise while resolved acts as on a paused clock',
    two('resolution', 30, 240),
    '0 filed S3 · 60 resolved · 100 severity S1 · 300 reopened',
    310,
    ['resolution 0→ running due 330 elapsed 70'],
  ],
  [
    'and not unless reopened',
    two('resolution', 30, 240),
    '0 filed S3 · 60 resolved · 100 severity S1',
    310,
    ['resolution 0→60 met elapsed 60'],
  ],
  [
    'a lowering counts again, the resolved time taken out',
    two('resolution', 60, [120, 'office']),
    '0 filed S1 · 50 resolved · 100 severity S3 · 200 reopened',
    210,
    ['resolution 0→ running due 320 elapsed 10'],
  ],
  [
    'a target lost while resolved: stays as it ended',
    two('resolution', 60, null),
    '0 filed S1 · 50 resolved · 100 severity S3 · 200 reopened',
    210,
    ['resolution 0→50 met elapsed 50'],
  ],
  [
    'lost and back by a raise: a new clock from then, paused until reopened',
    two('resolution', 60, null),
    '0 filed S1 · 50 resolved · 100 severity S3 · 150 severity S1 · 200 reopened',
    210,
    ['resolution 0→50 met elapsed 50', 'resolution 150→ running due 260 elapsed 10'],
  ],
  [
    'not recorded if that never comes',
    two('resolution', 60, null),
    '0 filed S3 · 50 resolved · 100 severity S1',
    210,
    [],
  ],
  [
    'nor if its target is lost again first',
    two('resolution', 60, null),
    '0 filed S3 · 50 resolved · 100 severity S1 · 110 severity S3 · 200 reopened',
    210,
    [],
  ],
  [
    'a first response goes on meanwhile',
    two('first_response', 60, 240),
    '0 filed S3 · 50 resolved · 100 severity S1',
    110,
    ['first_response 0→ running due 160 elapsed 110'],
  ],
  [
    'resolved again, what changed the first time is over',
    two('resolution', 60, 240),
    '0 filed S1 · 50 resolved · 100 severity S3 · 200 reopened · 210 severity S1 · 215 resolved · 300 reopened',
    305,
    ['resolution 0→ running due 355 elapsed 70'],
  ],
  [
    'and only what that resolve ended is revived',
    two('resolution', 60, null),
    '0 filed S1 · 50 resolved · 100 severity S3 · 200 reopened · 210 severity S1 · 220 resolved · 300 reopened',
    310,
    ['resolution 0→50 met elapsed 50', 'resolution 210→ running due 350 elapsed 20'],
  ],
  [
    'reopened on an open ticket changes nothing',
    every({ update: 60, next_response: 60, resolution: 60 }),
    '0 filed S2 · 10 waiting · 20 reopened',
    30,
    ['resolution 0→ paused left 50 elapsed 10'],
  ],
  [
    'reopened sets the status to open',
    resolution,
    '0 filed S2 · 10 waiting · 20 resolved · 30 reopened',
    40,
    ['resolution 0→ running due 80 elapsed 20'],
  ],
  [
    "a customer's reply on a resolved ticket reopens it",
    every({ next_response: 60, resolution: 60 }),
    '0 filed S2 · 10 answer · 20 resolved · 30 customer · 30 reopened',
    40,
    ['next_response 30→ running due 90 elapsed 10', 'resolution 0→ running due 70 elapsed 30'],
  ],
  [
    'an answer sent with a resolve starts no cycle',
    update,
    '0 filed S2 · 10 answer · 20 answer · 20 resolved',
    40,
    ['update 10→20 met elapsed 10'],
  ],
  [
    'nor one sent after it',
    update,
    '0 filed S2 · 10 answer · 20 resolved · 20 answer',
    40,
    ['update 10→20 cancelled elapsed 10'],
  ],
  [
    'zero-length clocks are not recorded',
    every({ first_response: 60, update: 60 }),
    '0 filed S2 · 0 answer · 0 answer',
    10,
    ['update 0→ running due 60 elapsed 10'],
  ],
  [
    'a clock of zero length may be revived',
    resolution,
    '0 filed S2 · 0 resolved · 20 reopened',
    30,
    ['resolution 0→ running due 80 elapsed 10'],
  ],
  [
    'after closing no event starts or changes a clock',
    every({ first_response: 60, update: 60 }),
    '0 filed S2 · 10 closed · 20 answer · 30 reopened · 40 severity S1',
    50,
    ['first_response 0→10 cancelled elapsed 10'],
  ],
  [
    'save an upheld dispute of an earlier reply',
    first,
    '0 filed S2 · 10 answer · 70 merged · 80 upheld 2',
    90,
    ['first_response 0→70 cancelled breached 60 elapsed 70'],
  ],
])

describe('the order of the clocks', () => {
  it('is metric, start, end, open ones last', () => {
    const targets = { S1: { first_response: 30, update: 30, resolution: 60 }, S3: { resolution: 90 } }
    expect(outcomeLines(targets, '0 filed S1 · 10 answer · 20 answer · 30 severity S3 · 40 severity S1', 50)).toEqual([
      'first_response 0→10 met elapsed 10',
      'update 10→20 met elapsed 10',
      'update 20→30 cancelled elapsed 10',
      'update 40→ running due 70 elapsed 10',
      'resolution 0→ running due 90 elapsed 50',
    ])
  })
})

describe('the spans of a clock', () => {
  it('cover its whole life without gaps', () => {
    const [clock] = evaluate(
      policyOf(resolution),
      timelineOf('0 filed S2 · 10 hold · 20 waiting · 40 open · 100 hold'),
      instantOf(120),
    )
    expect(clock?.spans).toEqual([
      { from: instantOf(0), to: instantOf(10), kind: 'running' },
      { from: instantOf(10), to: instantOf(40), kind: 'paused' },
      { from: instantOf(40), to: instantOf(90), kind: 'running' },
      { from: instantOf(90), to: instantOf(100), kind: 'breached' },
      { from: instantOf(100), to: instantOf(120), kind: 'paused' },
    ])
  })
})
