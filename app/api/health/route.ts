import { isDraining } from '@/server/infra/jobs/draining'
import { runtime } from '@/server/infra/runtime'
import { writeHealth } from '@/server/infra/metrics/write-health'
import { isWorkerAlive } from '@/server/insight/overview/rules'
import { currentHealth } from './check'

export const dynamic = 'force-dynamic'

const headers = { 'cache-control': 'no-store' }

/**
 * Answers 200 while everybody can be paged, else 503 with `problems` (server/insight/health/rules.ts). `degradations`
 * are problems that do not affect paging. Also 503 while this process is stopping.
 */
export async function GET() {
  if (isDraining()) return Response.json({ ok: false, problems: ['stopping'] }, { status: 503, headers })
  const { env, now, time } = runtime()
  const { problems, degradations, pulse, parked } = await currentHealth()
  const { reason, movedMs } = time.status()
  const ok = problems.length === 0
  const isDatabaseOk = !problems.some((one) => one.startsWith('database') || one === 'writesFail')
  return Response.json(
    {
      ok,
      problems,
      degradations,
      database: { ok: isDatabaseOk, writes: writeHealth() },
      queue: { ok: !degradations.includes('queueDown'), kind: env.REDIS_URL ? 'redis' : 'postgresql' },
      worker: { ok: pulse !== null && isWorkerAlive(pulse, now()), lastBeatAt: pulse?.lastAt ?? null },
      clock: { ok: !problems.includes('clockWrong'), reason, movedMs },
      parked,
    },
    { status: ok ? 200 : 503, headers },
  )
}
