import { type Interval, intersection } from '@/server/time/interval'
import type { PausableStatus } from '../schema'
import type { Metric } from '@/server/vocabulary/metric'

/**
 * Which statuses pause which clock (SEMANTICS §1.2, last column). Pauses depend on the status only (§1.6), so the
 * status history determines them. Between `resolved` and `reopened`, clocks that a reopening revives are paused (§1.2).
 */
export type TicketStatus = PausableStatus | 'resolved'

const pausedBy: Record<Metric, readonly TicketStatus[]> = {
  first_response: [],
  next_response: [],
  update: ['waiting_on_customer', 'resolved'],
  workaround: ['waiting_on_customer', 'resolved'],
  resolution: ['waiting_on_customer', 'on_hold', 'resolved'],
}

/** Whether a clock of the metric is paused in the status. */
export const isPausedBy = (metric: Metric, status: TicketStatus): boolean => pausedBy[metric].includes(status)

/** Changes of status in order, the first at filing. Epoch milliseconds, UTC. */
export type StatusHistory = readonly { at: number; status: TicketStatus }[]

/** Returns the parts of [from, to) in which a clock of the metric runs, in order. */
export function runningSpans(metric: Metric, history: StatusHistory, from: number, to: number): Interval[] {
  const spans: Interval[] = []
  for (let index = 0; index < history.length; index += 1) {
    const { at, status } = history[index]!
    if (at >= to) break
    const until = history[index + 1]?.at ?? Number.POSITIVE_INFINITY
    if (until <= from || isPausedBy(metric, status)) continue
    const span = intersection({ from: at, to: until }, { from, to })
    if (span) spans.push(span)
  }
  return spans
}
