import { type OutageReason, outageOf, sqlStateOf } from '../db/database-errors'
import { log } from '../log'
import { count } from '../metrics/metrics'

/** Failed writes in a row after which this process calls the database unable to write. */
const failuresInARow = 3
/** A process that nobody asks to write says nothing about the present. */
const forgottenAfterMs = 60_000

interface Failures {
  inARow: number
  reason: OutageReason
  sqlState: string | null
  /** By `performance.now()`. */
  lastAt: number
}

// Next evaluates a module once a bundle; the state is that of the process.
const holder = globalThis as unknown as { nightdeskWrites?: { failures: Failures | null } }
const state = () => (holder.nightdeskWrites ??= { failures: null })

/** Notes that a transaction has committed. */
export function noteWriteSucceeded(): void {
  const { failures } = state()
  if (failures && failures.inARow >= failuresInARow) log.info('writing to the database works again')
  state().failures = null
}

/** Notes that a transaction failed, if it failed by an outage, and counts it by its class of SQLSTATE. */
export function noteWriteFailed(error: unknown, at = performance.now()): void {
  const reason = outageOf(error)
  if (!reason) return
  const sqlState = sqlStateOf(error)
  count(`writes_failed_${sqlState ? sqlState.slice(0, 2) : reason}`)
  const inARow = (state().failures?.inARow ?? 0) + 1
  state().failures = { inARow, reason, sqlState, lastAt: at }
  if (inARow === failuresInARow)
    log.error({ reason, sqlState }, reason === 'full' ? 'disk full: nothing can be written' : 'writing fails')
}

/** Whether the last writes of this process all failed by an outage, and which; health is red then. */
export function writeHealth(at = performance.now()): { ok: boolean; reason?: OutageReason; sqlState?: string | null } {
  const { failures } = state()
  if (!failures || failures.inARow < failuresInARow || at - failures.lastAt > forgottenAfterMs) return { ok: true }
  return { ok: false, reason: failures.reason, sqlState: failures.sqlState }
}
