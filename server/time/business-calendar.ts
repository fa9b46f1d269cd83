import { type Interval, mergeIntervals } from './interval'
import { instantOfLocal } from './local-time'
import { timeOfDayMs, weekdayOfLocalDay } from './wall-clock'

/**
 * Calendar time (SEMANTICS §1.3, §1.5): how much of a span is open, and when a given amount of open time has passed.
 * All instants are epoch milliseconds, UTC; local times are converted by the "compatible" rule (local-time.ts).
 */
export interface Calendar {
  /** Returns the open milliseconds in [from, to). */
  elapsedBetween(from: number, to: number): number
  /**
   * Returns the first instant, not before `from`, by which `openMs` open milliseconds have passed: today's closing time
   * rather than the next opening. Null when that never comes.
   */
  instantAfter(from: number, openMs: number): number | null
}

type LocalTimes = readonly (readonly [from: string, to: string])[]
const weekdays = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const

export interface BusinessDefinition {
  /** A valid IANA zone name. */
  timeZone: string
  /** `HH:MM` local, half-open; `24:00` is the end of the day. */
  weekly: Partial<Record<(typeof weekdays)[number], LocalTimes>>
  /** Replace the hours of a whole local day; no intervals make it a holiday. */
  exceptions: readonly { date: string; intervals: LocalTimes }[]
}
export type CalendarDefinition = { type: '24x7' } | ({ type: 'business' } & BusinessDefinition)

const dayMs = 86_400_000
/** Last instant that a `Date` can represent. */
const lastInstant = 8.64e15
/** The search for a due instant ends after about this many days: later ones count as never. */
const horizonDays = 150_000
/** Days are compiled in blocks, so that advancing by a day does not rebuild the spans each time. */
const blockDays = 32

/** The calendar that is open around the clock. */
export const alwaysOpen: Calendar = {
  elapsedBetween: (from, to) => Math.max(0, to - from),
  instantAfter(from, openMs) {
    const at = from + Math.max(0, openMs)
    return at <= lastInstant ? at : null
  },
}

/** The open spans of a business calendar in order, with the open time before each; days are converted on demand. */
class OpenTime {
  private firstDay = 0
  private endDay = 0
  private spans: Interval[] = []
  private before: number[] = []
  private readonly days = new Map<number, Interval[]>()
  private readonly exceptions: Map<string, LocalTimes>
  /** Local midnight after which no day is open; infinite when every week has an opening. */
  private readonly openUntil: number

  constructor(private readonly definition: BusinessDefinition) {
    this.exceptions = new Map(definition.exceptions.map(({ date, intervals }) => [date, intervals]))
    const everyWeek = weekdays.some((day) => definition.weekly[day]?.some(([from, to]) => from < to))
    const last = [...this.exceptions.keys()].reduce((a, b) => (a > b ? a : b), '')
    this.openUntil = everyWeek
      ? Number.POSITIVE_INFINITY
      : last === ''
        ? Number.NEGATIVE_INFINITY
        : Date.parse(last) + dayMs
  }

  private openOn(day: number): Interval[] {
    const known = this.days.get(day)
    if (known) return known
    const midnight = day * dayMs
    if (Math.abs(midnight) > lastInstant) return []
    const times =
      this.exceptions.get(new Date(midnight).toISOString().slice(0, 10)) ??
      this.definition.weekly[weekdays[weekdayOfLocalDay(day)]!]
    const { timeZone } = this.definition
    const open = (times ?? []).map(([from, to]) => ({
      from: instantOfLocal(midnight + timeOfDayMs(from), timeZone),
      to: instantOfLocal(midnight + timeOfDayMs(to), timeZone),
    }))
    this.days.set(day, open)
    return open
  }

  /** Compiles all open spans between two instants. */
  private reach(from: number, to: number): void {
    // In every zone a local day lies within two days of the UTC day of the same date, even where a day was skipped.
    const first = Math.floor(from / dayMs) - 2
    const end = Math.floor(to / dayMs) + 3
    const fresh = this.endDay === this.firstDay
    if (!fresh && first >= this.firstDay && end <= this.endDay) return
    const wantedFirst = Math.floor(first / blockDays) * blockDays
    const wantedEnd = Math.ceil(end / blockDays) * blockDays
    this.firstDay = fresh ? wantedFirst : Math.min(this.firstDay, wantedFirst)
    this.endDay = fresh ? wantedEnd : Math.max(this.endDay, wantedEnd)
    const open: Interval[] = []
    for (let day = this.firstDay; day < this.endDay; day += 1) open.push(...this.openOn(day))
    this.spans = mergeIntervals(open)
    let total = 0
    this.before = this.spans.map((span) => {
      const soFar = total
      total += span.to - span.from
      return soFar
    })
  }

  /** Counts, by binary search, the leading spans for which a monotonic condition holds. */
  private count(holds: (index: number) => boolean): number {
    let low = 0
    let high = this.spans.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (holds(middle)) low = middle + 1
      else high = middle
    }
    return low
  }

  private openBefore(at: number): number {
    const index = this.count((i) => this.spans[i]!.from <= at) - 1
    if (index < 0) return 0
    const span = this.spans[index]!
    return this.before[index]! + Math.min(at, span.to) - span.from
  }

  elapsedBetween(from: number, to: number): number {
    if (to <= from) return 0
    this.reach(from, to)
    return this.openBefore(to) - this.openBefore(from)
  }

  instantAfter(from: number, openMs: number): number | null {
    if (openMs <= 0) return from
    for (let days = blockDays; ; days *= 2) {
      const until = Math.min(from + days * dayMs, lastInstant)
      this.reach(from, until)
      const wanted = this.openBefore(from) + openMs
      const index = this.count((i) => this.before[i]! + this.spans[i]!.to - this.spans[i]!.from < wanted)
      if (index < this.spans.length) return this.spans[index]!.from + wanted - this.before[index]!
      // Two days of margin, as in `reach`: the last open local day may end in a later UTC day.
      if (until > this.openUntil + 2 * dayMs || days > horizonDays || until === lastInstant) return null
    }
  }
}

/** Compiles a calendar. Keep the result: it caches the days it has converted. */
export function compileCalendar(definition: CalendarDefinition): Calendar {
  return definition.type === '24x7' ? alwaysOpen : new OpenTime(definition)
}
