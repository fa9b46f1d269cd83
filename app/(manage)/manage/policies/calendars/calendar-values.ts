import type { CalendarView, NamedCalendar } from '@/server/sla/calendar/schema'
import { intervalFault } from '@/server/sla/evaluation/calendar-intervals.rules'
import { weekdays } from '@/server/sla/facts'
import type { BusinessCalendar } from '@/server/sla/schema'
import { hoursText, parseHours } from './hours'

export type Weekday = (typeof weekdays)[number]
export interface ExceptionValues {
  date: string
  intervals: [from: string, to: string][]
  note: string
}

/** Values of the editor: the weekly hours as typed, and the dated exceptions. */
export interface CalendarValues {
  name: string
  timeZone: string
  weekly: Record<Weekday, string>
  exceptions: ExceptionValues[]
}

const office = '09:00–18:00'

export function valuesOf(calendar: CalendarView | null, timeZone: string): CalendarValues {
  const hours = (day: Weekday) => {
    if (calendar) return hoursText(calendar.calendar.weekly[day] ?? [])
    return day === 'SAT' || day === 'SUN' ? '' : office
  }
  return {
    name: calendar?.name ?? '',
    timeZone: calendar?.calendar.timeZone ?? timeZone,
    weekly: {
      MON: hours('MON'),
      TUE: hours('TUE'),
      WED: hours('WED'),
      THU: hours('THU'),
      FRI: hours('FRI'),
      SAT: hours('SAT'),
      SUN: hours('SUN'),
    },
    exceptions: inOrder(
      (calendar?.calendar.exceptions ?? []).map(({ date, intervals }) => ({
        date,
        intervals,
        note: calendar?.notes[date] ?? '',
      })),
    ),
  }
}

const inOrder = (exceptions: ExceptionValues[]) => [...exceptions].sort((a, b) => (a.date < b.date ? -1 : 1))

/** Returns the exceptions with that of one day replaced, or removed when it is null. */
export function withException(
  exceptions: ExceptionValues[],
  date: string,
  exception: ExceptionValues | null,
): ExceptionValues[] {
  const others = exceptions.filter((one) => one.date !== date)
  return exception ? inOrder([...others, exception]) : others
}

/** Key of `calendar.fault`. */
export type HoursFault = 'hours' | 'endsBeforeStart' | 'intervalsOverlap'

/** Returns the fault of typed hours; null when they are valid. */
export function hoursFault(text: string): HoursFault | null {
  const intervals = parseHours(text)
  return intervals === null ? 'hours' : (intervalFault(intervals)?.reason ?? null)
}

/** Returns the weekly hours that can be parsed; a day with a fault counts as closed. */
export function weeklyOf(values: CalendarValues): BusinessCalendar['weekly'] {
  const weekly: BusinessCalendar['weekly'] = {}
  for (const day of weekdays) {
    const intervals = hoursFault(values.weekly[day]) === null ? parseHours(values.weekly[day]) : null
    if (intervals && intervals.length > 0) weekly[day] = intervals
  }
  return weekly
}

/** Returns the hours for a make-up working day: those of the first open weekday. */
export function firstHours(weekly: BusinessCalendar['weekly']): [from: string, to: string][] {
  const day = weekdays.find((one) => weekly[one])
  return (day && weekly[day]) ?? parseHours(office) ?? []
}

/** Returns the calendar to save; null while the hours of a weekday are invalid. */
export function contentOf(values: CalendarValues): NamedCalendar | null {
  if (weekdays.some((day) => hoursFault(values.weekly[day]))) return null
  const noted = values.exceptions.filter(({ note }) => note.trim() !== '')
  return {
    calendar: {
      type: 'business',
      timeZone: values.timeZone,
      weekly: weeklyOf(values),
      exceptions: values.exceptions.map(({ date, intervals }) => ({ date, intervals })),
    },
    notes: Object.fromEntries(noted.map(({ date, note }) => [date, note.trim()])),
  }
}
