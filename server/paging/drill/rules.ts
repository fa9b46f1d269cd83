import { instantOfLocal, localDayOf, localMsAt, timeOfDayMs, weekdayOfLocalDay } from '@/server/time/local-time'
import { appliesTo, type EscalationDefinition } from '../schema'

/**
 * The weekly drill of an escalation policy: a page without a ticket to whoever an S1 would reach first, by their own
 * notification rules, that proves the way and measures the acknowledgement. Instants are epoch milliseconds, UTC.
 */
const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** While somebody is being paged for real, the drill waits so long and looks again. */
export const postponedMs = hourMs
/** A drill that could not begin by then is left out that week. */
export const latestMs = 6 * hourMs

export interface WeeklyInstant {
  /** 0 is Monday. */
  weekday: number
  /** `HH:MM`, local to the zone; the "compatible" rule where the clocks change (SEMANTICS §2). */
  localTime: string
  timeZone: string
}

/** The first of the weekly instants after `now`. */
export function nextDrillAt({ weekday, localTime, timeZone }: WeeklyInstant, now: number): number {
  const today = localDayOf(localMsAt(now, timeZone))
  const first = today + ((weekday - weekdayOfLocalDay(today) + 7) % 7)
  const at = (day: number) => instantOfLocal(day * dayMs + timeOfDayMs(localTime), timeZone)
  return at(first) > now ? at(first) : at(first + 7)
}

/**
 * What is walked in a drill: the first step that an S1 would take, once. The next step is only waited for: then somebody
 * else would be woken, so the drill has failed.
 */
export function drillDefinition(policy: EscalationDefinition): EscalationDefinition {
  const [first] = policy.steps.filter((step) => appliesTo(step, 'S1'))
  const { severities: _, ...step } = first ?? policy.steps[0]!
  return { ...policy, steps: [step], repeats: 0 }
}

export type DrillDecision = { kind: 'begin' } | { kind: 'postpone'; until: number } | { kind: 'skip' }

/**
 * What to do at a drill's instant or later.
 * @param paging somebody is being paged for real
 */
export function beginDrill(plannedFor: number, now: number, paging: boolean): DrillDecision {
  if (now - plannedFor >= latestMs) return { kind: 'skip' }
  if (!paging) return { kind: 'begin' }
  const until = plannedFor + (Math.floor((now - plannedFor) / postponedMs) + 1) * postponedMs
  return until - plannedFor >= latestMs ? { kind: 'skip' } : { kind: 'postpone', until }
}

export interface DrillResult {
  /** From the first notification's instant to the acknowledgement; null when there was none. */
  acknowledgedMs: number | null
}

/** Median and ninetieth percentile of the acknowledged (nearest rank), and how many were missed. */
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
