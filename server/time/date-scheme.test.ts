import { describe, expect, it } from 'vitest'
import { dateStyle } from './date-scheme'

const now = new Date('2026-11-27T00:00:00Z') // Friday 08:00 in Shanghai

describe('one scheme of dates for every screen', () => {
  it.each([
    ['2026-11-26T16:00:00Z', 'time', 'the first minute of the reader’s day'],
    ['2026-11-27T15:59:00Z', 'time', 'the last minute of the reader’s day'],
    ['2026-11-27T16:00:00Z', 'weekday', 'tomorrow'],
    ['2026-12-03T15:59:00Z', 'weekday', 'the sixth day from today'],
    ['2026-12-03T16:00:00Z', 'date', 'the same weekday a week on, which would read as today'],
    ['2026-11-26T15:59:00Z', 'date', 'yesterday, which must not look like a day to come'],
    ['2026-11-21T02:07:00Z', 'date', 'last Saturday'],
    ['2026-12-31T16:00:00Z', 'dateYear', 'New Year in the reader’s zone'],
    ['2025-11-27T00:00:00Z', 'dateYear', 'a year ago'],
  ])('%s is written by %s: %s', (at, style) => {
    expect(dateStyle(new Date(at), now, 'Asia/Shanghai')).toBe(style)
  })

  it('counts days in the reader’s zone, also across a clock change', () => {
    const before = new Date('2026-10-31T16:00:00Z') // noon in New York, the night the clocks go back
    expect(dateStyle(new Date('2026-11-01T04:30:00Z'), before, 'America/New_York')).toBe('weekday')
    expect(dateStyle(new Date('2026-11-01T03:30:00Z'), before, 'America/New_York')).toBe('time')
  })
})
