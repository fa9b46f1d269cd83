import { errorCodesOf, outageOf } from './database-errors'
import { log } from '../log'

/** Lock not granted in time (55P03) and read-only server (25006): not caused by the row that was to be written. */
const others = new Set(['55P03', '25006'])

/** Tells whether an error comes from the database or the machine and not from the row that was being handled. */
export const isOutage = (error: unknown): boolean =>
  outageOf(error) !== null || errorCodesOf(error).some((code) => others.has(code))

/** Why the database accepts no writes. */
export type WriteFailure = 'full' | 'readOnly' | 'refused' | 'silent'

export function writeFailureOf(error: unknown): WriteFailure | null {
  if (errorCodesOf(error).includes('25006')) return 'readOnly'
  switch (outageOf(error)) {
    case 'full':
      return 'full'
    case 'stopping':
    case 'faulty':
      return 'refused'
    case 'busy':
    case 'unreachable':
      return 'silent'
    default:
      return null
  }
}

let unavailableSince: Date | undefined

/** Records that the database did not answer; logs one line per outage. `now` is this process's own clock. */
export function reportDatabaseUnavailable(error: unknown, now = new Date()): void {
  if (unavailableSince) return
  unavailableSince = now
  const [code] = errorCodesOf(error)
  log.error({ code, err: error instanceof Error ? error.message.split('\n').at(-1) : String(error) }, 'database away')
}

/** Records that the database answered; logs one line when an outage has ended. */
export function reportDatabaseAvailable(now = new Date()): void {
  if (!unavailableSince) return
  log.info({ unavailableSince, forMs: now.getTime() - unavailableSince.getTime() }, 'database back')
  unavailableSince = undefined
}
