import { instantOfLocal, localMsAt } from '@/server/time/local-time'
import { localDayOf, timeOfDayMs, weekdayOfLocalDay } from '@/server/time/wall-clock'
import { appliesTo, type EscalationDefinition } from '../schema'

/**
 * The weekly drill of an escalation policy: a page without a ticket to whom an S1 would reach first, by their own
 * notification rules, which tests the delivery and measures the time to acknowledge. Instants are epoch milliseconds,
 * UTC.
 */
const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** While a real page is open, the drill is postponed in steps of this length. */
export const postponeMs = hourMs
/** A drill that could not begin within this time is skipped that week. */
export const latestMs = 6 * hourMs

export interface WeeklyInstant {
  /** 0 is Monday. */
  weekday: number
  /** `HH:MM`, local to the zone; the "compatible" rule where the clocks change (SEMANTICS §2). */
  localTime: string
  timeZone: string
}

/** Returns the first of the weekly instants after `now`. */
export function nextDrillAt({ weekday, localTime, timeZone }: WeeklyInstant, now: number): number {
  const today = localDayOf(localMsAt(now, timeZone))
  const first = today + ((weekday - weekdayOfLocalDay(today) + 7) % 7)
  const at = (day: number) => instantOfLocal(day * dayMs + timeOfDayMs(localTime), timeZone)
  return at(first) > now ? at(first) : at(first + 7)
}

/**
 * Returns the definition that a drill uses: only the first step that an S1 would take, without repeats. The drill has
 * failed when it is not acknowledged before the next step would be due, which is never taken.
 */
export function drillDefinition(policy: EscalationDefinition): EscalationDefinition {
  const [first] = policy.steps.filter((step) => appliesTo(step, 'S1'))
  const { severities: _, ...step } = first ?? policy.steps[0]!
  return { ...policy, steps: [step], repeats: 0 }
}

export type DrillDecision = { kind: 'begin' } | { kind: 'postpone'; until: number } | { kind: 'skip' }

/**
 * Decides what to do at a drill's planned instant or later.
 * @param paging whether a real page is open
 */
export function beginDrill(plannedFor: number, now: number, paging: boolean): DrillDecision {
  if (now - plannedFor >= latestMs) return { kind: 'skip' }
  if (!paging) return { kind: 'begin' }
  const until = plannedFor + (Math.floor((now - plannedFor) / postponeMs) + 1) * postponeMs
  return until - plannedFor >= latestMs ? { kind: 'skip' } : { kind: 'postpone', until }
}

export interface DrillResult {
  /** From the opening of the page to the acknowledgement, in milliseconds; null when it was not acknowledged. */
  acknowledgedMs: number | null
}

/**
 * Returns the median and 90th percentile (nearest rank) of the times to acknowledge, and how many drills were missed.
 */
export function summariseDrills(results: readonly DrillResult[]): {
  count: number
  missed: number
  p50Ms: number | null
  p90Ms: number | null
} {
  const times = results.flatMap(({ acknowledgedMs }) => acknowledgedMs ?? []).sort((a, b) => a - b)
  const rank = (share: number) => times[Math.max(0, Math.ceil(share * times.length) - 1)] ?? null
  return { count: results.length, missed: results.length - times.length, p50Ms: rank(0.5), p90Ms: rank(0.9) }
}
