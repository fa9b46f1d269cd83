/** What a driver, Prisma's adapter or Prisma itself may carry; each wraps the one before. */
interface ErrorShape {
  code?: unknown
  originalCode?: unknown
  cause?: unknown
  meta?: { driverAdapterError?: unknown }
}

/** Wrappings followed before giving up; Prisma's own make three. */
const maxDepth = 6

/** Returns the codes of an error and of everything that it wraps, outermost first: SQLSTATEs, Prisma's and Node's. */
export function errorCodesOf(error: unknown): string[] {
  const codes: string[] = []
  const seen = new Set<unknown>()
  const visit = (value: unknown, depth: number) => {
    if (typeof value !== 'object' || value === null || depth > maxDepth || seen.has(value)) return
    seen.add(value)
    const { code, originalCode, cause, meta } = value as ErrorShape
    for (const one of [originalCode, code]) if (typeof one === 'string') codes.push(one)
    visit(meta?.driverAdapterError, depth + 1)
    visit(cause, depth + 1)
  }
  visit(error, 0)
  return codes
}

/** Deadlock detected, serialisation failure, and Prisma's name for both. */
const retryable = new Set(['40P01', '40001', 'P2034'])

/** Tells whether PostgreSQL rolled a transaction back because of others, so that running it again is right. */
export function isTransactionConflict(error: unknown): boolean {
  return errorCodesOf(error).some((code) => retryable.has(code))
}

/** Tells whether a unique key was already taken (SQLSTATE 23505, Prisma's P2002). */
export function isUniqueViolation(error: unknown): boolean {
  if (errorCodesOf(error).some((code) => code === 'P2002' || code === '23505')) return true
  if (typeof error !== 'object' || error === null) return false
  // A raw statement's refusal comes as P2010 with the SQLSTATE in its words.
  const { code, meta, message } = error as { code?: string; meta?: unknown; message?: string }
  return code === 'P2010' && /23505/.test(`${JSON.stringify(meta ?? {})} ${message ?? ''}`)
}
