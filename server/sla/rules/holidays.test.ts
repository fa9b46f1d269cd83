import { describe, expect, it } from 'vitest'
import { DomainError } from '@/server/errors'
import { readHolidays } from './holidays'

const years = { from: 2026, to: 2028 }
const file = (...entries: string[][]) =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//test//test//EN',
    ...entries.flatMap((lines, index) => ['BEGIN:VEVENT', `UID:${index}@test`, ...lines, 'END:VEVENT']),
    'END:VCALENDAR',
    '',
  ].join('\r\n')
const refusal = (text: string) => {
  try {
    readHolidays(text, years)
    return 'read'
  } catch (error) {
    return error instanceof DomainError ? `${error.reason} ${JSON.stringify(error.values ?? {})}` : String(error)
  }
}

describe('holidays of a file', () => {
  it('of several days end before their end, make-up days are worked', () => {
    const text = file(
      ['SUMMARY:春节', 'DTSTART;VALUE=DATE:20270205', 'DTEND;VALUE=DATE:20270208'],
      ['SUMMARY:春节 补班', 'DTSTART;VALUE=DATE:20270220'],
    )
    expect(readHolidays(text, years).days).toEqual([
      { date: '2027-02-05', name: '春节', worked: false },
      { date: '2027-02-06', name: '春节', worked: false },
      { date: '2027-02-07', name: '春节', worked: false },
      { date: '2027-02-20', name: '春节 补班', worked: true },
    ])
  })
  it('that repeat are unrolled for the years asked for, less those taken out', () => {
    const text = file([
      'SUMMARY:Christmas',
      'DTSTART;VALUE=DATE:20201225',
      'RRULE:FREQ=YEARLY',
      'EXDATE;VALUE=DATE:20271225',
    ])
    expect(readHolidays(text, years).days.map((day) => day.date)).toEqual(['2026-12-25', '2028-12-25'])
  })
  it('with a time of day, or of other years, are counted and left out', () => {
    const text = file(
      ['SUMMARY:Lunch', 'DTSTART:20270101T120000Z', 'DTEND:20270101T130000Z'],
      ['SUMMARY:Old', 'DTSTART;VALUE=DATE:20190101'],
      ['SUMMARY:New Year', 'DTSTART;VALUE=DATE:20270101', 'DURATION:P1D'],
    )
    expect(readHolidays(text, years)).toEqual({
      days: [{ date: '2027-01-01', name: 'New Year', worked: false }],
      timed: 1,
      outside: 1,
    })
  })
})

describe('a bad file', () => {
  it.each([
    ['nothing at all', '', /^icsUnreadable|^icsNotCalendar/],
    ['words', 'hello', /^icsUnreadable .*hello/],
    ['a page of the web', '<html></html>', /^icsUnreadable|^icsNotCalendar/],
    ['another component', 'BEGIN:VCARD\r\nEND:VCARD\r\n', /^icsNotCalendar/],
    ['a broken line', file(['SUMMARY:x', 'DTSTART;VALUE=DATE:20270101', 'nonsense']), /^icsUnreadable .*nonsense/],
    ['no beginning', file(['SUMMARY:x']), /^icsBadDate .*"x"/],
    ['a day that is none', file(['SUMMARY:x', 'DTSTART;VALUE=DATE:20270231']), /^icsBadDate .*2027-02-31/],
    ['an end before', file(['SUMMARY:x', 'DTSTART;VALUE=DATE:20270105', 'DTEND;VALUE=DATE:20270101']), /^icsBadSpan/],
    ['no whole day', file(['SUMMARY:x', 'DTSTART:20270101T120000Z']), /^icsNoDays .*"timed":1/],
  ])('%s is refused, and the fault named', (_, text, fault) => expect(refusal(text)).toMatch(fault))
})
