import type { ServiceContext } from '@/server/infra/context'
import { log } from '@/server/infra/log'
import { metricValues } from '@/server/infra/metrics/metrics'

const pingPatienceMs = 1_500
const forgottenAfterMs = 24 * 60 * 60_000
const forgetEveryMs = 60 * 60_000

/**
 * Reports a complete sweep to the external dead man's switch, which raises an alarm when no report comes. Never throws.
 */
async function ping(url: string): Promise<void> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(pingPatienceMs) })
    await response.body?.cancel()
  } catch (error) {
    log.warn({ err: (error as Error).message }, 'heartbeat address')
  }
}

export interface Heart {
  /** Records a complete sweep, with this worker's counters; called only by the sweep. */
  beat(): Promise<void>
  /** Records that this worker stopped regularly. */
  stop(): Promise<void>
}

/**
 * Opens a worker's heartbeat: the instant of its last complete sweep. It has no timer of its own, so that a worker that
 * hangs stops beating. Each beat also requests `heartbeatUrl`, without waiting for the answer.
 */
export function openHeart(ctx: ServiceContext, workerId: string, heartbeatUrl?: string): Heart {
  const startedAt = ctx.now()
  let forgotAt = Number.NEGATIVE_INFINITY
  let pinged: Promise<void> = Promise.resolve()
  return {
    async beat() {
      const beatAt = ctx.now()
      const told = { beatAt, counters: metricValues() }
      await ctx.db.workerHeartbeat.upsert({
        where: { workerId },
        create: { workerId, startedAt, ...told },
        update: told,
        select: { workerId: true },
      })
      if (heartbeatUrl) pinged = ping(heartbeatUrl)
      if (beatAt.getTime() - forgotAt < forgetEveryMs) return
      forgotAt = beatAt.getTime()
      await ctx.db.workerHeartbeat.deleteMany({
        where: { beatAt: { lt: new Date(beatAt.getTime() - forgottenAfterMs) } },
      })
    },
    async stop() {
      await pinged
      await ctx.db.workerHeartbeat.updateMany({ where: { workerId }, data: { stoppedAt: ctx.now() } })
    },
  }
}
