import { randomUUID } from 'node:crypto'
import { runtime } from '@/server/infra/runtime'
import { within } from '@/server/infra/db/patience'
import { type CheckedHealth, checkHealth, checkPatienceMs } from '@/server/insight/health/health'
import { countClockAlarms } from '@/server/insight/health/time'

const processId = `web:${randomUUID()}`
let underWay: Promise<CheckedHealth> | undefined

/** Health of this installation as this process sees it. Checks that overlap share one, so asking often costs little. */
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

/** A worker's doubt is known by its row; while one is open it decides no breach and no later step. */
async function isClockRight(): Promise<boolean> {
  const { vital, time } = runtime()
  if (!time.status().trusted) return false
  try {
    return (await within(checkPatienceMs, countClockAlarms({ db: vital.db }))) === 0
  } catch {
    // The check itself says that the database does not answer.
    return true
  }
}
