import { initTRPC, TRPCError } from '@trpc/server'
import type { TRPC_ERROR_CODE_KEY } from '@trpc/server/rpc'
import superjson from 'superjson'
import { ZodError } from 'zod'
import { type Actor, isStaff, type PersonActor } from '@/server/vocabulary/rights/actor'
import type { AnyRight, Right } from '@/server/vocabulary/rights/rights'
import { admit } from '@/server/infra/rights/authorise'
import { auditRefusal } from '@/server/accounts/audit'
import { DomainError, type ErrorCode } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import { refusalOfOutage } from '@/server/infra/db/database-errors'
import type { Db } from '@/server/infra/db/db'
import type { LiveListener } from '@/server/infra/live'
import { currentActivity } from '@/server/infra/activity.mjs'
import { findText } from '@/server/infra/input/bounded-json'
import { readInput } from '@/server/infra/input/input-transformer'
import { log } from '@/server/infra/log'
import { detailOfIssues, type ErrorDetail } from '@/server/infra/refusal-schema'

export interface Context extends ServiceContext {
  viewer: PersonActor | null
  /** The vital pool, for operations that must not wait behind requests; `db` when absent. */
  vital?: Db
  /** Id of the request's session; absent for a caller without a browser. */
  sessionId?: string | null
  live: LiveListener
  /** Address of the peer, for rate limits; never used to authorise. */
  address: string
}

/** Maps each refusal code to tRPC's code, and so to HTTP's; a missing entry does not compile. */
const trpcCodes: Record<ErrorCode, TRPC_ERROR_CODE_KEY> = {
  NOT_FOUND: 'NOT_FOUND',
  FORBIDDEN: 'FORBIDDEN',
  UNAUTHENTICATED: 'UNAUTHORIZED',
  INVALID: 'BAD_REQUEST',
  CONFLICT: 'CONFLICT',
  RATE_LIMITED: 'TOO_MANY_REQUESTS',
  UNAVAILABLE: 'SERVICE_UNAVAILABLE',
}

/** Converts a refusal to tRPC's error, for code that runs before a procedure. */
export const refusalError = (refusal: DomainError) =>
  new TRPCError({ code: trpcCodes[refusal.code], message: refusal.reason, cause: refusal })

/** Returns the seconds to wait before a retry when one of a response's errors is an outage; else undefined. */
export function retryAfterOf(errors: readonly TRPCError[]): number | undefined {
  const outage = errors.find((error) => error.code === 'SERVICE_UNAVAILABLE')?.cause
  if (!(outage instanceof DomainError)) return undefined
  const { seconds } = outage.values ?? {}
  return typeof seconds === 'number' ? seconds : undefined
}

function detailOf(cause: unknown): ErrorDetail {
  if (cause instanceof DomainError) {
    const { reason, field, values } = cause
    return { reason, values, fields: field ? [{ path: field, reason, values }] : [] }
  }
  if (cause instanceof ZodError) return detailOfIssues(cause)
  return { reason: 'unexpected', fields: [] }
}

/** Metadata of a procedure: the right that it needs; docs/permissions.md lists who has it. */
export interface Meta {
  right?: AnyRight
}

const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    transformer: {
      input: { serialize: superjson.serialize, deserialize: readInput },
      output: superjson,
    },
    errorFormatter: ({ shape, error }) => ({
      ...shape,
      // Never expose a stack or a driver's message.
      message: shape.data.code === 'INTERNAL_SERVER_ERROR' ? 'Internal error' : shape.message,
      data: {
        code: shape.data.code,
        httpStatus: shape.data.httpStatus,
        path: shape.data.path,
        detail: detailOf(error.cause),
        requestId: currentActivity().requestId,
      },
    }),
  })

export const router = t.router
export const createCallerFactory = t.createCallerFactory

/** Refusals, besides missing rights, that suggest an attack: an invalid link, a wrong code. */
const suspiciousReasons: ReadonlySet<string> = new Set(['linkDead', 'wrongSetupCode', 'codeWrong', 'codeDead'])

/**
 * Tells whether a refusal belongs in the audit trail: missing rights, a reached limit, a wrong code or an invalid link,
 * and NOT_FOUND for a customer, because it also hides other organisations' tickets and people.
 */
function isSecurityRefusal({ code, reason }: DomainError, viewer: PersonActor | null): boolean {
  if (code === 'FORBIDDEN' || code === 'UNAUTHENTICATED' || code === 'RATE_LIMITED') return true
  return suspiciousReasons.has(reason) || (code === 'NOT_FOUND' && viewer !== null && !isStaff(viewer))
}

const refusals = t.middleware(async ({ ctx, next, path }) => {
  const result = await next()
  if (result.ok) return result
  const cause = result.error.cause
  if (cause instanceof DomainError) {
    if (isSecurityRefusal(cause, ctx.viewer))
      await auditRefusal(ctx, {
        action: 'request.refused',
        actorId: ctx.viewer?.userId ?? null,
        subject: { type: 'procedure', id: path },
        facts: { code: cause.code, reason: cause.reason },
      })
    if (cause.detail) log.info({ path, code: cause.code, reason: cause.reason, detail: cause.detail }, 'refused')
    throw refusalError(cause)
  }
  const outage = refusalOfOutage(cause)
  if (outage) {
    log.warn({ path, detail: outage.detail, err: (cause as Error).message }, 'unavailable')
    throw refusalError(outage)
  }
  if (result.error.code === 'INTERNAL_SERVER_ERROR') log.error({ path, err: cause ?? result.error }, 'procedure failed')
  return result
})

/** Tells whether a text cannot be stored: it contains a NUL byte or a lone surrogate. */
const isUnreadable = (text: string) => text.includes('\u0000') || /\p{Surrogate}/u.test(text)

const readableTexts = t.middleware(async ({ getRawInput, next }) => {
  const field = findText(await getRawInput(), isUnreadable)
  if (field !== null) throw new DomainError('INVALID', 'invalidValue', { field })
  return next()
})

const refusingProcedure = t.procedure.use(refusals)

/**
 * Creates a procedure that requires a right. The right is checked before the input is parsed. The function that it
 * calls checks the same right again, with the thing if the right has conditions.
 */
export const procedure = <A extends Actor | null>(right: Right<never, A>) =>
  refusingProcedure
    .meta({ right })
    .use(({ ctx, next }) => next({ ctx: { ...ctx, actor: admit(ctx.viewer, right) } }))
    .use(readableTexts)
