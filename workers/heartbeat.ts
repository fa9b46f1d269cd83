import type { ServiceContext } from '@/server/infra/context'
import { log } from '@/server/infra/log'
import { metricValues } from '@/server/infra/metrics/metrics'

const pingTimeoutMs = 1_500
const retentionMs = 24 * 60 * 60_000
const pruneEveryMs = 60 * 60_000

/**
 * Reports a complete sweep to the external dead man's switch, which raises an alarm when no report comes. Never throws.
 */
async function ping(url: string): Promise<void> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(pingTimeoutMs) })
    await response.body?.cancel()
  } catch (error) {
    log.warn({ err: (error as Error).message }, 'heartbeat address')
  }
}

export interface Heartbeat {
  /** Records a complete sweep, with this worker's counters; called only by the sweep. */
  beat(): Promise<void>
  /** Records that this worker stopped regularly. */
  stop(): Promise<void>
}

/**
 * Opens a worker's heartbeat: the instant of its last complete sweep. It has no timer of its own, so that a worker that
 * hangs stops beating. Each beat also requests `heartbeatUrl`, without waiting for the answer.
 */
export function openHeartbeat(ctx: ServiceContext, workerId: string, heartbeatUrl?: string): Heartbeat {
  const startedAt = ctx.now()
  let prunedAt = Number.NEGATIVE_INFINITY
  let pinged: Promise<void> = Promise.resolve()
  return {
    async beat() {
      const beatAt = ctx.now()
      const report = { beatAt, counters: metricValues() }
      await ctx.db.workerHeartbeat.upsert({
        where: { workerId },
        create: { workerId, startedAt, ...report },
        update: report,
        select: { workerId: true },
      })
      if (heartbeatUrl) pinged = ping(heartbeatUrl)
      if (beatAt.getTime() - prunedAt < pruneEveryMs) return
      prunedAt = beatAt.getTime()
      await ctx.db.workerHeartbeat.deleteMany({
        where: { beatAt: { lt: new Date(beatAt.getTime() - retentionMs) } },
      })
    },
    async stop() {
      await pinged
      await ctx.db.workerHeartbeat.updateMany({ where: { workerId }, data: { stoppedAt: ctx.now() } })
    },
  }
}
