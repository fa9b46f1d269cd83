import { type OutageReason, outageOf, sqlStateOf } from '../db/database-errors'
import { log } from '../log'
import { count } from '../metrics/metrics'

/** Consecutive failed writes after which this process reports that the database cannot be written. */
const failuresInARow = 3
/** Older failures are ignored: without recent writes this process does not know the present state. */
const maxAgeMs = 60_000

interface Failures {
  inARow: number
  reason: OutageReason
  sqlState: string | null
  /** By `performance.now()`. */
  lastAt: number
}

// Next evaluates a module once per bundle; the state belongs to the process.
const holder = globalThis as unknown as { nightdeskWrites?: { failures: Failures | null } }
const state = () => (holder.nightdeskWrites ??= { failures: null })

/** Records that a transaction has committed. */
export function recordWriteSuccess(): void {
  const { failures } = state()
  if (failures && failures.inARow >= failuresInARow) log.info('writing to the database works again')
  state().failures = null
}

/** Records a failed transaction if an outage caused it, and counts it by the class of its SQLSTATE. */
export function recordWriteFailure(error: unknown, at = performance.now()): void {
  const reason = outageOf(error)
  if (!reason) return
  const sqlState = sqlStateOf(error)
  count(`writes_failed_${sqlState ? sqlState.slice(0, 2) : reason}`)
  const inARow = (state().failures?.inARow ?? 0) + 1
  state().failures = { inARow, reason, sqlState, lastAt: at }
  if (inARow === failuresInARow)
    log.error(
      { reason, sqlState },
      reason === 'full' ? 'disk full: nothing can be written' : 'writing to the database fails',
    )
}

/** Returns whether this process can write: not ok after three consecutive outages; the health check then fails. */
export function writeHealth(at = performance.now()): { ok: boolean; reason?: OutageReason; sqlState?: string | null } {
  const { failures } = state()
  if (!failures || failures.inARow < failuresInARow || at - failures.lastAt > maxAgeMs) return { ok: true }
  return { ok: false, reason: failures.reason, sqlState: failures.sqlState }
}
