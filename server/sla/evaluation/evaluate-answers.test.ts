import { describe, expect, it } from 'vitest'
import { instantOf, policyOf } from '@/tests/support/sla-timeline'
import { replyKinds } from '@/server/vocabulary/reply-kind'
import { evaluate } from './evaluate.rules'
import { table, first, next, update, workaround, resolution } from '@/tests/support/sla-tables'

table('§1.1 what answers a customer', [
  ['an answer ends the first response', first, '0 filed S2 · 20 answer', 30, ['first_response 0→20 met elapsed 20']],
  [
    'an acknowledgement ("recorded, we will look later") stops no clock',
    first,
    '0 filed S2 · 20 receipt',
    30,
    ['first_response 0→ running due 60 elapsed 30'],
  ],
  [
    'an automatic message stops no clock',
    first,
    '0 filed S2 · 20 robot',
    30,
    ['first_response 0→ running due 60 elapsed 30'],
  ],
  [
    'an internal note stops no clock',
    first,
    '0 filed S2 · 20 note',
    30,
    ['first_response 0→ running due 60 elapsed 30'],
  ],
  [
    'a dispute alone changes nothing',
    first,
    '0 filed S2 · 20 answer · 30 disputed 2',
    90,
    ['first_response 0→20 met elapsed 20'],
  ],
  [
    'when it is upheld the reply counts as an acknowledgement: breached at its due instant',
    first,
    '0 filed S2 · 20 answer · 30 disputed 2 · 100 upheld 2',
    110,
    ['first_response 0→ breached breached 60 elapsed 110'],
  ],
  [
    'upheld after the queried instant it does not count yet',
    first,
    '0 filed S2 · 20 answer · 30 disputed 2 · 100 upheld 2',
    99,
    ['first_response 0→20 met elapsed 20'],
  ],
  [
    'a later answer then ends the clock',
    first,
    '0 filed S2 · 20 answer · 40 fix · 50 disputed 2 · 100 upheld 2',
    110,
    ['first_response 0→40 met elapsed 40'],
  ],
  [
    'an upheld dispute of a workaround withdraws the workaround',
    workaround,
    '0 filed S2 · 20 workaround · 30 disputed 2 · 40 upheld 2',
    50,
    ['workaround 0→ running due 60 elapsed 50'],
  ],
  [
    'events after the queried instant do not count yet',
    first,
    '0 filed S2 · 20 answer',
    19,
    ['first_response 0→ running due 60 elapsed 19'],
  ],
  ['before the ticket was filed there is no clock', first, '0 filed S2', -1, []],
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
    'next response: does not exist when the first answer did not count',
    next,
    '0 filed S2 · 10 answer · 20 customer · 30 answer · 40 upheld 2',
    50,
    [],
  ],
  [
    'update: the cycle before it continues',
    update,
    '0 filed S2 · 10 answer · 40 answer · 50 upheld 3',
    60,
    ['update 10→ running due 70 elapsed 50'],
  ],
  [
    'resolution: the resolving that came with it stands',
    resolution,
    '0 filed S2 · 20 fix · 20 resolved · 30 upheld 2',
    90,
    ['resolution 0→20 met elapsed 20'],
  ],
  [
    'workaround: a reopened ticket continues its clock, because no workaround was given',
    workaround,
    '0 filed S2 · 20 fix · 30 resolved · 40 upheld 2 · 50 reopened',
    60,
    ['workaround 0→ running due 80 elapsed 40'],
  ],
  [
    'warnings that it had prevented fire at their own instants',
    first,
    '0 filed S2 · 20 answer · 40 upheld 2',
    50,
    ['first_response 0→ running due 60 elapsed 50 warned 50@30'],
    [50],
  ],
])
