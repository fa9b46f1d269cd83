import type { ClockChange } from '@/server/sla/evaluation/preview-clocks.rules'
import type { ClockView } from '@/server/tickets/clocks/schema'

/** Returns the clock that is due next among those that a reply would end; undefined when it ends none. Pure. */
export function nextClockEnded(changes: readonly ClockChange[], clocks: readonly ClockView[]): ClockView | undefined {
  const [first] = changes
    .filter(({ kind, dueBefore }) => (kind === 'ends' || kind === 'endsLate') && dueBefore !== null)
    .toSorted((a, b) => a.dueBefore! - b.dueBefore!)
  return first && clocks.find(({ metric, state }) => metric === first.metric && state !== 'ended')
}
