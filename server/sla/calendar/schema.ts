import { z } from 'zod'
import { longestHolidayFile } from '../facts'
import { type Interval, intervalFault } from '../evaluation/calendar-intervals.rules'
import { alwaysCalendarName, weekdays } from '../facts'
import { businessCalendar } from '../schema'
import { oneLine } from '@/server/vocabulary/schemas/text'

export const calendarLimits = { name: 80, note: 120, exceptions: 1_000, intervals: 12 } as const

/** Checks the intervals of one local day; a fault's message is a key of `messages/<locale>/errors.json`. */
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

/** A calendar as its editor saves it: the definition for the clocks, and names of days. */
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
  /** Name by local date, such as "Spring Festival". Does not affect clocks. */
  notes: z.record(z.iso.date(), oneLine(calendarLimits.note)).default({}),
})
export type NamedCalendar = z.output<typeof namedCalendar>

export const saveCalendarInput = z.object({
  /** The calendar and version that this change is based on; null creates a calendar. */
  seen: z.object({ id: z.uuid(), version: z.number().int().positive() }).nullable(),
  name: oneLine(calendarLimits.name)
    .refine((name) => name.toLowerCase() !== alwaysCalendarName, 'calendarNameReserved')
    // Policies store calendars as an object keyed by name, so names of `Object.prototype` members are refused.
    .refine((name) => !(name in {}), 'invalidValue'),
  content: namedCalendar,
})
export type SaveCalendarInput = z.output<typeof saveCalendarInput>
export const archiveCalendarInput = z.object({ id: z.uuid(), archived: z.boolean() })

export const readHolidaysInput = z.object({ text: z.string().max(longestHolidayFile) })

export interface CalendarView extends NamedCalendar {
  id: string
  name: string
  version: number
  archived: boolean
  changedAt: Date
  /** Null for a version created by the installation. */
  changedBy: string | null
  history: { version: number; at: Date; by: string | null }[]
  /** Policies in force with a calendar of this name; `current` when their copy equals the current version. */
  usedBy: { planName: string; product: string | null; current: boolean }[]
}
