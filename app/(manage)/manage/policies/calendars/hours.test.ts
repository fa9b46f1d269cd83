import { describe, expect, it } from 'vitest'
import { hoursText, parseHours } from './hours'

describe('opening hours as typed', () => {
  it.each([
    ['', []],
    ['9-18', [['09:00', '18:00']]],
    [
      '09:00–12:00, 13:30–18:00',
      [
        ['09:00', '12:00'],
        ['13:30', '18:00'],
      ],
    ],
    [
      '13:30 - 18:00；9:00 至 12:00',
      [
        ['09:00', '12:00'],
        ['13:30', '18:00'],
      ],
    ],
    ['00:00–24:00', [['00:00', '24:00']]],
    ['8.30 to 17', [['08:30', '17:00']]],
    ['９：００－１８：００', [['09:00', '18:00']]],
  ])('%j', (text, intervals) => expect(parseHours(text)).toEqual(intervals))
  it.each(['closed', '9', '9-', '25:00-26:00', '24:30-25:00', '9:60-10', '9-12-18'])('%j is refused', (text) =>
    expect(parseHours(text)).toBeNull(),
  )
  it('are shown as they were typed', () => {
    const text = '09:00–12:00, 13:30–24:00'
    expect(hoursText(parseHours(text) ?? [])).toBe(text)
  })
})
