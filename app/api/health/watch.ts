import { randomUUID } from 'node:crypto'
import type { ServiceContext } from '@/server/infra/context'
import { log } from '@/server/infra/log'
import { isOutage, reportDatabaseUnavailable, reportDatabaseAvailable } from '@/server/infra/db/outage'
import { runtime, vitalContext } from '@/server/infra/runtime'
import { openAlarm } from '@/server/insight/health/alarms'
import { notifyOfSilence } from '@/server/insight/health/silence'
import { openMailTransport } from '@/server/integrations/mail/mail'
import { openPageTransports } from '@/server/paging/page/pages'
import { currentHealth } from './check'

const everyMs = 5_000
/** A check that takes longer is abandoned and the next one begins, so that a hung connection cannot stop the watch. */
const maxLookMs = 30_000
const holder = globalThis as unknown as { nightdeskWatch?: NodeJS.Timeout }

/** Starts the health watch of the web process, which can report that no worker runs or that the database is away. */
export function watchWorkers(): void {
  if (holder.nightdeskWatch) return
  const { now, env } = runtime()
  const ctx: ServiceContext = vitalContext()
  const mail = openMailTransport(env)
  const watcherId = `web:${randomUUID()}`
  const alarm = openAlarm(ctx, { mail, paging: openPageTransports(ctx, mail, env) }, watcherId)
  const since = now()
  const look = async () => {
    const health = await currentHealth()
    if (health.problems.includes('databaseSilent')) reportDatabaseUnavailable(new Error('no answer within 2 s'))
    else {
      reportDatabaseAvailable()
      await notifyOfSilence(ctx, mail, watcherId, since)
    }
    await alarm.watch(health)
  }
  let begunAt: number | undefined
  holder.nightdeskWatch = setInterval(() => {
    if (begunAt !== undefined && performance.now() - begunAt < maxLookMs) return
    const mine = performance.now()
    begunAt = mine
    look()
      .catch((error: unknown) => {
        if (isOutage(error)) reportDatabaseUnavailable(error)
        else log.error({ err: error }, 'watching health')
      })
      .finally(() => {
        if (begunAt === mine) begunAt = undefined
      })
  }, everyMs).unref()
}
