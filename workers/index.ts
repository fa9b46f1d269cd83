import { randomUUID } from 'node:crypto'
import { Worker } from 'bullmq'
import {
  connectionBudget,
  connectionsOf,
  fitsConnections,
  readConnectionRoom,
} from '@/server/infra/db/connection-budget'
import { runAs } from '@/server/infra/activity.mjs'
import type { ServiceContext } from '@/server/infra/context'
import { openDatabase } from '@/server/infra/db/db'
import { env } from '@/server/infra/env'
import { queueNames } from '@/server/infra/jobs/job-catalog'
import { type JobQueues, enqueueNothing, openQueues, queueConnection } from '@/server/infra/jobs/jobs'
import { log, logBeforeExit, setLogLevel } from '@/server/infra/log'
import { gauge } from '@/server/infra/metrics/metrics'
import { openTimeSource } from '@/server/infra/clock/time-source'
import { reportDatabaseUnavailable, reportDatabaseAvailable } from '@/server/infra/db/outage'
import { startBounces } from '@/server/integrations/mail/bounce'
import { openMailTransport, warmUp } from '@/server/integrations/mail/mail'
import { sealMethods } from '@/server/paging/methods/methods'
import { openPageTransports } from '@/server/paging/page/pages'
import { openHeartbeat } from './heartbeat'
import { readNudge } from './nudges'
import { observedMail, observedPaging } from './observed'
import { type Sweep, startSweep } from './sweep'

/**
 * The worker process: runs the sweep with its heartbeat, and the jobs of the queues. All decisions are in the services.
 */
const settings = env()
setLogLevel(settings.LOG_LEVEL)
const workerId = randomUUID()
const budget = connectionBudget.worker
const { db, pool, close } = openDatabase(settings.DATABASE_URL, budget.jobs)
// A connection of their own for heartbeat and time, so that they do not wait for jobs.
const vital = openDatabase(settings.DATABASE_URL, budget.vital, { name: 'nightdesk-vital' })
const time = openTimeSource(vital.pool, workerId)
const target = {
  databaseUrl: settings.DATABASE_DIRECT_URL ?? settings.DATABASE_URL,
  redisUrl: settings.REDIS_URL,
  connections: budget.queue,
}
/** Opened in the background, since paging does not depend on a queue. */
let queues: JobQueues | undefined
const ctx: ServiceContext = {
  db,
  now: time.now,
  isTimeTrusted: time.isTrusted,
  enqueue: (name, payload, options) => (queues?.enqueue ?? enqueueNothing)(name, payload, options),
}
const mail = observedMail(openMailTransport(settings), time.now)
const transports = { mail, paging: observedPaging(openPageTransports(ctx, mail, settings), time.now) }

/** Aborted when the process is to end; long work then stops and leaves the rest to another worker. */
const ending = new AbortController()
/** `stop` waits this long for work in progress and then exits; the supervisor kills the process after 10 s. */
const stopTimeoutMs = 9_000

const firstPauseMs = 500
const maxPauseMs = 5_000
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Waits for the database with growing pauses, so that a worker started in an outage begins as soon as it is over. */
async function untilDatabase(): Promise<void> {
  for (let pauseMs = firstPauseMs; !ending.signal.aborted; pauseMs = Math.min(maxPauseMs, pauseMs * 2)) {
    try {
      await db.$queryRaw`select 1`
      return reportDatabaseAvailable()
    } catch (error) {
      reportDatabaseUnavailable(error)
      await sleep(pauseMs)
    }
  }
}

/**
 * Warns when the database has too few free connections. The start refuses a limit that can never suffice; during a
 * rolling restart the connections may be short for a while.
 */
async function warnOfConnections() {
  try {
    const room = await readConnectionRoom(vital.pool)
    const wanted = connectionsOf('worker')
    if (fitsConnections(room, wanted) !== 'fits') log.warn({ ...room, wanted }, 'the database is short of connections')
  } catch (error) {
    log.warn({ err: error }, 'connections could not be counted')
  }
}

const workers: Worker[] = []

/**
 * Connects to the queues, however long that takes; until then the sweep does all the work. A job counts as done once it
 * is handed to the sweep's lanes, so that no job waits for a network request or stalls.
 */
async function listenToQueues(sweep: Sweep): Promise<void> {
  if (settings.NIGHTDESK_QUEUE === 'off') return
  queues = openQueues(target, time.now)
  gauge('queue_connected', 0)
  await queues.ready()
  for (const name of queueNames) {
    if (ending.signal.aborted) return
    const worker = new Worker(
      name,
      (job) =>
        runAs({ job: job.name, jobId: job.id }, () => {
          const { kind, id } = readNudge(job)
          return sweep.offer(kind, id, job.id)
        }),
      { connection: queueConnection(target, true), concurrency: 8 },
    )
    worker.on('error', (error) => log.warn({ queue: name, err: error.message }, 'worker connection'))
    worker.on('failed', (job, error) =>
      log.warn({ job: job?.name, jobId: job?.id, data: job?.data, err: error.message }, 'job failed'),
    )
    workers.push(worker)
  }
  await Promise.all(workers.map((worker) => worker.waitUntilReady()))
  gauge('queue_connected', 1)
  log.info('queues connected')
}

async function main() {
  const running: { sweep?: Sweep } = {}
  let isStopping = false
  const bounces = settings.MAIL_BOUNCE_PORT ? startBounces(settings) : undefined
  const heartbeat = openHeartbeat({ ...ctx, db: vital.db }, workerId, settings.HEARTBEAT_URL)
  const stop = async () => {
    if (isStopping) return
    isStopping = true
    ending.abort()
    setTimeout(() => {
      log.warn({ afterMs: stopTimeoutMs }, 'stopped with work in progress; its leases will expire')
      process.exit(1)
    }, stopTimeoutMs)
    try {
      await Promise.all([running.sweep?.stop(), ...workers.map((worker) => worker.close())])
      await bounces?.close()
      mail.close()
      await heartbeat.stop()
      await queues?.close()
      time.stop()
      await vital.close()
      await close()
    } catch (error) {
      log.warn({ err: (error as Error).message }, 'stopping')
    }
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.on(signal, () => void stop())

  await untilDatabase()
  if (ending.signal.aborted) return
  await time.measure()
  time.start()
  void warnOfConnections()
  let isReady = false
  const sweep = startSweep(ctx, transports, workerId, {
    signal: ending.signal,
    async onComplete() {
      gauge('database_connections_waiting', pool.waitingCount)
      gauge('clock_skew_ms', time.status().movedMs)
      gauge('database_connections_used', pool.totalCount - pool.idleCount)
      await heartbeat.beat()
      if (isReady) return
      isReady = true
      log.info({ workerId }, 'worker ready')
      process.send?.('ready')
    },
  })
  running.sweep = sweep
  listenToQueues(sweep).catch((error: unknown) =>
    log.error({ err: error }, 'queues failed; the sweep continues without them'),
  )
  await warmUp(mail)
  await sealMethods(ctx)
}

logBeforeExit()
main().catch((error: unknown) => log.error({ err: error }, 'starting the worker'))
