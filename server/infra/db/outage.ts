import { errorCodesOf, outageOf } from './database-errors'
import { log } from '../log'

/** A lock that was not granted in time, and a server that is read-only: the row that was to be written is not at fault. */
const others = new Set(['55P03', '25006'])

/** Tells whether an error comes from the database or the machine, so that the row it was about is not at fault. */
export const isOutage = (error: unknown): boolean =>
  outageOf(error) !== null || errorCodesOf(error).some((code) => others.has(code))

/** Why the database takes no writes; null when the error is another. */
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

let awaySince: Date | undefined

/** Notes that the database did not answer; logs one line for the whole outage. `now` is this process's own clock. */
export function noteDatabaseAway(error: unknown, now = new Date()): void {
  if (awaySince) return
  awaySince = now
  const [code] = errorCodesOf(error)
  log.error({ code, err: error instanceof Error ? error.message.split('\n').at(-1) : String(error) }, 'database away')
}

/** Notes that the database answered; logs one line when it had been away. */
export function noteDatabaseBack(now = new Date()): void {
  if (!awaySince) return
  log.info({ awaySince, forMs: now.getTime() - awaySince.getTime() }, 'database back')
  awaySince = undefined
}
