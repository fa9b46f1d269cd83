import ICAL from 'ical.js'
import { Temporal } from 'temporal-polyfill'
import { DomainError } from '@/server/errors'

/** A whole day that a calendar file names. */
export interface HolidayDay {
  /** `YYYY-MM-DD`, local wherever the calendar is used. */
  date: string
  name: string
  /** A make-up working day, by its name; a holiday otherwise. */
  worked: boolean
}

export interface ReadHolidays {
  /** In order, one a date; of two of the same date the first in the file. */
  days: HolidayDay[]
  /** Entries with a time of day: they close no day. */
  timed: number
  /** Entries that lie outside the years asked for. */
  outside: number
}

/** Longer entries are mistakes, and a repeating one ends somewhere. */
const mostDays = 3_000
const makeUp = /补班|上班|[(（]班[)）]|班$|make-?up|working day|work ?day/i

function unreadable(detail: string): DomainError {
  return new DomainError('INVALID', 'icsUnreadable', { field: 'text', values: { detail: detail.slice(0, 200) } })
}

/** A whole day as the file writes it: the library would turn 31 February into a day of March. */
function writtenDay(component: ICAL.Component, property: 'dtstart' | 'dtend', name: string): Temporal.PlainDate {
  const written = String(component.getFirstProperty(property)?.toJSON()[3] ?? '?')
  try {
    return Temporal.PlainDate.from(written, { overflow: 'reject' })
  } catch {
    throw new DomainError('INVALID', 'icsBadDate', { field: 'text', values: { name, date: written } })
  }
}

const dayOf = ({ year, month, day }: ICAL.Time) => Temporal.PlainDate.from({ year, month, day })

function entriesOf(text: string): ICAL.Component[] {
  let parsed: unknown
  try {
    parsed = ICAL.parse(text)
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : String(error))
  }
  // Several calendars in one file are a list of components; each begins with its name.
  const all = (Array.isArray(parsed) && typeof parsed[0] === 'string' ? [parsed] : parsed) as unknown[][]
  const calendars = all.map((jcal) => new ICAL.Component(jcal)).filter((one) => one.name === 'vcalendar')
  if (calendars.length === 0) throw new DomainError('INVALID', 'icsNotCalendar', { field: 'text' })
  return calendars.flatMap((calendar) => calendar.getAllSubcomponents('vevent'))
}

/**
 * The whole days that an iCalendar file (RFC 5545) names, repeating ones unrolled, from the first day of one year to
 * the last of another.
 * @throws DomainError INVALID `icsUnreadable`, `icsNotCalendar`, `icsBadDate`, `icsBadSpan`, `icsTooMany` or
 * `icsNoDays`, each naming what is wrong
 */
export function readHolidays(text: string, years: { from: number; to: number }): ReadHolidays {
  const first = Temporal.PlainDate.from({ year: years.from, month: 1, day: 1 })
  const last = Temporal.PlainDate.from({ year: years.to, month: 12, day: 31 })
  const found = new Map<string, HolidayDay>()
  let [timed, outside] = [0, 0]
  const add = (start: Temporal.PlainDate, days: number, name: string): boolean => {
    let any = false
    for (let offset = 0; offset < days; offset += 1) {
      const date = start.add({ days: offset })
      if (Temporal.PlainDate.compare(date, first) < 0 || Temporal.PlainDate.compare(date, last) > 0) continue
      any = true
      if (!found.has(date.toString()))
        found.set(date.toString(), { date: date.toString(), name, worked: makeUp.test(name) })
      if (found.size > mostDays)
        throw new DomainError('INVALID', 'icsTooMany', { field: 'text', values: { limit: mostDays } })
    }
    return any
  }
  for (const component of entriesOf(text)) {
    const event = new ICAL.Event(component)
    const name =
      String(event.summary ?? '')
        .trim()
        .slice(0, 120) || '?'
    const begins = component.getFirstPropertyValue('dtstart')
    if (!(begins instanceof ICAL.Time))
      throw new DomainError('INVALID', 'icsBadDate', { field: 'text', values: { name, date: '?' } })
    if (!begins.isDate) {
      timed += 1
      continue
    }
    const start = writtenDay(component, 'dtstart', name)
    const ends = component.getFirstPropertyValue('dtend')
    const days =
      ends instanceof ICAL.Time
        ? start.until(writtenDay(component, 'dtend', name)).days
        : Math.max(1, Math.round(event.duration.toSeconds() / 86_400))
    if (days < 1 || days > 366)
      throw new DomainError('INVALID', 'icsBadSpan', { field: 'text', values: { name, date: start.toString() } })
    let any = false
    if (event.isRecurring()) {
      const each = event.iterator()
      for (let step = 0; step < mostDays * 10; step += 1) {
        const next = each.next()
        if (!next) break
        const day = dayOf(next)
        if (Temporal.PlainDate.compare(day, last) > 0) break
        any = add(day, days, name) || any
      }
    } else any = add(start, days, name)
    if (!any) outside += 1
  }
  if (found.size === 0) throw new DomainError('INVALID', 'icsNoDays', { field: 'text', values: { timed, outside } })
  return { days: [...found.values()].sort((a, b) => (a.date < b.date ? -1 : 1)), timed, outside }
}
