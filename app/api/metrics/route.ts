import { gauge } from '@/server/infra/metrics/metrics'
import { mayReadMetrics } from '@/server/infra/metrics/metrics-access'
import { runtime } from '@/server/infra/runtime'
import { readMetrics } from '@/server/insight/health/metrics'

export const dynamic = 'force-dynamic'

/** Returns metrics in Prometheus's text format; 404 to callers who may not read them. */
export async function GET(request: Request) {
  const { vital, pool, time, now, env } = runtime()
  const headers = { 'cache-control': 'private, no-store' }
  if (!mayReadMetrics(request.headers, env)) return new Response('Not found', { status: 404, headers })
  gauge('database_connections_waiting', pool.waitingCount)
  gauge('clock_skew_ms', time.status().movedMs)
  return new Response(await readMetrics({ db: vital.db, now }), {
    headers: { ...headers, 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
  })
}
