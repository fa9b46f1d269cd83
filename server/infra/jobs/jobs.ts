import { createPostgresBackend, Queue, type QueueOptions, runMigrations, setDefaultBackendFactory } from 'bullmq'
import type pg from 'pg'
import { type JobName, type JobPayload, jobCatalog, type QueueName, queueNames } from './job-catalog'
import { log } from '../log'
import { count } from '../metrics/metrics'
import type { Now } from '../clock/now'
import { openPool } from '../db/pool'

/**
 * Enqueues a job for a worker, after the commit of the rows that it is about. Returns at once and never throws: a job
 * that cannot be queued is counted and left to the sweep.
 * @param options.at when to run it (UTC); immediately when absent or past
 */
export type Enqueue = <N extends JobName>(name: N, payload: JobPayload<N>, options?: { at?: Date }) => void

/** Enqueues nothing, so that all work is left to the sweep: for tests, tools and NIGHTDESK_QUEUE=off. */
export const enqueueNothing: Enqueue = () => undefined

export interface QueueTarget {
  /** The server itself, not a pooler: BullMQ listens and keeps state in its sessions. */
  databaseUrl: string
  redisUrl?: string
  /** Connections to PostgreSQL at most, for all queues and workers of this process together. */
  connections?: number
}

/** One LISTEN connection for each of the five queues' workers, and some for statements. */
const defaultConnections = 10
const schema = 'bullmq'
type SchemaClient = Parameters<typeof runMigrations>[0]

const pools = new Map<string, pg.Pool>()

/** Returns this process's one pool for BullMQ, whose tables are created or migrated on the first connection. */
function queuePool({ databaseUrl, connections = defaultConnections }: QueueTarget): pg.Pool {
  const known = pools.get(databaseUrl)
  if (known) return known
  const pool = openPool(databaseUrl, {
    max: connections,
    name: 'nightdesk-queue',
    searchPath: schema,
    prepare: (client) => runMigrations(client as unknown as SchemaClient, schema),
  })
  pools.set(databaseUrl, pool)
  return pool
}

/** Returns BullMQ's connection: PostgreSQL by default (same server, schema `bullmq`), Redis when its URL is given. */
export function queueConnection(target: QueueTarget, forWorker = false): QueueOptions['connection'] {
  if (target.redisUrl) {
    const url = new URL(target.redisUrl)
    return {
      host: url.hostname,
      port: Number(url.port || 6379),
      username: url.username || undefined,
      password: url.password ? decodeURIComponent(url.password) : undefined,
      db: url.pathname.length > 1 ? Number(url.pathname.slice(1)) : undefined,
      tls: url.protocol === 'rediss:' ? {} : undefined,
      // A request must never wait for Redis to come back; a worker must.
      enableOfflineQueue: forWorker,
      maxRetriesPerRequest: forWorker ? null : 1,
    } as QueueOptions['connection']
  }
  setDefaultBackendFactory(createPostgresBackend)
  return queuePool(target) as unknown as QueueOptions['connection']
}

/** A job to enqueue after the commit of the rows it is about. */
export type Nudge<N extends JobName = JobName> = {
  [Name in N]: { name: Name; payload: JobPayload<Name>; at?: Date }
}[N]

/** Builds a nudge; its parameter types ensure that the payload belongs to the job, which the compiler cannot infer. */
export const nudgeOf = <N extends JobName>(name: N, payload: JobPayload<N>, at?: Date): Nudge =>
  ({ name, payload, at }) as Nudge

export interface JobQueues {
  enqueue: Enqueue
  queue(name: QueueName): Queue
  /** Resolves when every job enqueued so far is in its queue or was left to the sweep. */
  flushed(): Promise<void>
  ready(): Promise<void>
  /** Tells whether the queue answers within a second. */
  isUp(): Promise<boolean>
  /** Sends waiting jobs, then closes the queues and their connections. Close the workers of this process first. */
  close(): Promise<void>
}

const pingTimeoutMs = 1_000

const flushEveryMs = 4
const giveUpAfterMs = 250

/** Returns a deterministic job id per entity and due time, so that a duplicate is dropped while one is queued. */
export function jobId(name: JobName, payload: JobPayload<JobName>, at?: Date): string {
  const id = Object.values(payload)[0]
  return `${name}-${id}${at ? `-${at.getTime()}` : ''}`
}

/**
 * Opens the queues of this process. Jobs are added in batches every 4 ms: PostgreSQL accepts thousands per second in
 * bulk and a few hundred one by one.
 */
export function openQueues(target: QueueTarget, now: Now): JobQueues {
  const connection = queueConnection(target)
  const queues = new Map<QueueName, Queue>()
  for (const name of queueNames) {
    const queue = new Queue(name, {
      connection,
      defaultJobOptions: { removeOnComplete: true, removeOnFail: { age: 86_400 } },
    })
    queue.on('error', (error) => log.warn({ queue: name, err: error.message }, 'queue connection'))
    queues.set(name, queue)
  }

  let waiting: Nudge[] = []
  let timer: NodeJS.Timeout | undefined
  const underWay = new Set<Promise<void>>()

  const send = async (batch: Nudge[]) => {
    const byQueue = new Map<QueueName, Nudge[]>()
    for (const nudge of batch) {
      const name = jobCatalog[nudge.name].queue
      byQueue.set(name, [...(byQueue.get(name) ?? []), nudge])
    }
    await Promise.all(
      [...byQueue].map(async ([name, nudges]) => {
        const adding = queues.get(name)!.addBulk(
          nudges.map((nudge) => {
            const { attempts, backoffMs } = jobCatalog[nudge.name]
            const delay = nudge.at ? Math.max(0, nudge.at.getTime() - now().getTime()) : 0
            return {
              name: nudge.name,
              data: nudge.payload,
              opts: {
                jobId: jobId(nudge.name, nudge.payload, nudge.at),
                delay,
                attempts,
                backoff: { type: 'exponential', delay: backoffMs },
              },
            }
          }),
        )
        let limit: NodeJS.Timeout | undefined
        const tooLong = new Promise<never>((_, reject) => {
          limit = setTimeout(() => reject(new Error(`not queued within ${giveUpAfterMs} ms`)), giveUpAfterMs)
        })
        try {
          await Promise.race([adding, tooLong])
        } catch (error) {
          adding.catch(() => undefined)
          count('nudges_left_to_sweep', nudges.length)
          log.warn(
            { queue: name, nudges: nudges.length, err: (error as Error).message },
            'nudges were left to the sweep',
          )
        } finally {
          clearTimeout(limit)
        }
      }),
    )
  }
  const flush = () => {
    timer = undefined
    if (waiting.length === 0) return
    const batch = waiting
    waiting = []
    const sending = send(batch).finally(() => underWay.delete(sending))
    underWay.add(sending)
  }

  const enqueue: Enqueue = (name, payload, options) => {
    waiting.push(nudgeOf(name, payload, options?.at))
    timer ??= setTimeout(flush, flushEveryMs)
  }

  return {
    enqueue,
    queue: (name) => queues.get(name)!,
    async flushed() {
      clearTimeout(timer)
      flush()
      while (underWay.size > 0) await Promise.all(underWay)
    },
    async ready() {
      // One after the other: the first creates BullMQ's tables, and two at once would race.
      for (const queue of queues.values()) await queue.waitUntilReady()
    },
    async isUp() {
      let limit: NodeJS.Timeout | undefined
      const late = new Promise<false>((resolve) => {
        limit = setTimeout(() => resolve(false), pingTimeoutMs)
      })
      const answered = queues
        .get('pages')!
        .getJobCounts('waiting')
        .then(
          () => true,
          () => false,
        )
      try {
        return await Promise.race([answered, late])
      } finally {
        clearTimeout(limit)
      }
    },
    async close() {
      await this.flushed()
      await Promise.all([...queues.values()].map((queue) => queue.close()))
      const pool = pools.get(target.databaseUrl)
      pools.delete(target.databaseUrl)
      await pool?.end()
    },
  }
}

/** Enqueues the jobs that a transaction recorded. Call it after the commit. */
export function enqueueAll(enqueue: Enqueue, nudges: readonly Nudge[]): void {
  const enqueueNudge = <N extends JobName>({ name, payload, at }: Nudge<N>) => enqueue<N>(name, payload, at && { at })
  for (const nudge of nudges) enqueueNudge(nudge)
}
