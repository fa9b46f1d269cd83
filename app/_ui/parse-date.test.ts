import { expect, it } from 'vitest'
import { parseTypedDate } from './parse-date'

it.each([
  ['2026-11-21', '2026-11-21'],
  ['2026/1/5', '2026-01-05'],
  ['Sat 21 Nov 2026', '2026-11-21'],
  ['21 nov', '2026-11-21'],
  ['21 November', '2026-11-21'],
  ['3 Jan', '2027-01-03'], // nearer than last January
  ['21.11.', '2026-11-21'],
  ['21/11/2026', '2026-11-21'],
  ['2026年11月21日 周六', '2026-11-21'],
  ['11月21日', '2026-11-21'],
  ['２０２６-11-21', '2026-11-21'],
  ['31 Feb 2026', null],
  ['29 Feb 2028', '2028-02-29'],
  ['21 Foo', null],
  ['soon', null],
  ['', null],
])('a typed date %j is read as %s', (typed, date) => {
  expect(parseTypedDate(typed, '2026-11-27')).toBe(date)
})
