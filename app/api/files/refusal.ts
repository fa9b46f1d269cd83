import { DomainError, type ErrorCode } from '@/server/infra/errors'
import { refusalOfOutage } from '@/server/infra/db/database-errors'
import { currentActivity } from '@/server/infra/activity.mjs'
import { log } from '@/server/infra/log'

const status: Record<ErrorCode, number> = {
  NOT_FOUND: 404,
  FORBIDDEN: 403,
  UNAUTHENTICATED: 401,
  INVALID: 400,
  CONFLICT: 409,
  RATE_LIMITED: 429,
  UNAVAILABLE: 503,
}

const retryAfter = ({ code, values }: DomainError): Record<string, string> =>
  code === 'UNAVAILABLE' && values?.seconds ? { 'retry-after': String(values.seconds) } : {}

/** Returns a refusal as JSON, with a reason for the screen and never a driver's message. */
export function refusal(thrown: unknown): Response {
  const error = refusalOfOutage(thrown) ?? thrown
  const { requestId } = currentActivity()
  if (error instanceof DomainError)
    return Response.json(
      { reason: error.reason, requestId },
      { status: error.reason === 'fileTooLarge' ? 413 : status[error.code], headers: retryAfter(error) },
    )
  log.error({ err: error }, 'route handler')
  return Response.json({ reason: 'unexpected', requestId }, { status: 500 })
}
