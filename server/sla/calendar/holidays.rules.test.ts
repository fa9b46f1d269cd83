import fc from 'fast-check'
import ICAL from 'ical.js'
import { describe, expect, it } from 'vitest'
import { DomainError } from '@/server/infra/errors'
import { daysOfRule } from './holiday-repeats.rules'
import { readHolidays } from './holidays.rules'

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

describe('holidays from a file', () => {
  it('of several days exclude their end date, and make-up days are worked', () => {
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
  it('that repeat are expanded for the requested years, without their exceptions', () => {
    const text = file([
      'SUMMARY:Christmas',
      'DTSTART;VALUE=DATE:20201225',
      'RRULE:FREQ=YEARLY',
      'EXDATE;VALUE=DATE:20271225',
    ])
    expect(readHolidays(text, years).days.map((day) => day.date)).toEqual(['2026-12-25', '2028-12-25'])
  })
  it.each([
    [
      'the fourth Thursday',
      'DTSTART;VALUE=DATE:20201126',
      'FREQ=YEARLY;BYMONTH=11;BYDAY=4TH',
      ['2026-11-26', '2027-11-25', '2028-11-23'],
    ],
    [
      'the same, as older programs write it',
      'DTSTART;VALUE=DATE:20201126',
      'FREQ=YEARLY;BYMONTH=11;BYDAY=TH;BYSETPOS=4',
      ['2026-11-26', '2027-11-25', '2028-11-23'],
    ],
    [
      'the last Monday',
      'DTSTART;VALUE=DATE:20200525',
      'FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO',
      ['2026-05-25', '2027-05-31', '2028-05-29'],
    ],
    ['a leap day', 'DTSTART;VALUE=DATE:20240229', 'FREQ=YEARLY', ['2028-02-29']],
    [
      'the end of February',
      'DTSTART;VALUE=DATE:20240229',
      'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1',
      ['2026-02-28', '2027-02-28', '2028-02-29'],
    ],
    [
      'limited by a count since long ago',
      'DTSTART;VALUE=DATE:20190101',
      'FREQ=YEARLY;COUNT=9',
      ['2026-01-01', '2027-01-01'],
    ],
    [
      'every fourth week since long ago',
      'DTSTART;VALUE=DATE:19990713',
      'FREQ=WEEKLY;INTERVAL=4;UNTIL=20260301T000000Z',
      ['2026-01-20', '2026-02-17'],
    ],
    ['every other year', 'DTSTART;VALUE=DATE:20240601', 'FREQ=YEARLY;INTERVAL=2', ['2026-06-01', '2028-06-01']],
    [
      'until a day, inclusive',
      'DTSTART;VALUE=DATE:20250601',
      'FREQ=YEARLY;UNTIL=20270601',
      ['2026-06-01', '2027-06-01'],
    ],
    [
      'every other week',
      'DTSTART;VALUE=DATE:20261201',
      'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=4',
      ['2026-12-01', '2026-12-03', '2026-12-15', '2026-12-17'],
    ],
  ])('that are %s are those days', (_, start, rule, dates) =>
    expect(readHolidays(file(['SUMMARY:x', start, `RRULE:${rule}`]), years).days.map((day) => day.date)).toEqual(dates),
  )
  it('are expanded as ical.js does, where it supports the rule', () => {
    const rules = fc.record({
      freq: fc.constantFrom('YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY'),
      interval: fc.integer({ min: 1, max: 3 }),
      count: fc.option(fc.integer({ min: 1, max: 40 }), { nil: null }),
      days: fc.subarray(['MO', 'WE', 'SA']),
      start: fc.integer({ min: 0, max: 1_500 }),
    })
    fc.assert(
      fc.property(rules, ({ freq, interval, count, days, start }) => {
        const begins = new Date(Date.UTC(2024, 0, 1 + start))
        // For starts on the 29th or later the library returns days that the month does not have.
        fc.pre(begins.getUTCDate() < 29)
        // The result is undefined when the start does not match its own rule (RFC 5545 §3.8.5.3).
        const weekday = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'][begins.getUTCDay()]!
        fc.pre(days.length === 0 || days.includes(weekday))
        const recur = ICAL.Recur.fromString(
          [
            `FREQ=${freq}`,
            `INTERVAL=${interval}`,
            count && `COUNT=${count}`,
            days.length > 0 && `BYDAY=${days.join(',')}`,
          ]
            .filter(Boolean)
            .join(';'),
        )
        const first = ICAL.Time.fromData({
          year: begins.getUTCFullYear(),
          month: begins.getUTCMonth() + 1,
          day: begins.getUTCDate(),
          isDate: true,
        })
        const last = Date.UTC(2028, 11, 31)
        const expected: number[] = []
        const each = recur.iterator(first)
        for (let next = each.next(); next; next = each.next()) {
          const at = Date.UTC(next.year, next.month - 1, next.day)
          if (at > last) break
          expected.push(at / 86_400_000)
        }
        expect(daysOfRule(recur, begins.getTime() / 86_400_000, 0, last / 86_400_000)).toEqual(expected)
      }),
    )
  })
  it('that were cancelled, moved or excluded are omitted', () => {
    const text = file(
      ['SUMMARY:Gone', 'STATUS:CANCELLED', 'DTSTART;VALUE=DATE:20270301'],
      ['SUMMARY:Day', 'DTSTART;VALUE=DATE:20260101', 'RRULE:FREQ=YEARLY', 'EXDATE;VALUE=DATE:20280101'],
      ['SUMMARY:Day, moved', 'RECURRENCE-ID;VALUE=DATE:20270101', 'DTSTART;VALUE=DATE:20270104'],
    ).replace('UID:2@test', 'UID:1@test')
    expect(readHolidays(text, years).days.map((day) => day.date)).toEqual(['2026-01-01', '2027-01-04'])
  })
  it('are read even in the formats of careless programs', () => {
    const text = `\ufeff${file(['SUMMARY:x', 'DTSTART:20270101', 'RDATE:20270105,20270106'])}`
    expect(readHolidays(text, years).days.map((day) => day.date)).toEqual(['2027-01-01', '2027-01-05', '2027-01-06'])
  })
  it('with a time of day or in other years are counted and omitted', () => {
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

describe('an invalid file', () => {
  it.each([
    ['an empty file', '', /^icsUnreadable|^icsNotCalendar/],
    ['words', 'hello', /^icsUnreadable .*hello/],
    ['a web page', '<html></html>', /^icsUnreadable|^icsNotCalendar/],
    ['another component', 'BEGIN:VCARD\r\nEND:VCARD\r\n', /^icsNotCalendar/],
    ['a broken line', file(['SUMMARY:x', 'DTSTART;VALUE=DATE:20270101', 'nonsense']), /^icsUnreadable .*nonsense/],
    ['no beginning', file(['SUMMARY:x']), /^icsBadDate .*"x"/],
    ['an invalid date', file(['SUMMARY:x', 'DTSTART;VALUE=DATE:20270231']), /^icsBadDate .*2027-02-31/],
    [
      'an end before the start',
      file(['SUMMARY:x', 'DTSTART;VALUE=DATE:20270105', 'DTEND;VALUE=DATE:20270101']),
      /^icsBadSpan/,
    ],
    ['an invalid rule', file(['SUMMARY:x', 'DTSTART;VALUE=DATE:20270101', 'RRULE:nonsense']), /^icsRule .*"x"/],
    ['an hourly rule', file(['SUMMARY:x', 'DTSTART;VALUE=DATE:20270101', 'RRULE:FREQ=HOURLY']), /^icsRule .*HOURLY/],
    [
      'a rule by week number',
      file(['SUMMARY:x', 'DTSTART;VALUE=DATE:20270101', 'RRULE:FREQ=YEARLY;BYWEEKNO=3']),
      /^icsRule/,
    ],
    [
      'a rule for the fourth Thursday and also for a date',
      file(['SUMMARY:x', 'DTSTART;VALUE=DATE:20270101', 'RRULE:FREQ=YEARLY;BYMONTHDAY=1;BYDAY=4TH']),
      /^icsRule/,
    ],
    [
      'a count of days from too long ago',
      file(['SUMMARY:x', 'DTSTART;VALUE=DATE:19600101', 'RRULE:FREQ=DAILY;BYDAY=MO;COUNT=9000']),
      /^icsTooManyRepeats|^icsRule/,
    ],
    [
      'more repetitions than can be read in time',
      file(...Array.from({ length: 20 }, () => ['SUMMARY:x', 'DTSTART;VALUE=DATE:20270101', 'RRULE:FREQ=DAILY'])),
      /^icsTooManyRepeats/,
    ],
    // Many iterators never end for these three rules.
    [
      'a count of days that never come',
      file(['SUMMARY:x', 'DTSTART;VALUE=DATE:20270101', 'RRULE:FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30;COUNT=5']),
      /^icsNoDays/,
    ],
    [
      'a day that never comes',
      file(['SUMMARY:x', 'DTSTART;VALUE=DATE:20270101', 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30']),
      /^icsNoDays/,
    ],
    [
      'a year that never comes',
      file(['SUMMARY:x', 'DTSTART;VALUE=DATE:20270101', 'RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30']),
      /^icsNoDays/,
    ],
    [
      'more entries than a calendar has',
      file(...Array.from({ length: 3_001 }, () => ['SUMMARY:x', 'DTSTART;VALUE=DATE:20270101'])),
      /^icsTooMany/,
    ],
    ['no whole-day entry', file(['SUMMARY:x', 'DTSTART:20270101T120000Z']), /^icsNoDays .*"timed":1/],
  ])('%s is refused, and the fault is named', (_, text, fault) => expect(refusal(text)).toMatch(fault))
})
