import { type PolicyDefinition, type SlaEvent } from '../schema'
import { type ClockResult, evaluate } from '../evaluation/evaluate.rules'
import { type Metric } from '@/server/vocabulary/metric'
import { type Severity, severityRank } from '@/server/vocabulary/severity'

/** What a policy did for some clocks: those that ended in time, and those that breached, ended or not. */
export interface ReplayCount {
  met: number
  breached: number
}

/** One metric at one severity, under the policy that a ticket is pinned to and under the candidate. */
export interface ReplayCell {
  metric: Metric
  severity: Severity
  before: ReplayCount
  after: ReplayCount
  /** Breaches that only the candidate has, and breaches that only the pinned policy has. */
  gained: number
  lost: number
}

const keyOf = (metric: Metric, severity: Severity) => `${metric} ${severity}`

function cellOf(cells: Map<string, ReplayCell>, metric: Metric, severity: Severity): ReplayCell {
  const key = keyOf(metric, severity)
  let cell = cells.get(key)
  if (!cell) {
    cell = { metric, severity, before: { met: 0, breached: 0 }, after: { met: 0, breached: 0 }, gained: 0, lost: 0 }
    cells.set(key, cell)
  }
  return cell
}

/** The ticket's severity after all events up to an instant: what a clock is counted under. */
function severityAt(events: readonly SlaEvent[], at: number): Severity {
  let severity: Severity = 'S4'
  for (const event of events) {
    if (event.at > at) break
    if (event.type === 'filed') severity = event.severity
    else if (event.type === 'severity_changed') severity = event.to
  }
  return severity
}

/** Clocks of the same metric and start are the same promise; of several, in the order of the evaluation. */
function breachedPromises(clocks: readonly ClockResult[]): Map<string, ClockResult> {
  const seen = new Map<string, number>()
  const breached = new Map<string, ClockResult>()
  for (const clock of clocks) {
    const start = `${clock.metric} ${clock.startedAt}`
    const ordinal = (seen.get(start) ?? 0) + 1
    seen.set(start, ordinal)
    if (clock.breachedAt !== null) breached.set(`${start} ${ordinal}`, clock)
  }
  return breached
}

/**
 * One ticket under two policies, by the one evaluation (SEMANTICS §1): the cells in which either of them kept or broke
 * a promise. A cancelled clock counts only if it had breached. A clock belongs to the severity that the ticket had when
 * the clock ended, or has as of the question.
 * @param events the timeline, in order of `seq`; instants are epoch milliseconds, UTC
 */
export function compareTicket(
  pinned: PolicyDefinition,
  candidate: PolicyDefinition,
  events: readonly SlaEvent[],
  asOf: number,
): ReplayCell[] {
  const cells = new Map<string, ReplayCell>()
  const sides = { before: evaluate(pinned, events, asOf), after: evaluate(candidate, events, asOf) }
  const severityOf = (clock: ClockResult) => severityAt(events, clock.endedAt ?? asOf)
  for (const side of ['before', 'after'] as const)
    for (const clock of sides[side]) {
      if (clock.outcome !== 'met' && clock.breachedAt === null) continue
      cellOf(cells, clock.metric, severityOf(clock))[side][clock.breachedAt === null ? 'met' : 'breached'] += 1
    }
  const before = breachedPromises(sides.before)
  const after = breachedPromises(sides.after)
  for (const [promise, clock] of after)
    if (!before.has(promise)) cellOf(cells, clock.metric, severityOf(clock)).gained += 1
  for (const [promise, clock] of before)
    if (!after.has(promise)) cellOf(cells, clock.metric, severityOf(clock)).lost += 1
  return [...cells.values()]
}

/** Adds cells to a sum, in place of nothing: a new list, by severity and metric as they first appeared. */
export function addCells(sum: readonly ReplayCell[], more: readonly ReplayCell[]): ReplayCell[] {
  const cells = new Map<string, ReplayCell>()
  for (const one of [...sum, ...more]) {
    const cell = cellOf(cells, one.metric, one.severity)
    for (const side of ['before', 'after'] as const) {
      cell[side].met += one[side].met
      cell[side].breached += one[side].breached
    }
    cell.gained += one.gained
    cell.lost += one.lost
  }
  return [...cells.values()].sort(
    (a, b) => severityRank[a.severity] - severityRank[b.severity] || a.metric.localeCompare(b.metric),
  )
}
