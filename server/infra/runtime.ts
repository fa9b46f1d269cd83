import { type Database, openDatabase } from './db'
import { type Env, env } from './env'
import { type JobQueues, leaveToSweep, openQueues } from './jobs'
import { type LiveListener, listenLive } from './live'
import { setLogLevel } from './log'
import { type Now, systemNow } from './now'

/** What a process has one of. */
export interface Runtime extends Database {
  env: Env
  now: Now
  queues: JobQueues | undefined
  enqueue: JobQueues['enqueue']
  live: LiveListener
}

// Next evaluates a module once a bundle and again on a hot reload; connections are opened once a process.
const holder = globalThis as unknown as { nightdeskRuntime?: Runtime }

/** The web process's connections, opened at first use. */
export function runtime(): Runtime {
  if (holder.nightdeskRuntime) return holder.nightdeskRuntime
  const settings = env()
  setLogLevel(settings.LOG_LEVEL)
  const database = openDatabase(settings.DATABASE_URL, 12)
  const queues =
    settings.NIGHTDESK_QUEUE === 'on'
      ? openQueues({ databaseUrl: settings.DATABASE_URL, redisUrl: settings.REDIS_URL }, systemNow)
      : undefined
  holder.nightdeskRuntime = {
    ...database,
    env: settings,
    now: systemNow,
    queues,
    enqueue: queues?.enqueue ?? leaveToSweep,
    live: listenLive(settings.DATABASE_URL),
  }
  return holder.nightdeskRuntime
}
