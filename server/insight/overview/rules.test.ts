import { describe, expect, it } from 'vitest'
import { isWorkerAlive, mustReportSilence } from './rules'

const now = new Date('2026-11-21T02:00:00.000Z')
const ago = (ms: number | null) => (ms === null ? null : new Date(now.getTime() - ms))

describe('a worker counts as alive', () => {
  it.each([
    [0, true],
    [15_000, true],
    [15_001, false],
    [null, false],
    [-5_000, true],
    // A report from the future, by a wrong clock, must not make a worker look alive for an hour and a half.
    [-90 * 60_000, false],
  ])('when its last report is %s ms old: %s', (ms, alive) => {
    expect(isWorkerAlive({ aliveAt: ago(ms), lastAt: ago(ms) }, now)).toBe(alive)
  })

  it('but not after it has stopped', () => {
    expect(isWorkerAlive({ aliveAt: null, lastAt: ago(1_000) }, now)).toBe(false)
  })
})

describe("the workers' silence is reported", () => {
  it.each([
    // [ms since the last report, ms since watching began, silence is reported]
    [29_999, 600_000, false],
    [30_000, 600_000, true],
    [86_400_000, 10_000, false],
    [86_400_000, 30_000, true],
    [-90 * 60_000, 30_000, true],
    [null, 29_999, false],
    [null, 30_000, true],
  ])('last report %s ms ago, watched for %s ms: %s', (last, watched, told) => {
    expect(mustReportSilence({ aliveAt: ago(last), lastAt: ago(last) }, now, ago(watched)!)).toBe(told)
  })

  it('not while another worker is alive', () => {
    expect(mustReportSilence({ aliveAt: ago(1_000), lastAt: ago(1_000) }, now, ago(600_000)!)).toBe(false)
  })
})
