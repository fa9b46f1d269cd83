import { connectionBudget } from './db/connection-budget'
import { type Database, type Db, openDatabase } from './db/db'
import { type Env, env } from './env'
import { type JobQueues, leaveToSweep, openQueues } from './jobs/jobs'
import { type LiveListener, listenLive } from './live'
import { setLogLevel } from './log'
import type { Now } from './clock/now'
import { vitalTimeouts } from './db/pool'
import { openTimeSource, type TimeSource } from './clock/time-source'

/** What a process has one of. */
export interface Runtime extends Database {
  env: Env
  now: Now
  isTimeTrusted: () => boolean
  time: TimeSource
  queues: JobQueues | undefined
  enqueue: JobQueues['enqueue']
  live: LiveListener
  /**
   * A small pool of its own for what must work while every other connection waits: health, sign-in, acknowledging and
   * the time. Nothing slow goes here.
   */
  vital: { db: Db; pool: Database['pool'] }
}

// Next evaluates a module once a bundle and again on a hot reload; connections are opened once a process.
const holder = globalThis as unknown as { nightdeskRuntime?: Runtime }

/** The web process's connections, opened at first use. */
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
    enqueue: queues?.enqueue ?? leaveToSweep,
    live: listenLive(directUrl),
    vital: { db: vital.db, pool: vital.pool },
  }
  return holder.nightdeskRuntime
}

/** What a service receives in this process, on the pool for what must not wait (acknowledging, signing in). */
export function vitalContext() {
  const { vital, now, isTimeTrusted, enqueue } = runtime()
  return { db: vital.db, now, isTimeTrusted, enqueue }
}
