import { type PolicyDefinition, type SlaEvent } from '../schema'
import { type ClockResult, evaluate } from '../evaluation/evaluate.rules'
import { type Metric } from '@/server/vocabulary/metric'
import { type Severity, severityRank } from '@/server/vocabulary/severity'

/** Number of clocks that ended in time, and of clocks that breached, whether ended or not. */
export interface ReplayCount {
  met: number
  breached: number
}

/** Counts of one metric and severity, under the pinned policy (`before`) and under the candidate (`after`). */
export interface ReplayCell {
  metric: Metric
  severity: Severity
  before: ReplayCount
  after: ReplayCount
  /** Number of breaches only under the candidate (`gained`), and only under the pinned policy (`lost`). */
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

/** Returns the ticket's severity after all events up to an instant. */
function severityAt(events: readonly SlaEvent[], at: number): Severity {
  let severity: Severity = 'S4'
  for (const event of events) {
    if (event.at > at) break
    if (event.type === 'filed') severity = event.severity
    else if (event.type === 'severity_changed') severity = event.to
  }
  return severity
}

/**
 * Returns the breached clocks, keyed by metric, start and, among clocks with the same start, their order: clocks with
 * equal keys under both policies are the same promise.
 */
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
 * Compares one ticket's clocks under two policies (SEMANTICS §1); returns the cells in which either policy met or
 * breached. A cancelled clock counts only if it had breached. A clock is counted under the ticket's severity when the
 * clock ended, or as of `asOf`.
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

/** Returns the sum of two lists of cells as a new list, sorted by severity, then by the metric's name. */
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
