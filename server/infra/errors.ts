/** The closed list of refusal codes. server/api/procedures.ts maps them to HTTP. */
export const errorCodes = [
  'NOT_FOUND',
  'FORBIDDEN',
  'UNAUTHENTICATED',
  'INVALID',
  'CONFLICT',
  'RATE_LIMITED',
  'UNAVAILABLE',
] as const
export type ErrorCode = (typeof errorCodes)[number]

export interface DomainErrorOptions {
  /** For the log only; never sent. */
  detail?: string
  /** The form field that the message belongs to. */
  field?: string
  /** Values of the placeholders of the message in `messages/<locale>/errors.json`. */
  values?: Record<string, string | number>
  cause?: unknown
}

/**
 * A refusal with a public reason and a private detail.
 * `reason` is a key of `messages/<locale>/errors.json`: the screen shows it in the reader's language.
 */
export class DomainError extends Error {
  readonly code: ErrorCode
  readonly reason: string
  readonly detail?: string
  readonly field?: string
  readonly values?: Record<string, string | number>

  constructor(code: ErrorCode, reason: string, options: DomainErrorOptions = {}) {
    super(`${code}: ${reason}${options.detail ? ` (${options.detail})` : ''}`, { cause: options.cause })
    this.name = 'DomainError'
    this.code = code
    this.reason = reason
    this.detail = options.detail
    this.field = options.field
    this.values = options.values
  }
}

/** Creates NOT_FOUND: the thing does not exist, or the actor may not know that it does. Both look the same. */
export const notFound = (detail?: string) => new DomainError('NOT_FOUND', 'notFound', { detail })
/**
 * Creates FORBIDDEN: the actor may know of the thing, but not do this. Only within the own organisation or for staff.
 */
export const forbidden = (detail?: string) => new DomainError('FORBIDDEN', 'forbidden', { detail })
/** Creates INVALID: a field is wrong, and the message is shown beside it. */
export const invalid = (reason: string, field?: string, values?: Record<string, string | number>) =>
  new DomainError('INVALID', reason, { field, values })
/** Creates CONFLICT: somebody else changed the thing first, or the form is stale. */
export const conflict = (reason: string, detail?: string) => new DomainError('CONFLICT', reason, { detail })
