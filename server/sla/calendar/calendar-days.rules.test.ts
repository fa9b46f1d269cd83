import { describe, expect, it } from 'vitest'
import { businessCalendar } from '../schema'
import { calendarDay, datesOfYear, workingDays } from './calendar-days.rules'
import { intervalFault } from '../evaluation/calendar-intervals.rules'

const hours = [['09:00', '18:00']] as [string, string][]
const shanghai = businessCalendar.parse({
  type: 'business',
  timeZone: 'Asia/Shanghai',
  weekly: { MON: hours, TUE: hours, WED: hours, THU: hours, FRI: hours },
  exceptions: [
    { date: '2027-02-08', intervals: [] },
    { date: '2027-02-06', intervals: hours },
    { date: '2027-02-05', intervals: [['09:00', '12:00']] },
    { date: '2027-02-07', intervals: [] },
  ],
})

describe('a day of a calendar', () => {
  it.each([
    ['2027-02-04', 'open'],
    ['2027-02-13', 'closed'],
    ['2027-02-08', 'holiday'],
    ['2027-02-07', 'holiday'],
    ['2027-02-06', 'extra'],
    ['2027-02-05', 'changed'],
  ])('%s is %s', (date, kind) => expect(calendarDay(shanghai, date).kind).toBe(kind))
  it('a year has all its days', () => {
    expect([datesOfYear(2027).length, datesOfYear(2028).length]).toEqual([365, 366])
    expect(datesOfYear(2028)[59]).toBe('2028-02-29')
  })
  it('a make-up day counts as worked, a holiday does not', () => {
    expect(workingDays(shanghai, 2027)).toBe(261)
    expect(workingDays({ ...shanghai, exceptions: [] }, 2027)).toBe(261)
    expect(workingDays({ ...shanghai, exceptions: shanghai.exceptions.slice(0, 1) }, 2027)).toBe(260)
  })
})

describe('the hours of a day', () => {
  it.each([
    [[['09:00', '18:00']], null],
    [
      [
        ['13:30', '18:00'],
        ['09:00', '12:00'],
      ],
      null,
    ],
    [
      [
        ['09:00', '12:00'],
        ['12:00', '24:00'],
      ],
      null,
    ],
    [[['18:00', '09:00']], { index: 0, reason: 'endsBeforeStart' }],
    [[['09:00', '09:00']], { index: 0, reason: 'endsBeforeStart' }],
    [
      [
        ['09:00', '13:00'],
        ['12:00', '18:00'],
      ],
      { index: 1, reason: 'intervalsOverlap' },
    ],
  ] as const)('%j: %j', (intervals, fault) => expect(intervalFault(intervals)).toEqual(fault))
})
