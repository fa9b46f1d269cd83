import { z } from 'zod'
import { type Interval, intervalFault } from '../evaluation/calendar-intervals.rules'
import { alwaysName, businessCalendar, weekdays } from '../schema'
import { oneLine } from '@/server/vocabulary/text'

export const calendarLimits = { name: 80, note: 120, exceptions: 1_000, intervals: 12 } as const

/** Intervals of one local day, in order, without overlap; the fault is a key of `messages/<locale>/errors.json`. */
const checkDay = (intervals: readonly Interval[], path: (string | number)[], context: z.RefinementCtx) => {
  const fault = intervalFault(intervals)
  if (fault) context.addIssue({ code: 'custom', path: [...path, fault.index], message: fault.reason })
  if (intervals.length > calendarLimits.intervals)
    context.addIssue({
      code: 'too_big',
      origin: 'array',
      maximum: calendarLimits.intervals,
      input: intervals,
      path,
    })
}

/** A calendar as its editor holds it: what the clocks need, and a name for the days that need one. */
export const namedCalendar = z.strictObject({
  calendar: businessCalendar.superRefine((calendar, context) => {
    for (const day of weekdays) checkDay(calendar.weekly[day] ?? [], ['weekly', day], context)
    const seen = new Set<string>()
    for (const [index, { date, intervals }] of calendar.exceptions.entries()) {
      checkDay(intervals, ['exceptions', index, 'intervals'], context)
      if (seen.has(date)) context.addIssue({ code: 'custom', path: ['exceptions', index, 'date'], message: 'dayTwice' })
      seen.add(date)
    }
    if (calendar.exceptions.length > calendarLimits.exceptions)
      context.addIssue({
        code: 'too_big',
        origin: 'array',
        maximum: calendarLimits.exceptions,
        input: calendar.exceptions,
        path: ['exceptions'],
      })
  }),
  /** By local date: "Spring Festival". Plays no part in any clock. */
  notes: z.record(z.iso.date(), oneLine(calendarLimits.note)).default({}),
})
export type NamedCalendar = z.output<typeof namedCalendar>

export const saveCalendarInput = z.object({
  /** The calendar and the version that this change is based on; a new calendar when left out. */
  seen: z.object({ id: z.uuid(), version: z.number().int().positive() }).nullable(),
  name: oneLine(calendarLimits.name)
    .refine((name) => name.toLowerCase() !== alwaysName, 'calendarNameReserved')
    // Policies keep calendars by name, in an object that has these of its own.
    .refine((name) => !(name in {}), 'invalidValue'),
  content: namedCalendar,
})
export type SaveCalendarInput = z.output<typeof saveCalendarInput>
export const archiveCalendarInput = z.object({ id: z.uuid(), archived: z.boolean() })

/** Bytes of an .ics file that is read. */
export const longestHolidayFile = 1_000_000
export const readHolidaysInput = z.object({ text: z.string().max(longestHolidayFile) })

export interface CalendarView extends NamedCalendar {
  id: string
  name: string
  version: number
  archived: boolean
  changedAt: Date
  /** Null for what the installation started with. */
  changedBy: string | null
  history: { version: number; at: Date; by: string | null }[]
  /** Policies in force that carry a calendar of this name; `current` when it is this one as it stands. */
  usedBy: { planName: string; product: string | null; current: boolean }[]
}
