import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { holdsUntil, maxPauseMs, retryPauseMs, windowOf } from './retry.rules'

describe('the pause before the next attempt', () => {
  it.each([
    [1, null, 5],
    [2, null, 10],
    [3, null, 20],
    [4, null, 40],
    [5, null, 60],
    [6, null, 60],
    [10_000, null, 60],
    [1, 30_000, 30],
    [9, 7_000, 7],
    [1, 0, 5],
    [1, 3_600_000, 60],
  ])('after %i attempts and a requested wait of %s ms is %i s', (tries, retryAfter, seconds) =>
    expect(retryPauseMs(tries, retryAfter)).toBe(seconds * 1_000),
  )

  it('never shrinks with further attempts and never exceeds a minute', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), (tries) => {
        expect(retryPauseMs(tries + 1)).toBeGreaterThanOrEqual(retryPauseMs(tries))
        expect(retryPauseMs(tries)).toBeLessThanOrEqual(maxPauseMs)
      }),
    )
  })
})

describe('an instant that delays a delivery', () => {
  const now = new Date('2026-11-27T02:00:00.000Z')
  const inSeconds = (seconds: number) => new Date(now.getTime() + seconds * 1_000)
  it.each<[string, Date | null, boolean]>([
    ['none', null, false],
    ['past', inSeconds(-1), false],
    ['now', now, false],
    ['ahead, within its rule', inSeconds(2), true],
    ['further ahead than its rule allows counts as passed', inSeconds(2.001), false],
    ['written by a clock 90 minutes fast counts as passed', inSeconds(5_400), false],
  ])('%s', (_, at, holds) => expect(holdsUntil(at, now, windowOf('email'))).toBe(holds))
})
