/**
 * Detects that no worker runs. A worker reports each complete sweep, every 2 s; it counts as silent after 15 s, and
 * managers and administrators are notified after 30 s, because a crashed worker is usually restarted before that.
 */
export interface Pulse {
  /** Newest complete sweep of a worker that was not shut down gracefully. */
  aliveAt: Date | null
  /** Newest complete sweep of any worker; null before the first one. */
  lastAt: Date | null
}

const silentAfterMs = 15_000
const notifyAfterMs = 30_000
/** A report from further in the future was written by a wrong clock and is ignored. */
const maxAheadMs = 5_000

const unlessInFuture = (at: Date | null, now: Date): Date | null =>
  at !== null && at.getTime() - now.getTime() <= maxAheadMs ? at : null

export function isWorkerAlive(pulse: Pulse, now: Date): boolean {
  const aliveAt = unlessInFuture(pulse.aliveAt, now)
  return aliveAt !== null && now.getTime() - aliveAt.getTime() <= silentAfterMs
}

/**
 * Whether the workers' silence must be reported. Silence before `watchingSince` does not count: the whole installation
 * may have been off, and a worker may be starting.
 */
export function mustReportSilence(pulse: Pulse, now: Date, watchingSince: Date): boolean {
  if (isWorkerAlive(pulse, now)) return false
  const quietSince = Math.max(unlessInFuture(pulse.lastAt, now)?.getTime() ?? 0, watchingSince.getTime())
  return now.getTime() - quietSince >= notifyAfterMs
}
