import { randomUUID } from 'node:crypto'
import { Worker } from 'bullmq'
import { connectionBudget, connectionsOf, fitsConnections, readConnectionRoom } from '@/server/infra/connection-budget'
import type { ServiceContext } from '@/server/infra/context'
import { openDatabase } from '@/server/infra/db'
import { env } from '@/server/infra/env'
import type { QueueName } from '@/server/infra/job-catalog'
import { leaveToSweep, openQueues, queueConnection } from '@/server/infra/jobs'
import { log, logBeforeExit, setLogLevel } from '@/server/infra/log'
import { openTimeSource } from '@/server/infra/time-source'
import { startBounces } from '@/server/integrations/mail/bounce'
import { openMailTransport, warmUp } from '@/server/integrations/mail/service'
import { sealMethods } from '@/server/paging/method-service'
import { openPageTransports } from '@/server/paging/service'
import { clockHandlers } from './clocks'
import { mailHandlers } from './mail'
import { pagingHandlers } from './paging'
import { replayHandlers, startReplaySweep } from './replays'
import { startSweep } from './sweep'

/** The worker process: nudges, the sweep, a heartbeat. It decides nothing; the services do. */
const settings = env()
setLogLevel(settings.LOG_LEVEL)
const workerId = randomUUID()
const budget = connectionBudget.worker
const { db, close } = openDatabase(settings.DATABASE_URL, budget.jobs)
// Heartbeat and time must not wait behind jobs.
const vital = openDatabase(settings.DATABASE_URL, budget.vital, { name: 'nightdesk-vital' })
const time = openTimeSource(vital.pool, workerId)
const target = {
  databaseUrl: settings.DATABASE_DIRECT_URL ?? settings.DATABASE_URL,
  redisUrl: settings.REDIS_URL,
  connections: budget.queue,
}
const queues = settings.NIGHTDESK_QUEUE === 'on' ? openQueues(target, time.now) : undefined
const ctx: ServiceContext = {
  db,
  now: time.now,
  isTimeTrusted: time.isTrusted,
  enqueue: queues?.enqueue ?? leaveToSweep,
}
const mail = openMailTransport(settings)
const transports = { mail, paging: openPageTransports(ctx, mail, settings) }

/** Long work hears here that the process is ending, and leaves the rest to another. */
const ending = new AbortController()

type Handlers = Record<string, (data: unknown) => Promise<unknown>>
const lines: Record<QueueName, { handlers: Handlers; concurrency: number }> = {
  paging: { handlers: pagingHandlers(ctx, transports.paging, workerId), concurrency: 8 },
  clocks: { handlers: clockHandlers(ctx), concurrency: 4 },
  replays: { handlers: replayHandlers(ctx, ending.signal), concurrency: 1 },
  mail: { handlers: mailHandlers(ctx, mail, workerId), concurrency: 2 },
}

const beatEveryMs = 5_000
let startedAt: Date | undefined
async function beat() {
  const beatAt = time.now()
  startedAt ??= beatAt
  await vital.db.workerHeartbeat.upsert({
    where: { workerId },
    create: { workerId, startedAt, beatAt },
    update: { beatAt },
  })
}

/** The start refuses what can never fit; a rolling restart may still meet a full server for a while. */
async function warnOfConnections() {
  try {
    const room = await readConnectionRoom(vital.pool)
    const wanted = connectionsOf('worker')
    if (fitsConnections(room, wanted) !== 'fits') log.warn({ ...room, wanted }, 'the database is short of connections')
  } catch (error) {
    log.warn({ err: error }, 'connections could not be counted')
  }
}

const forgottenAfterMs = 24 * 60 * 60_000
const forgetOthers = () =>
  db.workerHeartbeat.deleteMany({ where: { beatAt: { lt: new Date(time.now().getTime() - forgottenAfterMs) } } })

async function main() {
  logBeforeExit()
  await time.measure()
  time.start()
  await warnOfConnections()
  await queues?.ready()
  const workers = queues
    ? (Object.entries(lines) as [QueueName, (typeof lines)[QueueName]][]).map(([name, { handlers, concurrency }]) => {
        const worker = new Worker(
          name,
          async (job) => {
            const handler = handlers[job.name]
            if (!handler) throw new Error(`No line for the job ${job.name}`)
            await handler(job.data)
          },
          { connection: queueConnection(target, true), concurrency },
        )
        worker.on('error', (error) => log.warn({ queue: name, err: error.message }, 'worker connection'))
        worker.on('failed', (job, error) => log.error({ job: job?.name, data: job?.data, err: error }, 'job failed'))
        return worker
      })
    : []
  await Promise.all(workers.map((worker) => worker.waitUntilReady()))
  await warmUp(mail)
  await beat()
  await forgetOthers()
  await sealMethods(ctx)
  const replays = startReplaySweep(ctx, ending.signal)
  const sweep = startSweep(ctx, transports, workerId, settings.HEARTBEAT_URL)
  const bounces = settings.MAIL_BOUNCE_PORT ? startBounces(settings) : undefined
  const heart = setInterval(() => {
    beat().catch((error: unknown) => log.warn({ err: error }, 'heartbeat'))
  }, beatEveryMs)
  log.info({ workerId }, 'worker ready')
  process.send?.('ready')

  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    clearInterval(heart)
    ending.abort()
    await Promise.all([sweep.stop(), replays.stop()])
    await Promise.all(workers.map((worker) => worker.close()))
    await queues?.close()
    await bounces?.close()
    mail.close()
    await db.workerHeartbeat.updateMany({ where: { workerId }, data: { stoppedAt: time.now() } })
    time.stop()
    await vital.close()
    await close()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.on(signal, () => void stop())
}

main().catch((error: unknown) => {
  log.fatal({ err: error }, 'worker cannot start')
  process.exit(1)
})
