import type { Instrumentation } from 'next'

/** Runs once when the web process starts, before its first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { logBeforeExit } = await import('@/server/infra/log')
  logBeforeExit()
  const { runtime } = await import('@/server/infra/runtime')
  await runtime().time.measure()
  const { watchWorkers } = await import('@/app/api/health/watch')
  watchWorkers()
}

/** Logs what failed while Next drew a page or ran a route. The address itself stays out: it may hold a secret. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, { routePath, routeType }) => {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { log } = await import('@/server/infra/log')
  // The boundary of the area shows the digest to the reader (app/_server/failure.ts).
  const digest = error instanceof Error && 'digest' in error ? error.digest : undefined
  log.error({ err: error, digest, method: request.method, route: routePath, routeType }, 'request failed')
}
