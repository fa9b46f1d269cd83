import { describe, expect, it } from 'vitest'
import { escalationDefinition } from '../schema'
import { beginDrill, drillDefinition, nextDrillAt, summariseDrills } from './rules'

const at = (instant: string) => Date.parse(instant)
const iso = (instant: number) => new Date(instant).toISOString()

describe('the next drill', () => {
  it.each([
    ['later this week', 2, '10:00', 'Asia/Shanghai', '2026-11-23T00:00:00Z', '2026-11-25T02:00:00.000Z'],
    ['later today', 0, '10:00', 'Asia/Shanghai', '2026-11-23T01:00:00Z', '2026-11-23T02:00:00.000Z'],
    [
      'at its exact instant is a week later',
      0,
      '10:00',
      'Asia/Shanghai',
      '2026-11-23T02:00:00Z',
      '2026-11-30T02:00:00.000Z',
    ],
    ['is on the day of the zone', 0, '00:30', 'Asia/Shanghai', '2026-11-22T15:00:00Z', '2026-11-22T16:30:00.000Z'],
    [
      'is at the same local time after summer time',
      6,
      '09:00',
      'America/New_York',
      '2026-10-31T14:00:00Z',
      '2026-11-01T14:00:00.000Z',
    ],
    [
      'is at the same local time before summer time',
      6,
      '09:00',
      'America/New_York',
      '2026-10-24T14:00:00Z',
      '2026-10-25T13:00:00.000Z',
    ],
    [
      'in a skipped hour uses the offset before it',
      6,
      '02:30',
      'America/New_York',
      '2027-03-13T12:00:00Z',
      '2027-03-14T07:30:00.000Z',
    ],
    [
      'in a repeated hour is at its first occurrence',
      6,
      '01:30',
      'America/New_York',
      '2026-10-31T12:00:00Z',
      '2026-11-01T05:30:00.000Z',
    ],
  ] as const)('%s', (_, weekday, localTime, timeZone, now, expected) => {
    expect(iso(nextDrillAt({ weekday, localTime, timeZone }, at(now)))).toBe(expected)
  })
})

describe('the start of a drill', () => {
  const planned = at('2026-11-23T02:00:00Z')
  it.each([
    ['in time', '2026-11-23T02:00:01Z', false, { kind: 'begin' }],
    ['late, after an outage', '2026-11-23T06:00:00Z', false, { kind: 'begin' }],
    ['too late', '2026-11-23T08:00:00Z', false, { kind: 'skip' }],
    ['while a page is open', '2026-11-23T02:00:01Z', true, { kind: 'postpone', until: at('2026-11-23T03:00:00Z') }],
    [
      'while a page is still open',
      '2026-11-23T03:00:00Z',
      true,
      { kind: 'postpone', until: at('2026-11-23T04:00:00Z') },
    ],
    ['while a page is open until the end', '2026-11-23T07:00:00Z', true, { kind: 'skip' }],
  ] as const)('%s', (_, now, paging, expected) => {
    expect(beginDrill(planned, at(now), paging)).toEqual(expected)
  })
})

it('a drill runs the first step of an S1, once', () => {
  const target = (id: string) => [{ type: 'engineer' as const, id }]
  const policy = escalationDefinition.parse({
    steps: [
      { delayMinutes: 9, targets: target('mild'), severities: ['S3', 'S4'] },
      { delayMinutes: 4, targets: target('urgent'), severities: ['S1'] },
      { delayMinutes: 5, targets: target('later') },
    ],
    repeats: 3,
  })
  expect(drillDefinition(policy)).toMatchObject({ steps: [{ delayMinutes: 4, targets: target('urgent') }], repeats: 0 })
  expect(drillDefinition(policy).steps).toHaveLength(1)
  expect(drillDefinition(policy).steps[0]).not.toHaveProperty('severities')
})

describe('the summary of drills', () => {
  it.each([
    [[], { count: 0, missed: 0, p50Ms: null, p90Ms: null }],
    [[null], { count: 1, missed: 1, p50Ms: null, p90Ms: null }],
    [[30, null, 10], { count: 3, missed: 1, p50Ms: 10, p90Ms: 30 }],
    [[5, 1, 4, 2, 3, 10, 9, 8, 7, 6], { count: 10, missed: 0, p50Ms: 5, p90Ms: 9 }],
  ] as const)('%j', (times, expected) => {
    expect(summariseDrills(times.map((acknowledgedMs) => ({ acknowledgedMs })))).toEqual(expected)
  })
})
