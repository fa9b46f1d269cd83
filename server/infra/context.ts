import type { Db } from './db/db'
import type { Enqueue } from './jobs/jobs'
import type { Now } from './clock/now'

/** What every service receives: the database, the clock and the function that enqueues a job for a worker. */
export interface ServiceContext {
  db: Db
  now: Now
  /** Whether warnings, breaches and later steps may be decided by `now` (time-source.ts); always when absent. */
  isTimeTrusted?: () => boolean
  enqueue: Enqueue
  /**
   * Address of the request's peer, for rate limits and the audit trail; absent in a worker. Never used to authorise.
   */
  address?: string
}

/** Tells whether warnings, breaches and later steps may be decided now. */
export const isTimeTrusted = (ctx: Pick<ServiceContext, 'isTimeTrusted'>): boolean => ctx.isTimeTrusted?.() ?? true
