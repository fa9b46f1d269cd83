import type { Prisma } from '@/generated/prisma/client'
import type { ServiceContext } from '../context'
import { isTransactionConflict } from './database-errors'
import type { Tx } from './db'
import type { JobName, JobPayload } from '../jobs/job-catalog'
import { enqueueAll, type Nudge, nudgeOf } from '../jobs/jobs'
import { count } from '../metrics/metrics'
import { flushOutgoing } from '../outbox/outgoing'
import { recordWriteFailure, recordWriteSuccess } from '../metrics/write-health'

/** What the code inside one transaction receives. */
export interface Work {
  tx: Tx
  /**
   * The instant of this unit of work (UTC). It is read from the clock at first use and stays the same for the rest of
   * the attempt: take the row lock first, so that the instant is not before the lock was granted.
   */
  readonly now: Date
  /** Records a job to enqueue after the commit; an attempt that is rolled back enqueues nothing. */
  nudge<N extends JobName>(name: N, payload: JobPayload<N>, options?: { at?: Date }): void
  /** Records several jobs that a helper has collected, as `nudge` does. */
  nudgeAll(nudges: readonly Nudge[]): void
}

export interface UnitOfWorkOptions {
  isolationLevel?: Prisma.TransactionIsolationLevel
  /** Milliseconds after which the transaction is rolled back; for work on many rows. */
  timeout?: number
}

const maxRetries = 3
const firstPauseMs = 20

/** Waits with full jitter, so that two transactions that conflicted do not retry at the same moment. */
const pause = (attempt: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, Math.random() * firstPauseMs * 2 ** attempt))

/**
 * Runs `work` in one transaction, writes the events it published, commits, and then enqueues the jobs it recorded. A
 * deadlock or a serialisation failure (SQLSTATE 40P01, 40001) rolls everything back and runs `work` again, up to three
 * times. `work` must therefore be safe to run again: it changes nothing outside the transaction, and its results leave
 * it as its return value only.
 * @throws whatever `work` throws, after the transaction was rolled back
 */
export async function unitOfWork<T>(
  ctx: ServiceContext,
  work: (unit: Work) => Promise<T>,
  options: UnitOfWorkOptions = {},
): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    const nudges: Nudge[] = []
    try {
      const result = await ctx.db.$transaction(async (tx) => {
        const answer = await work(openWork(ctx, tx, nudges))
        await flushOutgoing(tx)
        return answer
      }, options)
      recordWriteSuccess()
      enqueueAll(ctx.enqueue, nudges)
      return result
    } catch (error) {
      if (attempt >= maxRetries || !isTransactionConflict(error)) {
        recordWriteFailure(error)
        throw error
      }
      count('transactions_retried')
      await pause(attempt)
    }
  }
}

function openWork(ctx: ServiceContext, tx: Tx, nudges: Nudge[]): Work {
  let now: Date | undefined
  return {
    tx,
    get now() {
      now ??= ctx.now()
      return now
    },
    nudge(name, payload, { at } = {}) {
      nudges.push(nudgeOf(name, payload, at))
    },
    nudgeAll(more) {
      nudges.push(...more)
    },
  }
}
