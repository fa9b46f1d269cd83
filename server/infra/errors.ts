/** The closed list of ways a use case can refuse. server/api/procedures.ts holds the one table to HTTP. */
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
  /** Values that the message in `messages/<locale>/errors.json` names. */
  values?: Record<string, string | number>
  cause?: unknown
}

/**
 * A refusal with a public reason and a private detail.
 * `reason` is a key of `messages/<locale>/errors.json`: the screen says it in the reader's language.
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

/** The thing is not there, or it belongs to somebody else: both look the same. */
export const notFound = (detail?: string) => new DomainError('NOT_FOUND', 'notFound', { detail })
/** Allowed to know of it, not to do it. Only within one's own organisation or as staff. */
export const forbidden = (detail?: string) => new DomainError('FORBIDDEN', 'forbidden', { detail })
/** A field is wrong; the message belongs beside it. */
export const invalid = (reason: string, field?: string, values?: Record<string, string | number>) =>
  new DomainError('INVALID', reason, { field, values })
/** Somebody else was faster, or the form is stale. */
export const conflict = (reason: string, detail?: string) => new DomainError('CONFLICT', reason, { detail })
