import { describe, expect, it } from 'vitest'
import { isTemporaryFailure, OutgoingRefused, requireSuccess, retryAfterMs } from './outgoing'

/** SEMANTICS §3: HTTP 408, 425, 429 and 5xx mean "not now"; 3xx and every other 4xx are permanent. */
it.each([
  [408, true],
  [425, true],
  [429, true],
  [500, true],
  [503, true],
  [599, true],
  [301, false],
  [307, false],
  [400, false],
  [401, false],
  [404, false],
  [410, false],
  [422, false],
])('%i means "not now": %s', (status, later) => {
  expect(isTemporaryFailure(status)).toBe(later)
  try {
    requireSuccess({ status, headers: { 'retry-after': '7' }, body: 'no' })
    expect.unreachable()
  } catch (error) {
    expect(error).toBeInstanceOf(OutgoingRefused)
    expect((error as OutgoingRefused).permanent).toBe(!later)
    if (later) expect((error as OutgoingRefused).retryAfterMs).toBe(7_000)
  }
})

describe('Retry-After', () => {
  const now = new Date('2026-11-27T02:00:00.000Z')
  it.each<[string | undefined, number | null]>([
    [undefined, null],
    ['', null],
    ['30', 30_000],
    [' 0 ', 0],
    ['Fri, 27 Nov 2026 02:01:00 GMT', 60_000],
    ['Fri, 27 Nov 2026 01:00:00 GMT', 0],
    ['soon', null],
    ['-5', 0],
  ])('%s is %s ms', (header, ms) => expect(retryAfterMs(header, now)).toBe(ms))

  it('as a date is ignored without the sender’s own clock', () =>
    expect(retryAfterMs('Fri, 27 Nov 2026 02:01:00 GMT', new Date(Number.NaN))).toBeNull())
})
