import { runtime } from '@/server/infra/runtime'
import { writeHealth } from '@/server/infra/write-health'
import { readPulse } from '@/server/insight/system-service'
import { countClockAlarms } from '@/server/insight/time-service'

export const dynamic = 'force-dynamic'

/**
 * 200 while the database answers and takes what is written, the queue is open, a worker has reported within 15 s and no
 * process doubts the time; else 503 with what is wrong.
 */
export async function GET() {
  const { vital, queues, now, time, env } = runtime()
  const { db } = vital
  try {
    const worker = await readPulse({ db, now })
    const queue = {
      ok: env.NIGHTDESK_QUEUE === 'off' || queues !== undefined,
      kind: env.REDIS_URL ? 'redis' : 'postgresql',
    }
    const { trusted, reason, movedMs } = time.status()
    // A worker's doubt is known by its row; while one is open it decides no breach and no later step.
    const alarms = await countClockAlarms({ db })
    const clock = { ok: trusted && alarms === 0, reason, movedMs, alarms }
    const writes = writeHealth()
    const ok = worker.ok && queue.ok && clock.ok && writes.ok
    return Response.json({ ok, database: { ok: true, writes }, queue, worker, clock }, { status: ok ? 200 : 503 })
  } catch {
    return Response.json({ ok: false, database: { ok: false } }, { status: 503 })
  }
}
