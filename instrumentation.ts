/** Runs once when the web process starts, before its first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { watchWorkers } = await import('@/app/api/health/watch')
  watchWorkers()
}
