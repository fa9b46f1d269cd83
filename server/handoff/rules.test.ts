import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ScheduleFacts } from '@/server/oncall/schema'
import {
  draftLeadMs,
  incomingAt,
  isHandoff,
  isLast,
  lookAheadMs,
  searchStart,
  matchingShiftEnd,
  nextLookAt,
  shiftEnds,
} from './rules'
import { followUpOf, missingFields } from './brief/rules'
import { mayAssign } from '@/server/tickets/conversation/conduct.rules'

const at = (time: string) => Date.parse(`2026-11-${time}Z`)
const daily = (
  participants: string[],
  restrictions: ScheduleFacts['versions'][number]['layers'][number]['restrictions'] = [],
): ScheduleFacts => ({
  timeZone: 'UTC',
  versions: [
    {
      inForceFrom: null,
      layers: [
        {
          id: 'l',
          start: '2026-11-20T00:00',
          end: null,
          rotation: { unit: 'day', length: 1 },
          participants,
          restrictions,
        },
      ],
    },
  ],
  overrides: [],
})
const override = (
  person: string,
  start: number,
  end: number,
  createdAt = start,
): ScheduleFacts['overrides'][number] => ({
  id: 'o',
  kind: 'onCall',
  person,
  coversFor: null,
  start,
  end,
  createdAt,
  removedAt: null,
})
const one = daily(['ana', 'bo'])

describe('the ends of shifts', () => {
  it('are those of the final row, an end at the first instant included', () => {
    expect(shiftEnds(one, at('21T00:00'), at('23T00:00'))).toEqual([
      { at: at('21T00:00'), outgoing: 'ana' },
      { at: at('22T00:00'), outgoing: 'bo' },
    ])
  })
  it('move with an override', () => {
    const taken = { ...one, overrides: [override('bo', at('20T18:00'), at('21T00:00'))] }
    expect(shiftEnds(taken, at('20T12:00'), at('22T12:00'))).toEqual([
      { at: at('20T18:00'), outgoing: 'ana' },
      { at: at('22T00:00'), outgoing: 'bo' },
    ])
  })
})

describe("the next look at a schedule's handoffs", () => {
  const minuteMs = 60_000
  const origin = at('20T00:00')
  const schedules = fc
    .record({
      hours: fc.integer({ min: 1, max: 40 }),
      people: fc.constantFrom(['ana', 'bo'], ['ana', 'bo', 'cai'], ['ana', 'ana', 'bo']),
      overrides: fc.array(
        fc.record({
          person: fc.constantFrom('ana', 'bo', 'cai'),
          start: fc.integer({ min: 0, max: 6_000 }),
          length: fc.integer({ min: 1, max: 900 }),
        }),
        { maxLength: 4 },
      ),
    })
    .map(({ hours, people, overrides }): ScheduleFacts => {
      const facts = daily([...people])
      facts.versions[0]!.layers[0]!.rotation = { unit: 'hour', length: hours }
      facts.overrides = overrides.map(({ person, start, length }) =>
        override(person, origin + start * minuteMs, origin + (start + length) * minuteMs, origin),
      )
      return facts
    })
  const until = origin + 5_000 * minuteMs

  it('is scheduled so that a worker is there at every end of a shift and every opening of a brief', () => {
    fc.assert(
      fc.property(schedules, (facts) => {
        const seen = new Set<number>()
        for (let now = origin; now <= until; ) {
          seen.add(now)
          now = nextLookAt(shiftEnds(facts, now, now + lookAheadMs), now)
        }
        for (const end of shiftEnds(facts, origin + draftLeadMs + 1, until))
          expect([seen.has(end.at), seen.has(end.at - draftLeadMs)]).toEqual([true, true])
      }),
      { numRuns: 40 },
    )
  })

  it('finds every past end exactly once, at whatever instants it happens', () => {
    const waits = fc.array(fc.integer({ min: minuteMs + 1, max: 900 * minuteMs }), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(schedules, waits, (facts, pauses) => {
        const found: number[] = []
        let looked = origin
        for (const pause of pauses) {
          const now = looked + pause
          const ends = shiftEnds(facts, searchStart(looked, now), now + draftLeadMs)
          found.push(...ends.filter((end) => end.at <= now).map((end) => end.at))
          looked = now
        }
        expect(found).toEqual(shiftEnds(facts, origin + 1, looked + 1).map((end) => end.at))
      }),
    )
  })
})

const nights = [{ type: 'daily' as const, from: '20:00', to: '24:00' }]
describe('the engineer who takes over', () => {
  it.each([
    ['the one on call by the schedule', [{ id: 's', facts: one }], 'bo', true],
    [
      'nobody in the schedule at that time: the one on call in another schedule',
      [
        { id: 's', facts: daily(['ana', 'bo'], nights) },
        { id: 't', facts: daily(['cai']) },
      ],
      'cai',
      true,
    ],
    [
      'nobody at all at that time: the next in the schedule',
      [{ id: 's', facts: daily(['ana', 'bo'], nights) }],
      'bo',
      true,
    ],
    ['a split shift: the same person continues', [{ id: 's', facts: daily(['ana'], nights) }], 'ana', false],
    [
      'on call again by another schedule',
      [
        { id: 's', facts: one },
        { id: 't', facts: daily(['ana']) },
      ],
      'bo',
      false,
    ],
    [
      'nobody any more',
      [{ id: 's', facts: { ...daily([]), overrides: [override('ana', at('20T00:00'), at('21T00:00'))] } }],
      null,
      true,
    ],
  ])('%s', (_name, schedules, incoming, handed) => {
    const end = { at: at('21T00:00'), outgoing: 'ana' }
    expect(incomingAt(schedules, 's', end.at)).toBe(incoming)
    expect(isHandoff(schedules, 's', end)).toBe(handed)
  })
})

describe('the instant of the next look', () => {
  const ends = [
    { at: at('21T00:00'), outgoing: 'ana' },
    { at: at('21T00:20'), outgoing: 'bo' },
  ]
  it.each([
    ['20T12:00', '20T23:30'],
    ['20T23:30', '20T23:50'],
    ['20T23:50', '21T00:00'],
    ['21T00:00', '21T00:20'],
  ])('at %s: %s', (now, next) => expect(nextLookAt(ends, at(now))).toBe(at(next)))
  it('is 90 days away after the last end', () => expect(nextLookAt([], 0)).toBe(90 * 24 * 60 * 60_000))
})

it('of the missed ends only the last of each engineer counts', () => {
  const ends = [
    { at: 1, outgoing: 'ana' },
    { at: 2, outgoing: 'bo' },
    { at: 3, outgoing: 'ana' },
    { at: 9, outgoing: 'ana' },
  ]
  expect(ends.filter((end) => isLast(end, ends, 5)).map((end) => end.at)).toEqual([2, 3, 9])
})

it('a draft moves with the end of its engineer’s shift, but not onto an end that already has a brief', () => {
  const ends = [
    { at: 5, outgoing: 'bo' },
    { at: 7, outgoing: 'ana' },
    { at: 9, outgoing: 'ana' },
  ]
  const free = () => false
  expect(matchingShiftEnd({ outgoing: 'ana', at: 9 }, ends, free)).toEqual({ at: 9, outgoing: 'ana' })
  expect(matchingShiftEnd({ outgoing: 'ana', at: 6 }, ends, free)).toEqual({ at: 7, outgoing: 'ana' })
  expect(matchingShiftEnd({ outgoing: 'ana', at: 6 }, ends, (end) => end.at === 7)).toEqual({ at: 9, outgoing: 'ana' })
  expect(matchingShiftEnd({ outgoing: 'cai', at: 6 }, ends, free)).toBeNull()
})

it('an S1 or S2 needs text in every field, a less severe ticket in none', () => {
  const words = { known: 'A bad build', tried: ' ', promised: '' }
  expect(missingFields('S1', words)).toEqual(['tried', 'promised'])
  expect(missingFields('S2', { ...words, tried: 'Nothing yet', promised: 'Nothing' })).toEqual([])
  expect(missingFields('S3', words)).toEqual([])
})

describe('assigning', () => {
  const ticket = { severity: 'S1' as const, status: 'open' as const, assigneeId: 'ana' }
  it.each([
    ['an S1 to somebody else', ticket, 'bo', 'mia', false],
    ['an S1 to nobody', ticket, null, 'ana', false],
    ['an S1 to oneself', ticket, 'bo', 'bo', true],
    ['an unassigned S1', { ...ticket, assigneeId: null }, 'bo', 'mia', true],
    ['an S1 to its assignee', ticket, 'ana', 'mia', true],
    ['an S1 that is resolved', { ...ticket, status: 'resolved' as const }, 'bo', 'mia', true],
    ['an S3', { ...ticket, severity: 'S3' as const }, 'bo', 'mia', true],
  ])('%s', (_name, facts, to, viewer, allowed) => expect(mayAssign(facts, to, viewer) === null).toBe(allowed))
})

it.each([
  [0, { notify: null, nextAt: 10 }],
  [10, { notify: 'engineers', nextAt: 20 }],
  [19, { notify: 'engineers', nextAt: 20 }],
  [20, { notify: 'managers', nextAt: null }],
])('reminders %i minutes after the shift while nobody has accepted', (minutes, { notify, nextAt }) =>
  expect(followUpOf(0, minutes * 60_000)).toEqual({ notify, nextAt: nextAt && nextAt * 60_000 }),
)
