import type { Calendar } from '@/server/time/business-calendar'
import { type CompiledTarget, roundedUp } from './targets.rules'
import type { Metric } from '@/server/vocabulary/metric'

/**
 * One SLA clock (SEMANTICS §1.3, §1.4): how it counts, when it is due, and the effect of pauses, severity changes and
 * promises. Independent of tickets. All instants are epoch milliseconds, UTC.
 *
 * A clock stores the elapsed time up to `runningSince`, from which the due instant follows. A severity change sets both
 * anew, so earlier events never need to be evaluated again.
 */
export type ClockOutcome = 'open' | 'met' | 'late' | 'cancelled'
export type FiredWarning = [percent: number, at: number]

export interface Clock {
  readonly metric: Metric
  readonly startedAt: number
  endedAt: number | null
  outcome: ClockOutcome
  calendar: Calendar
  /** The elapsed time at which the clock is due. */
  targetMs: number
  /** Elapsed time up to `runningSince`; the total for a paused or ended clock. */
  countedMs: number
  /** Null while paused and once ended. */
  runningSince: number | null
  /** A promised instant; while the clock runs it is the due instant, even outside open hours (§1.6). */
  promisedAt: number | null
  breachedAt: number | null
  readonly warningsFired: FiredWarning[]
  /** Cached next instant with a warning or breach to record; null after a change; infinite when nothing comes. */
  nextAt: number | null
}

/** Creates a clock. @param countedMs time already elapsed when the clock starts in the past */
export function startClock(
  metric: Metric,
  startedAt: number,
  { targetMs, calendar }: CompiledTarget,
  countedMs: number,
  runningSince: number | null,
): Clock {
  return {
    metric,
    startedAt,
    endedAt: null,
    outcome: 'open',
    calendar,
    targetMs,
    countedMs,
    runningSince,
    promisedAt: null,
    breachedAt: null,
    warningsFired: [],
    nextAt: null,
  }
}

export function elapsedAt(clock: Clock, at: number): number {
  return clock.runningSince === null
    ? clock.countedMs
    : clock.countedMs + clock.calendar.elapsedBetween(clock.runningSince, at)
}

/** Returns the due instant of a running clock; null while paused or when it never comes (§1.3). */
export function dueAt(clock: Clock): number | null {
  if (clock.runningSince === null) return null
  return clock.promisedAt ?? clock.calendar.instantAfter(clock.runningSince, clock.targetMs - clock.countedMs)
}

export function pauseClock(clock: Clock, at: number): void {
  clock.countedMs = elapsedAt(clock, at)
  clock.runningSince = null
  // Pausing reduces a promise to the open time up to it (§1.6), which `targetMs` already includes.
  clock.promisedAt = null
  clock.nextAt = null
}

export function resumeClock(clock: Clock, at: number): void {
  clock.runningSince ??= at
  clock.nextAt = null
}

export function endClock(clock: Clock, at: number, how: 'answered' | 'cancelled'): void {
  pauseClock(clock, at)
  clock.endedAt = at
  clock.outcome = how === 'cancelled' ? 'cancelled' : clock.breachedAt === null ? 'met' : 'late'
}

/** Reopens a clock that `resolved` ended; it stays paused, and a breach stays (§1.2). */
export function reopenClock(clock: Clock): void {
  clock.endedAt = null
  clock.outcome = 'open'
}

/** Continues a clock from `at` with a new elapsed time, target and calendar; drops a promise. */
function recount(clock: Clock, at: number, countedMs: number, { targetMs, calendar }: CompiledTarget): void {
  clock.countedMs = countedMs
  clock.targetMs = targetMs
  clock.calendar = calendar
  if (clock.runningSince !== null) clock.runningSince = at
  clock.promisedAt = null
  clock.nextAt = null
}

/** Returns the clock's due instant; a paused clock is treated as if it ran from `at` (§1.4). */
function dueIfRunningFrom(clock: Clock, at: number): number | null {
  return clock.runningSince === null ? clock.calendar.instantAfter(at, clock.targetMs - clock.countedMs) : dueAt(clock)
}

const isEarlier = (candidate: number | null, than: number | null) =>
  candidate !== null && (than === null || candidate < than)

/**
 * Applies a raise at `at`: the clock is due at the earlier of the old due instant and `at` plus the new target; when
 * equal, nothing changes (§1.4, §1.6).
 */
export function applyRaisedTarget(clock: Clock, at: number, target: CompiledTarget): void {
  if (!isEarlier(target.calendar.instantAfter(at, target.targetMs), dueIfRunningFrom(clock, at))) return
  const countedMs = elapsedAt(clock, at)
  recount(clock, at, countedMs, { ...target, targetMs: countedMs + target.targetMs })
}

/**
 * Applies a lowering at `at`: the elapsed time is recounted from the clock's start in the new calendar, and the clock
 * is due when it reaches the new target but not before `at`; an earlier promise is dropped (§1.4, §1.6).
 * @param countedMs time elapsed in the target's calendar from the clock's start to `at`, without pauses
 */
export function applyLoweredTarget(clock: Clock, at: number, target: CompiledTarget, countedMs: number): void {
  recount(clock, at, countedMs, target)
}

/** Moves the due instant earlier, never later; for a paused clock, shortens the remainder (§1.2, §1.6). */
export function applyPromise(clock: Clock, at: number, promisedAt: number): void {
  if (clock.breachedAt !== null || promisedAt <= at || !isEarlier(promisedAt, dueIfRunningFrom(clock, at))) return
  const countedMs = elapsedAt(clock, at)
  const { calendar } = clock
  recount(clock, at, countedMs, { calendar, targetMs: countedMs + calendar.elapsedBetween(at, promisedAt) })
  if (clock.runningSince !== null) clock.promisedAt = promisedAt
}

const hasFired = (clock: Clock, percent: number) => clock.warningsFired.some((warning) => warning[0] === percent)

/** Returns the warnings of a running clock that have yet to fire, assuming no more events; in order of `percents`. */
export function warningsAhead(clock: Clock, percents: readonly number[]): FiredWarning[] {
  const ahead: FiredWarning[] = []
  if (clock.runningSince === null) return ahead
  for (const percent of percents) {
    if (hasFired(clock, percent)) continue
    const wanted = roundedUp(clock.targetMs, percent, 100) - clock.countedMs
    const at = clock.calendar.instantAfter(clock.runningSince, wanted)
    if (at !== null) ahead.push([percent, at])
  }
  return ahead
}

/**
 * Records warnings and the breach that lie before `limit`, or up to and including it when `inclusive`, each at its own
 * instant (§1.3). Does nothing for a paused or already breached clock.
 */
export function recordDue(clock: Clock, percents: readonly number[], limit: number, inclusive: boolean): void {
  if (clock.breachedAt !== null || clock.runningSince === null) return
  const passed = (at: number) => (inclusive ? at <= limit : at < limit)
  if (clock.nextAt !== null && !passed(clock.nextAt)) return
  const due = dueAt(clock) ?? Number.POSITIVE_INFINITY
  let next = due
  for (const warning of warningsAhead(clock, percents)) {
    if (passed(warning[1])) clock.warningsFired.push(warning)
    else next = Math.min(next, warning[1])
  }
  if (passed(due)) clock.breachedAt = due
  clock.nextAt = next
}
