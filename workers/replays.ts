import type { ServiceContext } from '@/server/infra/context'
import { jobCatalog } from '@/server/infra/job-catalog'
import { log } from '@/server/infra/log'
import { dueReplays, runReplay } from '@/server/tickets/what-if-service'

const everyMs = 2_000

/** The replay queue's line: parse, call. */
export const replayHandlers = (ctx: ServiceContext, signal?: AbortSignal) => ({
  'replay.run': (data: unknown) => runReplay(ctx, jobCatalog['replay.run'].schema.parse(data).replayId, { signal }),
})

/**
 * Finds what a lost nudge or a dead worker left behind. It has a timer of its own: a replay takes a minute, and the sweep
 * of what pages people does not wait for it.
 */
export function startReplaySweep(ctx: ServiceContext, signal: AbortSignal) {
  let under: Promise<void> | undefined
  const pass = async () => {
    try {
      for (const id of await dueReplays(ctx, 1)) await runReplay(ctx, id, { signal })
    } catch (error) {
      log.error({ err: error }, 'replay sweep')
    }
  }
  const timer = setInterval(() => {
    under ??= pass().finally(() => {
      under = undefined
    })
  }, everyMs)
  return {
    async stop() {
      clearInterval(timer)
      await under
    },
  }
}
