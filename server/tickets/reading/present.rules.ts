import type { ClockView } from '../clocks/schema'
import type { TimelineItem } from './schema'
import type { Severity } from '@/server/vocabulary/severity'

/**
 * How clocks are presented: which clock a list row shows, and which clocks an answer ended. Pure.
 */

/** Returns the clock due first (breached ones are due in the past), else a paused one, else null. */
export function clockToShow(clocks: readonly ClockView[]): ClockView | null {
  const open = clocks.filter((clock) => clock.state === 'running' || clock.state === 'breached')
  const due = (clock: ClockView) => clock.dueAt?.getTime() ?? Number.POSITIVE_INFINITY
  return [...open].sort((a, b) => due(a) - due(b))[0] ?? clocks.find((clock) => clock.state === 'paused') ?? null
}

/**
 * Returns the clock that determines a ticket's position in a list (UX.md, queue) at `nowMs`, epoch milliseconds. For S1
 * and S2 the one due first, missed or not; for S3 and S4 the one due first that can still be kept, else the newest
 * breach, so that an old breach never hides a promise that can still be kept. Else a paused clock, else null.
 */
export function clockOfRow(clocks: readonly ClockView[], severity: Severity, nowMs: number): ClockView | null {
  if (severity === 'S1' || severity === 'S2') return clockToShow(clocks)
  const dueAt = (clock: ClockView) => clock.dueAt?.getTime() ?? 0
  const kept = clocks.filter((clock) => clock.state === 'running' && dueAt(clock) > nowMs)
  const [first] = kept.sort((a, b) => dueAt(a) - dueAt(b))
  if (first) return first
  const missedAt = (clock: ClockView) => (clock.breachedAt ?? clock.dueAt)?.getTime() ?? 0
  const missed = clocks.filter((clock) => clock.state === 'running' || clock.state === 'breached')
  return missed.sort((a, b) => missedAt(b) - missedAt(a))[0] ?? clockToShow(clocks)
}

/** Returns the clocks that ended at `at` as met or late, to be shown beside the answer. Lengths in milliseconds. */
export function effectsAt(clocks: readonly ClockView[], at: Date): Extract<TimelineItem, { kind: 'event' }>['effects'] {
  return clocks
    .filter(
      (clock) => clock.endedAt?.getTime() === at.getTime() && (clock.outcome === 'met' || clock.outcome === 'late'),
    )
    .map((clock) => ({
      metric: clock.metric,
      outcome: clock.outcome as 'met' | 'late',
      elapsedMs: clock.elapsedMs,
      lateMs: clock.outcome === 'late' && clock.breachedAt ? at.getTime() - clock.breachedAt.getTime() : 0,
    }))
}

/** Returns the first text line of an answer without Markdown marks, at most `limit` code points. */
export function summaryOf(body: string | null, limit = 60): string {
  const line = (body ?? '').split('\n').find((part) => part.trim() !== '' && !part.startsWith('```')) ?? ''
  const letters = [...line.replace(/[*_`#>]/g, '').trim()]
  return letters.length <= limit ? letters.join('') : `${letters.slice(0, limit - 1).join('')}…`
}
