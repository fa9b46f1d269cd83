import ICAL from 'ical.js'
import { Temporal } from 'temporal-polyfill'
import { DomainError } from '@/server/infra/errors'
import { daysOfRule, periodsOfRule } from './holiday-repeats.rules'

/** An all-day entry of a calendar file, for one day. */
export interface HolidayDay {
  /** `YYYY-MM-DD`, local to the calendar's zone. */
  date: string
  name: string
  /** True for a make-up working day, recognised by its name; false for a holiday. */
  worked: boolean
}

export interface ReadHolidays {
  /** Sorted, one per date; of several entries for one date the first in the file. */
  days: HolidayDay[]
  /** Number of entries with a time of day, which are ignored. */
  timed: number
  /** Number of entries with no day in the requested years. */
  outside: number
}

const maxDays = 3_000
const maxEntries = 3_000
/** Periods of recurring entries that are expanded per file, which bounds the time: a yearly rule has three. */
const maxPeriods = 10_000
/** Longest entry, in days. */
const maxSpanDays = 366
const makeUp = /补班|上班|[(（]班[)）]|班$|make-?up|working day|work ?day/i

function unreadableError(detail: string): DomainError {
  return new DomainError('INVALID', 'icsUnreadable', { field: 'text', values: { detail: detail.slice(0, 200) } })
}

/** Parses a date strictly: the library would turn 31 February into a day in March. */
function parseDay(component: ICAL.Component, property: 'dtstart' | 'dtend', name: string): Temporal.PlainDate {
  const written = String(component.getFirstProperty(property)?.toJSON()[3] ?? '?')
  try {
    return Temporal.PlainDate.from(written, { overflow: 'reject' })
  } catch {
    throw new DomainError('INVALID', 'icsBadDate', { field: 'text', values: { name, date: written } })
  }
}

const epoch = Temporal.PlainDate.from('1970-01-01')
const dayNumber = (date: Temporal.PlainDate) => epoch.until(date).days

/** Removes a byte order mark, and adds the missing `VALUE=DATE` to dates without a time. */
const normaliseDates = (text: string) =>
  text.replace(/^\ufeff/, '').replace(/^(DTSTART|DTEND|EXDATE|RDATE):(\d{8}(?:,\d{8})*)(?=\r?$)/gm, '$1;VALUE=DATE:$2')

function entriesOf(text: string): ICAL.Component[] {
  let parsed: unknown
  try {
    parsed = ICAL.parse(normaliseDates(text))
  } catch (error) {
    throw unreadableError(error instanceof Error ? error.message : String(error))
  }
  // A file with several calendars is parsed to a list of components; a component is a list that starts with its name.
  const all = (Array.isArray(parsed) && typeof parsed[0] === 'string' ? [parsed] : parsed) as unknown[][]
  const calendars = all.map((jcal) => new ICAL.Component(jcal)).filter((one) => one.name === 'vcalendar')
  if (calendars.length === 0) throw new DomainError('INVALID', 'icsNotCalendar', { field: 'text' })
  return calendars.flatMap((calendar) => calendar.getAllSubcomponents('vevent'))
}

/** Converts errors that the library throws only when a value is read. */
function reading<T>(ask: () => T): T {
  try {
    return ask()
  } catch (error) {
    throw error instanceof DomainError ? error : unreadableError(error instanceof Error ? error.message : String(error))
  }
}

const uidOf = (component: ICAL.Component) => String(component.getFirstPropertyValue('uid') ?? '')
const timesOf = (component: ICAL.Component, property: string) =>
  component
    .getAllProperties(property)
    .flatMap((each) => each.getValues() as unknown[])
    .filter((value) => value instanceof ICAL.Time)
    .map((value) => dayNumber(Temporal.PlainDate.from({ year: value.year, month: value.month, day: value.day })))

/** Returns, by UID, the days of a recurring entry that are replaced or cancelled by an entry with RECURRENCE-ID. */
function movedDays(entries: readonly ICAL.Component[]): Map<string, Set<number>> {
  const moved = new Map<string, Set<number>>()
  for (const component of entries) {
    const days = reading(() => timesOf(component, 'recurrence-id'))
    if (days.length > 0) moved.set(uidOf(component), new Set([...(moved.get(uidOf(component)) ?? []), ...days]))
  }
  return moved
}

/** Returns an entry's first day and its length in days, or why it is ignored. */
function entryOf(
  component: ICAL.Component,
  name: string,
): { start: Temporal.PlainDate; days: number } | 'cancelled' | 'timed' {
  if (String(component.getFirstPropertyValue('status') ?? '').toUpperCase() === 'CANCELLED') return 'cancelled'
  const begins = component.getFirstPropertyValue('dtstart')
  if (!(begins instanceof ICAL.Time))
    throw new DomainError('INVALID', 'icsBadDate', { field: 'text', values: { name, date: '?' } })
  if (!begins.isDate) return 'timed'
  const start = parseDay(component, 'dtstart', name)
  const ends = component.getFirstPropertyValue('dtend')
  const days =
    ends instanceof ICAL.Time
      ? start.until(parseDay(component, 'dtend', name)).days
      : Math.max(1, Math.round(new ICAL.Event(component).duration.toSeconds() / 86_400))
  if (days < 1 || days > maxSpanDays)
    throw new DomainError('INVALID', 'icsBadSpan', { field: 'text', values: { name, date: start.toString() } })
  return { start, days }
}

/** @throws DomainError INVALID `icsTooManyRepeats` when expanding all recurring entries would take too long */
function requireFewPeriods(entries: readonly ICAL.Component[], within: { from: number; to: number }): void {
  let periods = 0
  for (const component of entries) {
    const rules = component.getAllProperties('rrule')
    const [start] = rules.length > 0 ? timesOf(component, 'dtstart') : []
    if (start === undefined) continue
    for (const property of rules) {
      const rule = property.getFirstValue()
      if (rule instanceof ICAL.Recur) periods += periodsOfRule(rule, start, within.from, within.to)
    }
  }
  if (periods > maxPeriods)
    throw new DomainError('INVALID', 'icsTooManyRepeats', { field: 'text', values: { limit: maxPeriods } })
}

/** Returns the days on which occurrences of an entry start: its start or RRULE days, plus RDATE, minus EXDATE. */
function daysOn(
  component: ICAL.Component,
  name: string,
  start: number,
  within: { from: number; to: number },
): number[] {
  const found = new Set(timesOf(component, 'rdate'))
  const rules = component.getAllProperties('rrule')
  if (rules.length === 0) found.add(start)
  for (const property of rules) {
    const rule = property.getFirstValue()
    const days = rule instanceof ICAL.Recur ? daysOfRule(rule, start, within.from, within.to) : null
    if (!days) {
      const written = rule instanceof ICAL.Recur ? rule.toString().slice(0, 120) : '?'
      throw new DomainError('INVALID', 'icsRule', { field: 'text', values: { name, rule: written } })
    }
    for (const day of days) found.add(day)
  }
  for (const day of timesOf(component, 'exdate')) found.delete(day)
  return [...found].sort((a, b) => a - b)
}

/**
 * Returns the days of all-day entries in an iCalendar file (RFC 5545), recurrences expanded, from the first day of
 * `years.from` to the last day of `years.to`.
 * @throws DomainError INVALID `icsUnreadable`, `icsNotCalendar`, `icsBadDate`, `icsBadSpan`, `icsRule`, `icsTooMany`,
 * `icsTooManyRepeats` or `icsNoDays`
 */
export function readHolidays(text: string, years: { from: number; to: number }): ReadHolidays {
  const firstDay = dayNumber(Temporal.PlainDate.from({ year: years.from, month: 1, day: 1 }))
  const lastDay = dayNumber(Temporal.PlainDate.from({ year: years.to, month: 12, day: 31 }))
  const found = new Map<string, HolidayDay>()
  let [timed, outside] = [0, 0]
  const add = (start: number, days: number, name: string): boolean => {
    let any = false
    for (let day = Math.max(start, firstDay); day < start + days && day <= lastDay; day += 1) {
      any = true
      const date = new Date(day * 86_400_000).toISOString().slice(0, 10)
      if (!found.has(date)) found.set(date, { date, name, worked: makeUp.test(name) })
      if (found.size > maxDays)
        throw new DomainError('INVALID', 'icsTooMany', { field: 'text', values: { limit: maxDays } })
    }
    return any
  }
  const entries = entriesOf(text)
  if (entries.length > maxEntries)
    throw new DomainError('INVALID', 'icsTooMany', { field: 'text', values: { limit: maxEntries } })
  reading(() => requireFewPeriods(entries, { from: firstDay - maxSpanDays, to: lastDay }))
  const moved = movedDays(entries)
  for (const component of entries) {
    const name =
      String(reading(() => component.getFirstPropertyValue('summary')) ?? '')
        .trim()
        .slice(0, 120) || '?'
    const entry = reading(() => entryOf(component, name))
    if (entry === 'cancelled') continue
    if (entry === 'timed') {
      timed += 1
      continue
    }
    const { start, days } = entry
    const from = firstDay - days + 1
    const begins = reading(() => daysOn(component, name, dayNumber(start), { from, to: lastDay }))
    const gone = moved.get(uidOf(component))
    let any = false
    for (const day of begins)
      if (!gone?.has(day) || component.hasProperty('recurrence-id')) any = add(day, days, name) || any
    if (!any) outside += 1
  }
  if (found.size === 0) throw new DomainError('INVALID', 'icsNoDays', { field: 'text', values: { timed, outside } })
  return { days: [...found.values()].sort((a, b) => (a.date < b.date ? -1 : 1)), timed, outside }
}
