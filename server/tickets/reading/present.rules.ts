import type { ClockView, TimelineItem } from '../schema'
import type { Severity } from '@/server/vocabulary/severity'

/**
 * How clocks are shown: which of several is the one a queue row shows, and what one answer did. Pure; the screens and
 * mails use the same lines.
 */

/** The clock a row shows: due next first (breached ones are due in the past), else a paused one, else none. */
export function clockToShow(clocks: readonly ClockView[]): ClockView | null {
  const open = clocks.filter((clock) => clock.state === 'running' || clock.state === 'breached')
  const due = (clock: ClockView) => clock.dueAt?.getTime() ?? Number.POSITIVE_INFINITY
  return [...open].sort((a, b) => due(a) - due(b))[0] ?? clocks.find((clock) => clock.state === 'paused') ?? null
}

/**
 * The clock that gives a ticket its place in a list (UX.md, queue) at `nowMs`, epoch milliseconds. An S1 or S2 shows the
 * earliest due instant, missed or not; an S3 or S4 shows what can still be kept, else its newest breach, so that an old
 * breach never hides a promise that somebody can still keep. Paused last; null when no clock is open.
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

/** What ended at an instant, for the line beside the answer that ended it. */
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

/** The first words of an answer, for the promise strip. */
export function summaryOf(body: string | null, limit = 60): string {
  const line = (body ?? '').split('\n').find((part) => part.trim() !== '' && !part.startsWith('```')) ?? ''
  const letters = [...line.replace(/[*_`#>]/g, '').trim()]
  return letters.length <= limit ? letters.join('') : `${letters.slice(0, limit - 1).join('')}…`
}
