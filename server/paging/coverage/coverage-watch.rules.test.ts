import { describe, expect, it } from 'vitest'
import type { CoverageGap } from './coverage.rules'
import { gapsToReport, mergeSharedGaps, nextCheckAt, searchedFrom, weeklyInstant } from './coverage-watch.rules'

const at = (text: string) => Date.parse(text)
const gap = (from: string, to: string, more: Partial<CoverageGap> = {}): CoverageGap => ({
  from: at(from),
  to: at(to),
  reason: 'nobody_on_call',
  engineerIds: [],
  ...more,
})

describe('the weekly coverage mail', () => {
  it.each([
    ['2026-11-23T09:00:00Z', 'UTC', '2026-11-23T09:00:00Z'],
    ['2026-11-23T08:59:59.999Z', 'UTC', '2026-11-16T09:00:00Z'],
    ['2026-11-29T23:00:00Z', 'UTC', '2026-11-23T09:00:00Z'],
    ['2026-11-23T01:00:00Z', 'Asia/Shanghai', '2026-11-23T01:00:00Z'],
    // Sunday in New York while it is Monday in UTC.
    ['2026-11-23T03:00:00Z', 'America/New_York', '2026-11-16T14:00:00Z'],
    // The clocks go back on 1 November: it is still 09:00 local time.
    ['2026-11-02T15:00:00Z', 'America/New_York', '2026-11-02T14:00:00Z'],
    ['2026-11-01T15:00:00Z', 'America/New_York', '2026-10-26T13:00:00Z'],
  ])('at %s in %s belongs to %s', (now, zone, monday) => {
    expect(new Date(weeklyInstant(at(now), zone)).toISOString()).toBe(new Date(monday).toISOString())
  })
})

describe('a gap', () => {
  const now = at('2026-11-23T12:00:00Z')
  it.each([
    ['2026-11-30T12:00:00Z', '2026-11-30T13:00:00Z', 1],
    ['2026-11-30T12:00:00.001Z', '2026-11-30T13:00:00Z', 0],
    ['2026-11-20T12:00:00Z', '2026-11-23T12:00:00.001Z', 1],
    ['2026-11-20T12:00:00Z', '2026-11-23T12:00:00Z', 0],
  ])('from %s to %s is reported %i times', (from, to, count) => {
    expect(gapsToReport([gap(from, to)], now)).toHaveLength(count)
  })

  it('that several severities share is reported once, with all of them', () => {
    const one = gap('2026-11-24T00:00:00Z', '2026-11-24T01:00:00Z')
    const other = { ...one, reason: 'no_verified_method' as const, engineerIds: ['eve'] }
    const proof = [
      { severity: 'S2' as const, gaps: [one], stepGaps: [] },
      { severity: 'S1' as const, gaps: [one], stepGaps: [] },
      { severity: 'S3' as const, gaps: [other], stepGaps: [] },
    ]
    expect(mergeSharedGaps(proof, ({ gaps }) => gaps)).toEqual([
      { ...one, severities: ['S1', 'S2'] },
      { ...other, severities: ['S3'] },
    ])
  })
})

it('the search starts from the same instant all week', () => {
  const monday = at('2026-11-16T00:00:00Z')
  expect(searchedFrom(at('2026-11-23T00:00:00Z'))).toBe(monday)
  expect(searchedFrom(at('2026-11-29T23:59:59Z'))).toBe(monday)
  expect(searchedFrom(at('2026-11-30T00:00:00Z'))).toBe(monday + 7 * 86_400_000)
})

it('the next check is at the next full hour', () => {
  expect(nextCheckAt(at('2026-11-23T12:00:00Z'))).toBe(at('2026-11-23T13:00:00Z'))
  expect(nextCheckAt(at('2026-11-23T12:59:59Z'))).toBe(at('2026-11-23T13:00:00Z'))
})
