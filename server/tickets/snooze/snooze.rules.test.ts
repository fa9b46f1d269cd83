import { expect, it } from 'vitest'
import { endsSnooze, maySnooze } from './snooze.rules'

const now = new Date('2026-11-27T02:00:00Z')
const inMs = (ms: number) => new Date(now.getTime() + ms)
const dayMs = 86_400_000

it.each([
  ['open', 1, false, null],
  ['new', 366 * dayMs, false, null],
  ['on_hold', 60_000, false, null],
  ['open', 0, false, 'snoozeInPast'],
  ['open', -dayMs, false, 'snoozeInPast'],
  ['open', 366 * dayMs + 1, false, 'snoozeTooFar'],
  ['open', 60_000, true, 'snoozeWhilePaged'],
  ['resolved', 60_000, false, 'ticketNotOpen'],
  ['closed', 60_000, false, 'ticketNotOpen'],
] as const)('a ticket that is %s, until %i ms from now, paged %s: %s', (status, ms, isPaged, reason) => {
  expect(maySnooze({ status }, { until: inMs(ms), now, isPaged })?.reason ?? null).toBe(reason)
})

it.each([
  ['what its customer writes', ['customer'], null, false, true],
  ['a page', ['system'], null, true, true],
  ['its resolution', ['staff'], 'resolved', false, true],
  ['its closing', ['system'], 'closed', false, true],
  ['a merge', ['staff'], 'merged', false, true],
  ['not an answer', ['staff'], 'answered', false, false],
  ['not a note', ['staff'], null, false, false],
] as const)('%s brings it back', (_, kinds, end, isPaged, ends) => {
  expect(
    endsSnooze(
      kinds.map((kind) => ({ actor: { kind } })),
      end,
      isPaged,
    ),
  ).toBe(ends)
})
