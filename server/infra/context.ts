import type { Db } from './db'
import type { Enqueue } from './jobs'
import type { Now } from './now'

/** What every service receives: the database, the clock and the way to nudge a worker. */
export interface ServiceContext {
  db: Db
  now: Now
  enqueue: Enqueue
}
