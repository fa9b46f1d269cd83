import { Temporal } from 'temporal-polyfill'
import { type BusinessCalendar, weekdays } from '../schema'

/**
 * What a calendar does on a local day, in the words of a planner: as every week, a holiday, a working day that is none
 * otherwise (as around Chinese public holidays), or other hours than usual (SEMANTICS §1.5).
 */
export type DayKind = 'open' | 'closed' | 'holiday' | 'extra' | 'changed'

export interface CalendarDay {
  kind: DayKind
  intervals: readonly (readonly [from: string, to: string])[]
}

/** @param date `YYYY-MM-DD`, local to the calendar's zone */
export function calendarDay(calendar: Pick<BusinessCalendar, 'weekly' | 'exceptions'>, date: string): CalendarDay {
  const usual = calendar.weekly[weekdays[Temporal.PlainDate.from(date).dayOfWeek - 1]!] ?? []
  const exception = calendar.exceptions.find((one) => one.date === date)
  if (!exception) return { kind: usual.length > 0 ? 'open' : 'closed', intervals: usual }
  const { intervals } = exception
  if (intervals.length === 0) return { kind: 'holiday', intervals }
  return { kind: usual.length > 0 ? 'changed' : 'extra', intervals }
}

/** Every local date of a year, `YYYY-MM-DD`, in order. */
export function datesOfYear(year: number): string[] {
  const first = Temporal.PlainDate.from({ year, month: 1, day: 1 })
  return Array.from({ length: first.daysInYear }, (_, index) => first.add({ days: index }).toString())
}

/** Days of a year on which the calendar opens at all. */
export function workingDays(calendar: Pick<BusinessCalendar, 'weekly' | 'exceptions'>, year: number): number {
  return datesOfYear(year).filter((date) => calendarDay(calendar, date).intervals.length > 0).length
}
