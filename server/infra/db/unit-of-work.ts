import type { Prisma } from '@/generated/prisma/client'
import type { OutboxEventType, OutboxPayload } from '@/server/vocabulary/outbox/events'
import type { Actor } from '@/server/vocabulary/rights/actor'
import type { ServiceContext } from '../context'
import { isTransactionConflict, sqlStateOf } from './database-errors'
import type { Tx } from './db'
import type { JobName, JobPayload } from '../jobs/job-catalog'
import { enqueueAll, type Nudge, nudgeOf } from '../jobs/jobs'
import type { LiveMessage } from '../live'
import { count } from '../metrics/metrics'
import { type Outgoing, writeOutgoing } from '../outbox/outgoing'
import { recordWriteFailure, recordWriteSuccess } from '../metrics/write-health'

/** What the code inside one transaction receives. */
export interface Work {
  readonly tx: Tx
  /** Who acts: the author of the audit entries and of the ticket events that the transaction writes. */
  readonly actor: Actor
  /**
   * The instant of this unit of work (UTC). It is read from the clock at first use and stays the same for the rest of
   * the attempt: take the row lock first, so that the instant is not before the lock was granted.
   */
  readonly now: Date
  /** Records a job to enqueue after the commit; an attempt that is rolled back enqueues nothing. */
  nudge<N extends JobName>(name: N, payload: JobPayload<N>, options?: { at?: Date }): void
  /** Records several jobs that a helper has collected, as `nudge` does. */
  nudgeAll(nudges: readonly Nudge[]): void
  /**
   * Publishes an event to every subscriber of its type, if and only if the transaction commits (ARCHITECTURE, "Event
   * outbox").
   * @param at when it happened (UTC)
   */
  publish<T extends OutboxEventType>(type: T, at: Date, payload: OutboxPayload<T>): void
  /** Notifies the open screens of every process, when (and only if) the transaction commits; equal messages once. */
  live(message: LiveMessage): void
  /**
   * Runs a part that may fail without failing the whole: its writes are undone (savepoint), and so is what it published,
   * nudged and notified.
   * @throws whatever the part throws; after a transaction conflict nothing is undone, because everything runs again
   */
  attempt<T>(part: () => Promise<T>): Promise<T>
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
 * Runs `work` in one transaction on behalf of `actor` (background work: `systemActor`), writes the events it published,
 * commits, and then enqueues the jobs it recorded. A deadlock or a serialisation failure (SQLSTATE 40P01, 40001) rolls
 * everything back and runs `work` again, up to three times. `work` must therefore be safe to run again: it changes
 * nothing outside the transaction, and its results leave it as its return value only.
 * @throws whatever `work` throws, after the transaction was rolled back
 */
export async function unitOfWork<T>(
  ctx: ServiceContext,
  actor: Actor,
  work: (unit: Work) => Promise<T>,
  options: UnitOfWorkOptions = {},
): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    const nudges: Nudge[] = []
    try {
      const result = await ctx.db.$transaction(async (tx) => {
        const outgoing: Outgoing = { events: [], live: new Set() }
        const answer = await work(openWork(ctx, tx, actor, nudges, outgoing))
        await writeOutgoing(tx, outgoing)
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

/** Settings of PostgreSQL for one transaction, such as `enable_seqscan`. */
export type TransactionSettings = Readonly<Record<string, string>>

/** What the code inside one transaction of reads receives. */
export interface Reading {
  readonly tx: Tx
  /**
   * Runs a part each of whose statements may take so many milliseconds, with settings that hold from here on. Returns null
   * when one took longer, or when there is no time at all; the transaction goes on.
   */
  within<T>(ms: number, settings: TransactionSettings, read: () => Promise<T>): Promise<T | null>
}

const statementTookTooLong = '57014'

/**
 * Runs reads in one transaction that may not write, with settings that hold for this transaction only. It says nothing
 * about whether the database can be written, and is not run again: a reader asks again.
 * @throws whatever `read` throws
 */
export function readTogether<T>(
  ctx: ServiceContext,
  settings: TransactionSettings,
  read: (reading: Reading) => Promise<T>,
): Promise<T> {
  return ctx.db.$transaction(async (tx) => {
    const apply = (values: TransactionSettings) =>
      tx.$queryRaw`select set_config("key", "value", true) from json_each_text(${JSON.stringify(values)}::json)`
    await apply({ transaction_read_only: 'on', ...settings })
    return read({
      tx,
      async within(ms, more, part) {
        if (ms < 1) return null
        await tx.$executeRaw`savepoint "part"`
        try {
          await apply({ statement_timeout: String(Math.floor(ms)), ...more })
          const result = await part()
          await tx.$executeRaw`release savepoint "part"`
          return result
        } catch (error) {
          if (sqlStateOf(error) !== statementTookTooLong) throw error
          await tx.$executeRaw`rollback to savepoint "part"`
          await tx.$executeRaw`release savepoint "part"`
          return null
        }
      },
    })
  })
}

/** Reads no clock: the instant of the attempt is the work's to fix, after its row lock. */
function openWork(ctx: ServiceContext, tx: Tx, actor: Actor, nudges: Nudge[], { events, live }: Outgoing): Work {
  let now: Date | undefined
  return {
    tx,
    actor,
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
    publish(type, at, payload) {
      events.push({ type, at: at.toISOString(), payload })
    },
    live(message) {
      live.add(JSON.stringify(message))
    },
    async attempt(part) {
      const before = { nudges: nudges.length, events: events.length, live: [...live] }
      await tx.$executeRaw`savepoint "part"`
      try {
        const result = await part()
        await tx.$executeRaw`release savepoint "part"`
        return result
      } catch (error) {
        if (isTransactionConflict(error)) throw error
        await tx.$executeRaw`rollback to savepoint "part"`
        // Still there after the rollback; a part around this one would then be undone only up to here.
        await tx.$executeRaw`release savepoint "part"`
        nudges.length = before.nudges
        events.length = before.events
        live.clear()
        for (const message of before.live) live.add(message)
        throw error
      }
    },
  }
}
