import type { ClockResult } from '@/server/sla/evaluation/evaluate.rules'
import type { ExportedClock } from './schema'

const iso = (instant: number) => new Date(instant).toISOString()
const isoOrNull = (instant: number | null) => (instant === null ? null : iso(instant))

/** Converts an evaluated clock to the export format (docs/formats.md): instants ISO 8601 UTC, whole milliseconds. */
export function exportedClockOf(clock: ClockResult): ExportedClock {
  return {
    metric: clock.metric,
    startedAt: iso(clock.startedAt),
    endedAt: isoOrNull(clock.endedAt),
    outcome: clock.outcome,
    state: clock.state,
    dueAt: isoOrNull(clock.dueAt),
    remainderMs: clock.remainderMs === null ? null : Math.ceil(clock.remainderMs),
    breachedAt: isoOrNull(clock.breachedAt),
    elapsedMs: Math.round(clock.elapsedMs),
    targetMs: Math.round(clock.targetMs),
    warningsFired: clock.warningsFired.map(([percent, at]) => [percent, iso(at)]),
  }
}
