import { Temporal } from 'temporal-polyfill'
import { weekdays } from '../facts'
import type { BusinessCalendar } from '../schema'

/**
 * Kind of a local day in a business calendar (SEMANTICS §1.5): `open` or `closed` as every week, `holiday`, `extra` for
 * a make-up working day (as around Chinese public holidays), `changed` for other hours than usual.
 */
export type DayKind = 'open' | 'closed' | 'holiday' | 'extra' | 'changed'

export interface CalendarDay {
  kind: DayKind
  intervals: readonly (readonly [from: string, to: string])[]
}

/** Returns a day's kind and open intervals. @param date `YYYY-MM-DD`, local to the calendar's zone */
export function calendarDay(calendar: Pick<BusinessCalendar, 'weekly' | 'exceptions'>, date: string): CalendarDay {
  const usual = calendar.weekly[weekdays[Temporal.PlainDate.from(date).dayOfWeek - 1]!] ?? []
  const exception = calendar.exceptions.find((one) => one.date === date)
  if (!exception) return { kind: usual.length > 0 ? 'open' : 'closed', intervals: usual }
  const { intervals } = exception
  if (intervals.length === 0) return { kind: 'holiday', intervals }
  return { kind: usual.length > 0 ? 'changed' : 'extra', intervals }
}

/** Returns every local date of a year, `YYYY-MM-DD`, in order. */
export function datesOfYear(year: number): string[] {
  const first = Temporal.PlainDate.from({ year, month: 1, day: 1 })
  return Array.from({ length: first.daysInYear }, (_, index) => first.add({ days: index }).toString())
}

/** Counts the days of a year with at least one open interval. */
export function workingDays(calendar: Pick<BusinessCalendar, 'weekly' | 'exceptions'>, year: number): number {
  return datesOfYear(year).filter((date) => calendarDay(calendar, date).intervals.length > 0).length
}
