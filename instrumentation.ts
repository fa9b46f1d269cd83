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
