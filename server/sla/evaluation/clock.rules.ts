import type { Calendar } from '@/server/time/business-calendar'
import { type CompiledTarget, roundedUp } from './targets.rules'
import type { Metric } from '@/server/vocabulary/metric'

/**
 * One SLA clock (SEMANTICS §1.3, §1.4): how it counts, when it is due, and what a pause, a change of severity or a
 * promise does to that. It knows nothing of tickets. All instants are epoch milliseconds, UTC.
 *
 * The count is kept as the elapsed time up to the instant since which the clock runs; what is due follows from it. A
 * change of severity sets a new count, so the past is never asked again.
 */
export type ClockOutcome = 'open' | 'met' | 'late' | 'cancelled'
export type FiredWarning = [percent: number, at: number]

export interface Clock {
  readonly metric: Metric
  readonly startedAt: number
  endedAt: number | null
  outcome: ClockOutcome
  calendar: Calendar
  /** The elapsed time that counts as the whole promise. */
  targetMs: number
  /** Elapsed up to `runningSince`; of a paused or ended clock in all. */
  countedMs: number
  /** Null while paused and once ended. */
  runningSince: number | null
  /** A promised instant is due as it stands while the clock runs, open or not (§1.6). */
  promisedAt: number | null
  breachedAt: number | null
  readonly warningsFired: FiredWarning[]
  /** The next instant with something to record, kept until the clock changes; infinite when nothing comes. */
  nextAt: number | null
}

/** @param countedMs elapsed time that a clock which starts in the past brings with it */
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

/** The due instant of a running clock; null while paused or when it never comes (§1.3). */
export function dueAt(clock: Clock): number | null {
  if (clock.runningSince === null) return null
  return clock.promisedAt ?? clock.calendar.instantAfter(clock.runningSince, clock.targetMs - clock.countedMs)
}

export function pauseClock(clock: Clock, at: number): void {
  clock.countedMs = elapsedAt(clock, at)
  clock.runningSince = null
  // Of a promise only the open time up to it remains once paused (§1.6); `targetMs` says how much that is.
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

/** Opens a clock again that `resolved` had ended; it stays paused, and a breach stays (§1.2). */
export function reviveClock(clock: Clock): void {
  clock.endedAt = null
  clock.outcome = 'open'
}

/** Counts on from `at`: elapsed so far, and the whole it is measured against. */
function recount(clock: Clock, at: number, countedMs: number, { targetMs, calendar }: CompiledTarget): void {
  clock.countedMs = countedMs
  clock.targetMs = targetMs
  clock.calendar = calendar
  if (clock.runningSince !== null) clock.runningSince = at
  clock.promisedAt = null
  clock.nextAt = null
}

/** When the clock is due as it stands, a paused one as if it ran from `at` (§1.4). */
function dueIfRunningFrom(clock: Clock, at: number): number | null {
  return clock.runningSince === null ? clock.calendar.instantAfter(at, clock.targetMs - clock.countedMs) : dueAt(clock)
}

const isEarlier = (candidate: number | null, than: number | null) =>
  candidate !== null && (than === null || candidate < than)

/** Raised at `at`: the earlier of the old due instant and `at` + the new target; when equal the old one stays (§1.4, §1.6). */
export function raiseClock(clock: Clock, at: number, target: CompiledTarget): void {
  if (!isEarlier(target.calendar.instantAfter(at, target.targetMs), dueIfRunningFrom(clock, at))) return
  const countedMs = elapsedAt(clock, at)
  recount(clock, at, countedMs, { ...target, targetMs: countedMs + target.targetMs })
}

/**
 * Lowered at `at`: counted again from the clock's own start in the new calendar, due where that reaches the new target
 * but not before `at`; an earlier promise is dropped (§1.4, §1.6).
 * @param countedMs elapsed in the target's calendar from the clock's start to `at`, pauses taken out
 */
export function lowerClock(clock: Clock, at: number, target: CompiledTarget, countedMs: number): void {
  recount(clock, at, countedMs, target)
}

/** Pulls the due instant earlier, never later; of a paused clock the remainder (§1.2, §1.6). */
export function promiseClock(clock: Clock, at: number, promisedAt: number): void {
  if (clock.breachedAt !== null || promisedAt <= at || !isEarlier(promisedAt, dueIfRunningFrom(clock, at))) return
  const countedMs = elapsedAt(clock, at)
  const { calendar } = clock
  recount(clock, at, countedMs, { calendar, targetMs: countedMs + calendar.elapsedBetween(at, promisedAt) })
  if (clock.runningSince !== null) clock.promisedAt = promisedAt
}

const hasFired = (clock: Clock, percent: number) => clock.warningsFired.some((warning) => warning[0] === percent)

/** Warnings of a running clock that have not fired, as they will if nothing more comes; by instant, then percent. */
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
 * Records the warnings and the breach whose instant is before `limit`, or at it when `inclusive`, at their own instants
 * (§1.3). A paused clock has neither; of a breached one both are known.
 */
export function judgeClock(clock: Clock, percents: readonly number[], limit: number, inclusive: boolean): void {
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
