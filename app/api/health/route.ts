import { runtime } from '@/server/infra/runtime'
import { readPulse } from '@/server/insight/system-service'

export const dynamic = 'force-dynamic'

/** 200 while the database answers, the queue is open and a worker has reported within 15 s; else 503 with what is wrong. */
export async function GET() {
  const { vital, queues, now, env } = runtime()
  const { db } = vital
  try {
    const worker = await readPulse({ db, now })
    const queue = {
      ok: env.NIGHTDESK_QUEUE === 'off' || queues !== undefined,
      kind: env.REDIS_URL ? 'redis' : 'postgresql',
    }
    const ok = worker.ok && queue.ok
    return Response.json({ ok, database: { ok: true }, queue, worker }, { status: ok ? 200 : 503 })
  } catch {
    return Response.json({ ok: false, database: { ok: false } }, { status: 503 })
  }
}
