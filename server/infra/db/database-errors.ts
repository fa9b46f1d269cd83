import { DomainError } from '../errors'

/** Fields of an error of the driver, of Prisma's adapter or of Prisma itself; each wraps the one before. */
interface ErrorShape {
  code?: unknown
  originalCode?: unknown
  /** Prisma's adapter sets this for a socket's error, which then has no code. */
  kind?: unknown
  cause?: unknown
  meta?: { driverAdapterError?: unknown }
}

/** Nesting levels followed before giving up; Prisma's own errors have three. */
const maxDepth = 6

/**
 * Returns the codes of an error and of everything that it wraps, outermost first: SQLSTATEs, Prisma's, its adapter's
 * and Node's.
 */
export function errorCodesOf(error: unknown): string[] {
  const codes: string[] = []
  const seen = new Set<unknown>()
  const visit = (value: unknown, depth: number) => {
    if (typeof value !== 'object' || value === null || depth > maxDepth || seen.has(value)) return
    seen.add(value)
    const { code, originalCode, kind, cause, meta } = value as ErrorShape
    for (const one of [originalCode, code, kind]) if (typeof one === 'string') codes.push(one)
    visit(meta?.driverAdapterError, depth + 1)
    visit(cause, depth + 1)
  }
  visit(error, 0)
  return codes
}

/** Deadlock detected, serialisation failure, and Prisma's name for both. */
const retryable = new Set(['40P01', '40001', 'P2034'])

/** Tells whether PostgreSQL rolled a transaction back because of concurrent ones, so that it can be retried. */
export function isTransactionConflict(error: unknown): boolean {
  return errorCodesOf(error).some((code) => retryable.has(code))
}

/** Tells whether a unique key was already taken (SQLSTATE 23505, Prisma's P2002). */
export function isUniqueViolation(error: unknown): boolean {
  if (errorCodesOf(error).some((code) => code === 'P2002' || code === '23505')) return true
  if (typeof error !== 'object' || error === null) return false
  // For a raw statement Prisma reports P2010, with the SQLSTATE in the message.
  const { code, meta, message } = error as { code?: string; meta?: unknown; message?: string }
  return code === 'P2010' && /23505/.test(`${JSON.stringify(meta ?? {})} ${message ?? ''}`)
}

/** Why the database, or the disk, cannot serve at this moment. */
export type OutageReason = 'unreachable' | 'busy' | 'full' | 'stopping' | 'faulty'

/** Codes of Prisma and Node, and SQLSTATEs, of transient failures. */
const outages: Record<string, OutageReason> = {
  // Cannot reach the server, or timed out; the connection was closed; no connection became free.
  P1001: 'unreachable',
  P1002: 'unreachable',
  P1008: 'busy',
  P1017: 'unreachable',
  P2024: 'busy',
  // A transaction did not start or did not end in time; write conflict; too many connections.
  P2028: 'busy',
  P2034: 'busy',
  P2037: 'busy',
  DatabaseNotReachable: 'unreachable',
  ConnectionClosed: 'unreachable',
  SocketTimeout: 'busy',
  TooManyConnections: 'busy',
  ECONNREFUSED: 'unreachable',
  ECONNRESET: 'unreachable',
  ENOTFOUND: 'unreachable',
  EAI_AGAIN: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EPIPE: 'unreachable',
  ETIMEDOUT: 'busy',
  ENOSPC: 'full',
  EDQUOT: 'full',
  // Lock not available, statement cancelled by its time-out, transaction ended because it was idle.
  '55P03': 'busy',
  '57014': 'busy',
  '25P03': 'busy',
  // Disk full, out of memory, too many connections.
  '53100': 'full',
  '53200': 'busy',
  '53300': 'busy',
  '53400': 'busy',
  '58030': 'faulty',
  // A standby after a fail-over, and a server that was set to read only.
  '25006': 'stopping',
}
const outageClasses: Record<string, OutageReason> = {
  '08': 'unreachable',
  '40': 'busy',
  '53': 'busy',
  '57': 'stopping',
  '58': 'faulty',
}

/** Messages of the driver and its pool that come without a code. */
const busyMessages = /timeout exceeded when trying to connect/
const unreachableWords =
  /Connection terminated|Server has closed the connection|not queryable|Cannot use a pool after calling end|Can't reach database server/

/**
 * Returns the kind of outage that an error reports; null for every other error. A retry may succeed, so each entry
 * point answers UNAVAILABLE (503 with Retry-After).
 */
export function outageOf(error: unknown): OutageReason | null {
  const codes = errorCodesOf(error)
  for (const code of codes) {
    const reason = outages[code] ?? (/^[0-9][0-9A-Z]{4}$/.test(code) ? outageClasses[code.slice(0, 2)] : undefined)
    if (reason) return reason
  }
  if (!(error instanceof Error)) return null
  const message = messageWithCause(error)
  if (busyMessages.test(message)) return 'busy'
  return unreachableWords.test(message) ? 'unreachable' : null
}

const messageWithCause = (error: Error): string =>
  `${error.message} ${error.cause instanceof Error ? messageWithCause(error.cause) : ''}`

/** The SQLSTATE behind an error, if the server gave one. */
export const sqlStateOf = (error: unknown): string | null =>
  errorCodesOf(error).find((code) => /^[0-9A-Z]{5}$/.test(code) && !/^P[1-9]/.test(code) && !/^E[A-Z]+$/.test(code)) ??
  null

/** Seconds that a caller is asked to wait before the next try. */
export const retryAfterSeconds = (reason: OutageReason): number => (reason === 'busy' ? 2 : 5)

/**
 * Returns an outage as a refusal (UNAVAILABLE) that every entry point can answer with: reason `databaseUnavailable` or
 * `storageFull`, with the seconds to wait in `values.seconds`. Null for every other error.
 */
export function refusalOfOutage(error: unknown): DomainError | null {
  const outage = outageOf(error)
  if (!outage) return null
  return new DomainError('UNAVAILABLE', outage === 'full' ? 'storageFull' : 'databaseUnavailable', {
    detail: `${outage} ${sqlStateOf(error) ?? ''}`.trim(),
    values: { seconds: retryAfterSeconds(outage) },
    cause: error,
  })
}
