import { describe, expect, it } from 'vitest'
import { acceptDatabase, isTrusted, measure, startInDoubt, timeAt, type TimeLine, unmeasured } from './time-line'

const day = Date.UTC(2026, 10, 27, 2)
const minute = 60_000

/**
 * Simulates measurements every ten seconds from `from` to `to` (seconds of the monotonic clock). `aheadMs` returns by
 * how much the database's clock is ahead of the true time, or null for no answer.
 */
function live(
  line: TimeLine,
  from: number,
  to: number,
  aheadMs: (second: number) => number | null,
  tookMs = 4,
): TimeLine {
  let now = line
  for (let second = from; second <= to; second += 10) {
    const ahead = aheadMs(second)
    if (ahead === null) continue
    const askedAt = second * 1_000
    now = measure(now, { askedAt, answeredAt: askedAt + tookMs, databaseMs: day + askedAt + tookMs / 2 + ahead })
  }
  return now
}
const errorMs = (line: TimeLine, second: number) => timeAt(line, second * 1_000)! - (day + second * 1_000)

describe("a process's time", () => {
  it('is unknown before the first measurement, and nothing is decided by it', () => {
    expect(timeAt(unmeasured, 5)).toBeNull()
    expect(isTrusted(unmeasured, 5)).toBe(false)
  })

  it("is the database's, whatever the machine's own clock says, and advances between two measurements", () => {
    const line = live(unmeasured, 0, 20, () => 0)
    expect(isTrusted(line, 25_000)).toBe(true)
    expect(errorMs(line, 25)).toBeCloseTo(0)
  })

  it('follows a drift of the clocks', () => {
    const line = live(unmeasured, 0, 600, (second) => second / 10)
    expect(isTrusted(line, 600_000)).toBe(true)
    expect(Math.abs(errorMs(line, 600) - 60)).toBeLessThan(5)
  })

  it('is not affected by a measurement that took long', () => {
    const exact = live(unmeasured, 0, 20, () => 0)
    const slow = measure(exact, { askedAt: 30_000, answeredAt: 31_800, databaseMs: day + 30_010 })
    expect(isTrusted(slow, 32_000)).toBe(true)
    expect(Math.abs(errorMs(slow, 32))).toBeLessThan(5)
  })

  it('is in doubt after 60 s without a measurement, goes on meanwhile, and is trusted after 60 s of agreement', () => {
    const quiet = live(unmeasured, 0, 100, () => 0)
    expect(isTrusted(quiet, 160_000)).toBe(true)
    expect(isTrusted(quiet, 160_100)).toBe(false)
    expect(errorMs(quiet, 200)).toBeCloseTo(0)
    const back = live(quiet, 300, 350, () => 0)
    expect(isTrusted(back, 350_100)).toBe(false)
    expect(
      isTrusted(
        live(back, 360, 360, () => 0),
        360_100,
      ),
    ).toBe(true)
  })

  it.each([90 * minute, -90 * minute])('does not jump when the clock of the database moves by %i ms', (aheadMs) => {
    const line = live(unmeasured, 0, 100, (second) => (second < 50 ? 0 : aheadMs))
    expect(isTrusted(line, 100_000)).toBe(false)
    expect(errorMs(line, 100)).toBeCloseTo(0)
    expect(line.doubt?.movedMs).toBeCloseTo(aheadMs)
    // However long it lasts: only an administrator can say which of the two is right.
    const later = live(line, 110, 7_200, () => aheadMs)
    expect(isTrusted(later, 7_200_000)).toBe(false)
    expect(errorMs(later, 7_200)).toBeCloseTo(0)
  })

  it('is trusted 60 s after the clock of the database has come back', () => {
    const line = live(unmeasured, 0, 150, (second) => (second < 50 || second >= 90 ? 0 : 90 * minute))
    expect(isTrusted(line, 149_000)).toBe(true)
    expect(
      isTrusted(
        live(unmeasured, 0, 140, (second) => (second < 50 || second >= 90 ? 0 : 90 * minute)),
        140_100,
      ),
    ).toBe(false)
    expect(errorMs(line, 150)).toBeCloseTo(0)
  })

  it('follows the moved clock once an administrator has accepted it', () => {
    const line = acceptDatabase(live(unmeasured, 0, 100, (second) => (second < 50 ? 0 : 90 * minute)))
    expect(isTrusted(line, 100_100)).toBe(true)
    expect(errorMs(line, 100)).toBeCloseTo(90 * minute)
    expect(
      isTrusted(
        live(line, 110, 200, () => 90 * minute),
        200_100,
      ),
    ).toBe(true)
  })

  it('adopts a jump of some seconds, as after a suspended machine, once both clocks have agreed for 60 s', () => {
    const step = (second: number) => (second < 50 ? 0 : 4_000)
    expect(isTrusted(live(unmeasured, 0, 100, step), 100_100)).toBe(false)
    const adopted = live(unmeasured, 0, 110, step)
    expect(isTrusted(adopted, 110_100)).toBe(true)
    expect(errorMs(adopted, 110)).toBeCloseTo(4_000)
  })

  it('does not adopt a clock that keeps moving', () => {
    const line = live(unmeasured, 0, 600, (second) => (second < 50 ? 0 : (second - 40) * 100))
    expect(isTrusted(line, 600_100)).toBe(false)
    expect(errorMs(line, 600)).toBeCloseTo(0)
  })

  it.each([
    { name: 'the clock is still moved', aheadMs: 90 * minute, startsAtMs: 0 },
    { name: 'the clock has come back meanwhile', aheadMs: 0, startsAtMs: 0 },
  ])("starts in doubt but with the right time during another process's alarm: $name", ({ aheadMs, startsAtMs }) => {
    const measured = live(unmeasured, 0, 0, () => aheadMs)
    const line = startInDoubt(measured, 90 * minute, day, 4)
    expect(isTrusted(line, 10_000)).toBe(false)
    expect(Math.abs(errorMs(line, 10) - startsAtMs)).toBeLessThan(5)
  })
})
