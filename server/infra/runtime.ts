import { connectionBudget } from './db/connection-budget'
import { type Database, type Db, openDatabase } from './db/db'
import { type Env, env } from './env'
import { type JobQueues, enqueueNothing, openQueues } from './jobs/jobs'
import { type LiveListener, listenLive } from './live'
import { setLogLevel } from './log'
import type { Now } from './clock/now'
import { vitalTimeouts } from './db/pool'
import { openTimeSource, type TimeSource } from './clock/time-source'

/** Everything that exists once per process. */
export interface Runtime extends Database {
  env: Env
  now: Now
  isTimeTrusted: () => boolean
  time: TimeSource
  queues: JobQueues | undefined
  enqueue: JobQueues['enqueue']
  live: LiveListener
  /**
   * A separate small pool for what must work while every other connection is busy: health, sign-in, acknowledging pages
   * and measuring the time. Never use it for slow queries.
   */
  vital: { db: Db; pool: Database['pool'] }
}

// Next evaluates a module once per bundle and again on a hot reload; connections are opened once per process.
const holder = globalThis as unknown as { nightdeskRuntime?: Runtime }

/** Returns the web process's runtime, opened at first use. */
export function runtime(): Runtime {
  if (holder.nightdeskRuntime) return holder.nightdeskRuntime
  const settings = env()
  setLogLevel(settings.LOG_LEVEL)
  const budget = connectionBudget.web
  const directUrl = settings.DATABASE_DIRECT_URL ?? settings.DATABASE_URL
  const database = openDatabase(settings.DATABASE_URL, budget.requests)
  const vital = openDatabase(settings.DATABASE_URL, budget.vital, {
    name: 'nightdesk-vital',
    timeouts: vitalTimeouts,
  })
  const time = openTimeSource(vital.pool, 'web')
  time.start()
  const queues =
    settings.NIGHTDESK_QUEUE === 'on'
      ? openQueues({ databaseUrl: directUrl, redisUrl: settings.REDIS_URL, connections: budget.queue }, time.now)
      : undefined
  holder.nightdeskRuntime = {
    ...database,
    env: settings,
    now: time.now,
    isTimeTrusted: time.isTrusted,
    time,
    queues,
    enqueue: queues?.enqueue ?? enqueueNothing,
    live: listenLive(directUrl),
    vital: { db: vital.db, pool: vital.pool },
  }
  return holder.nightdeskRuntime
}

/** Returns a service context on the vital pool, for operations that must not wait (acknowledging, signing in). */
export function vitalContext() {
  const { vital, now, isTimeTrusted, enqueue } = runtime()
  return { db: vital.db, now, isTimeTrusted, enqueue }
}
