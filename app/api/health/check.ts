import { randomUUID } from 'node:crypto'
import { runtime } from '@/server/infra/runtime'
import { withTimeout } from '@/server/infra/db/with-timeout'
import { type CheckedHealth, checkHealth, checkTimeoutMs } from '@/server/insight/health/health'
import { countClockAlarms } from '@/server/insight/health/time'

const processId = `web:${randomUUID()}`
let underWay: Promise<CheckedHealth> | undefined

/** Returns the installation's health as seen by this process. Concurrent calls share one check. */
export function currentHealth(): Promise<CheckedHealth> {
  underWay ??= check().finally(() => {
    underWay = undefined
  })
  return underWay
}

async function check(): Promise<CheckedHealth> {
  const { vital, now, queues } = runtime()
  const signals = { processId, isQueueUp: (await queues?.isUp()) ?? true, isClockRight: await isClockRight() }
  return checkHealth({ db: vital.db, now }, signals)
}

/** Tells whether time is trusted here and in all workers, whose doubts are rows (`ClockAlarm`). */
async function isClockRight(): Promise<boolean> {
  const { vital, time } = runtime()
  if (!time.status().trusted) return false
  try {
    return (await withTimeout(checkTimeoutMs, countClockAlarms({ db: vital.db }))) === 0
  } catch {
    // The health check itself reports that the database does not answer.
    return true
  }
}
