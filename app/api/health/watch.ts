import { randomUUID } from 'node:crypto'
import type { ServiceContext } from '@/server/infra/context'
import { log } from '@/server/infra/log'
import { runtime, vitalContext } from '@/server/infra/runtime'
import { tellOfSilence } from '@/server/insight/silence-service'
import { openMailTransport } from '@/server/integrations/mail/service'

const everyMs = 5_000
const holder = globalThis as unknown as { nightdeskWatch?: NodeJS.Timeout }

/** The web process watches the workers: when none lives, it is the only one that can say so. */
export function watchWorkers(): void {
  if (holder.nightdeskWatch) return
  const { now, env } = runtime()
  const ctx: ServiceContext = vitalContext()
  const transport = openMailTransport(env)
  const watcherId = `web:${randomUUID()}`
  const since = now()
  let busy = false
  holder.nightdeskWatch = setInterval(() => {
    if (busy) return
    busy = true
    tellOfSilence(ctx, transport, watcherId, since)
      .catch((error: unknown) => log.error({ err: error }, 'watching the workers'))
      .finally(() => {
        busy = false
      })
  }, everyMs).unref()
}
