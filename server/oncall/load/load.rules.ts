import { type Interval, mergeIntervals } from '@/server/time/interval'
import { instantOfLocal, localMsAt } from '@/server/time/local-time'
import { localDayOf, weekdayOfLocalDay } from '@/server/time/wall-clock'

/**
 * On-call load per engineer: shifts, hours, nights and weekends in the engineer's own zone, and pages. Pure; instants
 * are epoch milliseconds, UTC. A night is 22:00 to 07:00, a weekend Saturday and Sunday, both local; each counts once,
 * however short the time in it.
 */
const hourMs = 3_600_000
const dayMs = 24 * hourMs
const nightFromMs = 22 * hourMs
const nightToMs = 31 * hourMs

export interface OnCallShift extends Interval {
  person: string
}
export interface PageCall {
  person: string
  /** When the page's first notification to them was due. */
  at: number
}
export interface PersonLoad {
  person: string
  shifts: number
  /** Time on several schedules at once counts once. */
  onCallMs: number
  nights: number
  weekends: number
  pages: number
  pagesAtNight: number
  /** Time on call divided by an equal share among all listed people; 1 is exactly an equal share. */
  share: number
}

const days = (span: Interval, timeZone: string) => ({
  first: localDayOf(localMsAt(span.from, timeZone)),
  last: localDayOf(localMsAt(span.to - 1, timeZone)),
})

/** Returns the nights that the spans touch, each as the local day on whose evening it begins. */
function nightsIn(spans: readonly Interval[], timeZone: string): Set<number> {
  const nights = new Set<number>()
  for (const span of spans) {
    const { first, last } = days(span, timeZone)
    for (let day = first - 1; day <= last; day++) {
      const from = instantOfLocal(day * dayMs + nightFromMs, timeZone)
      const to = instantOfLocal(day * dayMs + nightToMs, timeZone)
      if (from < span.to && to > span.from) nights.add(day)
    }
  }
  return nights
}

/** Returns the weekends that the spans touch, each as the local day of its Saturday. */
function weekendsIn(spans: readonly Interval[], timeZone: string): Set<number> {
  const weekends = new Set<number>()
  for (const span of spans) {
    const { first, last } = days(span, timeZone)
    for (let day = first; day <= last; day++) {
      const weekday = weekdayOfLocalDay(day)
      if (weekday >= 5) weekends.add(day - (weekday - 5))
    }
  }
  return weekends
}

/** Whether an instant is between 22:00 and 07:00 in the zone. */
export function isNight(at: number, timeZone: string): boolean {
  return nightsIn([{ from: at, to: at + 1 }], timeZone).size > 0
}

/**
 * Returns the load of everybody who was on call or was paged, the most time on call first.
 * @param zoneOf the engineer's own time zone
 */
export function loadOf(
  shifts: readonly OnCallShift[],
  calls: readonly PageCall[],
  zoneOf: (person: string) => string,
): PersonLoad[] {
  const people = [...new Set([...shifts, ...calls].map(({ person }) => person))]
  const loads = people.map((person): PersonLoad => {
    const zone = zoneOf(person)
    const own = shifts.filter((shift) => shift.person === person)
    const spans = mergeIntervals(own.map(({ from, to }) => ({ from, to })))
    const paged = calls.filter((call) => call.person === person)
    return {
      person,
      shifts: own.length,
      onCallMs: spans.reduce((sum, span) => sum + span.to - span.from, 0),
      nights: nightsIn(spans, zone).size,
      weekends: weekendsIn(spans, zone).size,
      pages: paged.length,
      pagesAtNight: paged.filter(({ at }) => isNight(at, zone)).length,
      share: 0,
    }
  })
  const equal = loads.reduce((sum, one) => sum + one.onCallMs, 0) / Math.max(1, loads.length)
  return loads
    .map((one) => ({ ...one, share: equal > 0 ? one.onCallMs / equal : 0 }))
    .sort((a, b) => b.onCallMs - a.onCallMs || b.pages - a.pages || a.person.localeCompare(b.person))
}
