/**
 * When nobody can be notified. A worker reports each complete sweep, every 2 s; it counts as silent after 15 s, and the
 * people in charge are notified after 30 s: a worker that died is started again long before that.
 */
export interface Pulse {
  /** Newest complete sweep of a worker that has not stopped in order. */
  aliveAt: Date | null
  /** Newest complete sweep of any; null before the first worker. */
  lastAt: Date | null
}

const silentAfterMs = 15_000
const tellAfterMs = 30_000
/** A report from further ahead was written by a wrong clock and says nothing of the present. */
const maxAheadMs = 5_000

const credible = (at: Date | null, now: Date): Date | null =>
  at !== null && at.getTime() - now.getTime() <= maxAheadMs ? at : null

export function isWorkerAlive(pulse: Pulse, now: Date): boolean {
  const aliveAt = credible(pulse.aliveAt, now)
  return aliveAt !== null && now.getTime() - aliveAt.getTime() <= silentAfterMs
}

/**
 * Tells whether the silence is to be reported. What was silent before `watchingSince` does not count: the whole
 * installation was off then, and a worker may be starting.
 */
export function mustTellOfSilence(pulse: Pulse, now: Date, watchingSince: Date): boolean {
  if (isWorkerAlive(pulse, now)) return false
  const quietSince = Math.max(credible(pulse.lastAt, now)?.getTime() ?? 0, watchingSince.getTime())
  return now.getTime() - quietSince >= tellAfterMs
}
