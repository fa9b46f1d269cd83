import { type Metric, metrics } from '@/server/vocabulary/metric'
import type { ClockView } from '@/server/tickets/clocks/schema'
import type { TicketView } from '@/server/tickets/reading/schema'

/** What the promise strip shows of a ticket. Pure. */

/** Returns the clock to show for a metric: the open one, else the last that was not cancelled, else the last of all. */
export function stripClock(clocks: readonly ClockView[], metric: Metric): ClockView | null {
  const own = clocks.filter((clock) => clock.metric === metric)
  return (
    own.find((clock) => clock.state !== 'ended') ??
    own.findLast((clock) => clock.outcome !== 'cancelled') ??
    own.at(-1) ??
    null
  )
}

/** Returns the metrics that have a cell: all five for an S1 or S2, for an S3 or S4 only those with a clock. */
export function shownMetrics(ticket: Pick<TicketView, 'severity' | 'clocks'>): Metric[] {
  if (ticket.severity === 'S1' || ticket.severity === 'S2') return [...metrics]
  return metrics.filter((metric) => ticket.clocks.some((clock) => clock.metric === metric))
}

/**
 * Returns the metrics shown while the strip is folded on a phone: the missed one that is late longest, because lateness
 * is never hidden, and the running one that is due next; without either, the first metric.
 */
export function foldedMetrics(clocks: readonly ClockView[], shown: readonly Metric[]): Metric[] {
  const open = shown.flatMap((metric) => stripClock(clocks, metric) ?? []).filter(({ state }) => state !== 'ended')
  const first = (those: ClockView[], at: (clock: ClockView) => Date | null) =>
    those.toSorted((a, b) => (at(a)?.getTime() ?? 0) - (at(b)?.getTime() ?? 0))[0]
  const missed = first(
    open.filter(({ state }) => state === 'breached'),
    ({ breachedAt }) => breachedAt,
  )
  const next = first(
    open.filter(({ state, dueAt }) => state === 'running' && dueAt !== null),
    ({ dueAt }) => dueAt,
  )
  const kept = [missed, next].flatMap((clock) => clock?.metric ?? [])
  const fallback = open[0]?.metric ?? shown[0]
  return kept.length > 0 ? kept : fallback ? [fallback] : []
}

export const answerCells = ['workaround', 'rootCause', 'fix', 'nextUpdate'] as const
export type AnswerCellName = (typeof answerCells)[number]

export type AnswerCellState =
  | { kind: 'given'; seq: number; at: Date; summary: string }
  /** A fix was given without a workaround, which is no longer needed. */
  | { kind: 'coveredByFix'; seq: number; at: Date }
  | { kind: 'unknown'; reason: string }
  | { kind: 'promised'; dueAt: Date; late: boolean }
  /** No longer expected, because the ticket is resolved, closed or merged. */
  | { kind: 'over' }
  | { kind: 'pending' }

const promiseOf: Partial<Record<AnswerCellName, Metric>> = {
  workaround: 'workaround',
  fix: 'resolution',
  nextUpdate: 'update',
}

/**
 * Returns the state of one of the four answers at `nowMs` (epoch ms). A promise past its instant is late, not pending.
 */
export function answerCell(
  ticket: Pick<TicketView, 'answers' | 'clocks' | 'status'>,
  name: AnswerCellName,
  nowMs: number,
): AnswerCellState {
  const { answers } = ticket
  if (name !== 'nextUpdate') {
    const given = answers[name]
    if (given) return { kind: 'given', ...given }
    if (name === 'workaround' && answers.fix) return { kind: 'coveredByFix', seq: answers.fix.seq, at: answers.fix.at }
    if (name === 'rootCause' && answers.rootCauseUnknown) return { kind: 'unknown', reason: answers.rootCauseUnknown }
  }
  const metric = promiseOf[name]
  const clock = metric
    ? ticket.clocks.find((one) => one.metric === metric && (one.state === 'running' || one.state === 'breached'))
    : undefined
  const dueAt = clock ? (clock.breachedAt ?? clock.dueAt) : null
  if (dueAt) return { kind: 'promised', dueAt, late: dueAt.getTime() <= nowMs }
  return ticket.status === 'resolved' || ticket.status === 'closed' ? { kind: 'over' } : { kind: 'pending' }
}

/**
 * Returns the answers that have a cell: all four for an S1 or S2, for an S3 or S4 those that were given or promised.
 */
export function shownAnswers(
  ticket: Pick<TicketView, 'answers' | 'clocks' | 'status' | 'severity'>,
  nowMs: number,
): { name: AnswerCellName; state: AnswerCellState }[] {
  const hasAllCells = ticket.severity === 'S1' || ticket.severity === 'S2'
  const ended = ticket.status === 'resolved' || ticket.status === 'closed'
  return answerCells
    .map((name) => ({ name, state: answerCell(ticket, name, nowMs) }))
    .filter(({ name, state }) => {
      if (name === 'nextUpdate' && ended) return false
      return hasAllCells || (state.kind !== 'pending' && state.kind !== 'over')
    })
}
