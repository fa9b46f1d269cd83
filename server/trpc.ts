import { initTRPC, TRPCError } from '@trpc/server'
import type { TRPC_ERROR_CODE_KEY } from '@trpc/server/rpc'
import superjson from 'superjson'
import { ZodError } from 'zod'
import { isAdministrator, isEngineer, isManager, isStaff, type Viewer } from './accounts/schema'
import { DomainError, type ErrorCode } from './errors'
import type { ServiceContext } from './infra/context'
import type { LiveListener } from './infra/live'
import { log } from './infra/log'
import { detailOfIssues, type ErrorDetail } from './refusal-schema'

export interface Context extends ServiceContext {
  viewer: Viewer | null
  live: LiveListener
  /** Address of the peer, for limits; never an authority. */
  address: string
}

/** The one table from a refusal to tRPC's (and so HTTP's) codes; a hole does not compile. */
const trpcCodes: Record<ErrorCode, TRPC_ERROR_CODE_KEY> = {
  NOT_FOUND: 'NOT_FOUND',
  FORBIDDEN: 'FORBIDDEN',
  UNAUTHENTICATED: 'UNAUTHORIZED',
  INVALID: 'BAD_REQUEST',
  CONFLICT: 'CONFLICT',
  RATE_LIMITED: 'TOO_MANY_REQUESTS',
  UNAVAILABLE: 'SERVICE_UNAVAILABLE',
}

function detailOf(cause: unknown): ErrorDetail {
  if (cause instanceof DomainError) {
    const { reason, field, values } = cause
    return { reason, values, fields: field ? [{ path: field, reason, values }] : [] }
  }
  if (cause instanceof ZodError) return detailOfIssues(cause)
  return { reason: 'unexpected', fields: [] }
}

const t = initTRPC.context<Context>().create({
  transformer: superjson,
  sse: {
    maxDurationMs: 30 * 60_000,
    ping: { enabled: true, intervalMs: 5_000 },
    client: { reconnectAfterInactivityMs: 15_000 },
  },
  errorFormatter: ({ shape, error }) => ({
    ...shape,
    // Never a stack, never a driver's words.
    message: shape.data.code === 'INTERNAL_SERVER_ERROR' ? 'Internal error' : shape.message,
    data: {
      code: shape.data.code,
      httpStatus: shape.data.httpStatus,
      path: shape.data.path,
      detail: detailOf(error.cause),
    },
  }),
})

export const router = t.router
export const createCallerFactory = t.createCallerFactory

const refusals = t.middleware(async ({ next, path }) => {
  const result = await next()
  if (result.ok) return result
  const cause = result.error.cause
  if (cause instanceof DomainError) {
    if (cause.detail) log.info({ path, code: cause.code, reason: cause.reason, detail: cause.detail }, 'refused')
    throw new TRPCError({ code: trpcCodes[cause.code], message: cause.reason, cause })
  }
  if (result.error.code === 'INTERNAL_SERVER_ERROR') log.error({ path, err: cause ?? result.error }, 'procedure failed')
  return result
})

/** Where a text is that no database can hold and no reader can read: a NUL, or half a character. */
function unreadableText(value: unknown, path: string[] = []): string | null {
  if (typeof value === 'string') return value.includes('\u0000') || /\p{Surrogate}/u.test(value) ? path.join('.') : null
  if (typeof value !== 'object' || value === null) return null
  for (const [key, inner] of Object.entries(value)) {
    if (unreadableText(key) !== null) return path.join('.')
    const found = unreadableText(inner, [...path, key])
    if (found !== null) return found
  }
  return null
}

const readableTexts = t.middleware(async ({ getRawInput, next }) => {
  const field = unreadableText(await getRawInput())
  if (field !== null) throw new DomainError('INVALID', 'invalidValue', { field })
  return next()
})

const requireViewer = (allowed: (viewer: Viewer) => boolean) =>
  t.middleware(({ ctx, next }) => {
    if (!ctx.viewer) throw new DomainError('UNAUTHENTICATED', 'signInFirst')
    if (!allowed(ctx.viewer)) throw new DomainError('FORBIDDEN', 'forbidden')
    return next({ ctx: { ...ctx, viewer: ctx.viewer } })
  })

export const publicProcedure = t.procedure.use(refusals).use(readableTexts)
/** Anybody with an account; the service narrows by organisation. */
export const signedInProcedure = publicProcedure.use(requireViewer(() => true))
export const staffProcedure = publicProcedure.use(requireViewer(isStaff))
export const engineerProcedure = publicProcedure.use(requireViewer(isEngineer))
export const managerProcedure = publicProcedure.use(requireViewer(isManager))
export const administratorProcedure = publicProcedure.use(requireViewer(isAdministrator))
