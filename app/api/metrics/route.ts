import { createHash, timingSafeEqual } from 'node:crypto'
import { gauge } from '@/server/infra/metrics'
import { runtime } from '@/server/infra/runtime'
import { readMetrics } from '@/server/insight/metrics-service'

export const dynamic = 'force-dynamic'

const digest = (text: string) => createHash('sha256').update(text).digest()

/** A program on this machine, or one that knows METRICS_TOKEN. What a proxy hands on does not come from this machine. */
function mayRead(request: Request, token: string | undefined): boolean {
  const given = request.headers.get('authorization')?.replace(/^Bearer /, '')
  if (token && given && timingSafeEqual(digest(given), digest(token))) return true
  const peer = request.headers.get('x-nightdesk-peer') ?? ''
  return /^(127\.|::1$|::ffff:127\.)/.test(peer) && !request.headers.has('x-forwarded-for')
}

/** Metrics in the text format of Prometheus; 404 for everybody else, as if there were none. */
export async function GET(request: Request) {
  const { vital, pool, time, now, env } = runtime()
  const headers = { 'cache-control': 'private, no-store' }
  if (!mayRead(request, env.METRICS_TOKEN)) return new Response('Not found', { status: 404, headers })
  gauge('database_connections_waiting', pool.waitingCount)
  gauge('clock_skew_ms', time.status().movedMs)
  return new Response(await readMetrics({ db: vital.db, now }), {
    headers: { ...headers, 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
  })
}
