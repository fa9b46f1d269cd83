import { randomUUID } from 'node:crypto'
import { type Job, Worker } from 'bullmq'
import type { ServiceContext } from '@/server/infra/context'
import { selectNextInstant } from '@/server/due/overdue'
import { queueNames } from '@/server/infra/jobs/job-catalog'
import { type JobQueues, enqueueNothing, openQueues, queueConnection } from '@/server/infra/jobs/jobs'
import { openMailTransport } from '@/server/integrations/mail/mail'
import { openPageTransports } from '@/server/paging/page/pages'
import type { TransportSettings } from '@/server/paging/delivery/transports'
import { fileTicket } from '@/server/tickets/filing/filing'
import { answerTicket, replyAsCustomer } from '@/server/tickets/conversation/replies'
import { answerSchema, customerReplySchema } from '@/server/tickets/conversation/schema'
import { fileTicketSchema } from '@/server/tickets/filing/schema'
import { openKinds } from '@/workers/lanes'
import { runNudge } from '@/workers/nudges'
import { runSweepOnce } from '@/workers/sweep'
import { TestClock } from './clock'
import { freshDatabase, type TestDatabase } from './database'
import { recordSmtp, type SmtpRecorder } from './smtp'
import { makeWorld, type World } from './world'

/** The product without a browser: database, clock, mail server, queue and worker; without any people. */
export interface Stage {
  database: TestDatabase
  ctx: ServiceContext
  clock: TestClock
  smtp: SmtpRecorder
  queues: JobQueues | undefined
  /** Advances simulated time: handles the work of every due instant up to `to`, in order. */
  advance(to: string | Date): Promise<void>
  minutes(count: number): Promise<void>
  /** Handles everything that is due now, until nothing is due. */
  settle(): Promise<void>
  /** Subjects of the mails to a person, in the order they came. */
  mailsTo(person: { email: string }): string[]
  flushQueue(): Promise<void>
  close(): Promise<void>
}

export interface Story extends Stage {
  world: World
  fileS1(more?: Record<string, unknown>): Promise<string>
  answer(reference: string, kind: string, more?: Record<string, unknown>): Promise<void>
  reply(reference: string, body?: string): Promise<void>
}

process.env.LINK_SECRET ??= 'a link secret of the tests'
process.env.SESSION_SECRET ??= 'a session secret of the tests'
process.env.DATABASE_URL ??= 'postgresql://unused'

/** Returns a Redis database per test process, because test files run in parallel. */
function ownRedis(): string | undefined {
  if (!process.env.REDIS_URL) return undefined
  const url = new URL(process.env.REDIS_URL)
  url.pathname = `/${process.env.VITEST_POOL_ID ?? 0}`
  return url.href
}

/** @param queue `off`: everything is left to the sweep; `on`: real BullMQ, on REDIS_URL when that is set */
export async function openStage(
  queue: 'on' | 'off',
  startsAt = '2026-11-20T18:00:00.000Z',
  more: Partial<TransportSettings & { SMTP_URL: string | undefined }> = {},
  timeZone?: string,
): Promise<Stage> {
  const database = await freshDatabase(timeZone)
  const clock = new TestClock(startsAt)
  const { db } = database
  const smtp = await recordSmtp()
  const settings = {
    SMTP_URL: smtp.url,
    MAIL_FROM: 'Nightdesk <support@test.example>',
    PUBLIC_URL: 'http://localhost:3000',
    VAPID_PUBLIC_KEY: undefined,
    VAPID_PRIVATE_KEY: undefined,
    OUTGOING_ALLOW: '127.0.0.1',
    ...more,
  }
  const target = { databaseUrl: database.url, redisUrl: ownRedis() }
  const queues = queue === 'on' ? openQueues(target, clock.now) : undefined
  const ctx: ServiceContext = { db, now: clock.now, enqueue: queues?.enqueue ?? enqueueNothing }
  const mail = openMailTransport(settings)
  const transports = { mail, paging: openPageTransports(ctx, mail, settings) }
  const workers: Worker[] = []
  if (queues) {
    await queues.ready()
    for (const name of queueNames) await queues.queue(name).obliterate({ force: true })
    const kinds = openKinds(transports, 'queue')
    for (const name of queueNames) {
      const worker = new Worker(name, (job: Job) => runNudge(ctx, kinds, job), {
        connection: queueConnection(target, true),
        concurrency: 4,
      })
      worker.on('error', () => undefined)
      await worker.waitUntilReady()
      workers.push(worker)
    }
  }

  const idle = async () => {
    if (!queues) return
    for (;;) {
      await queues.flushed()
      let busy = 0
      for (const name of queueNames) {
        const each = queues.queue(name)
        for (const job of await each.getDelayed()) {
          const at = Number(job.id?.split('-').at(-1))
          if (Number.isFinite(at) && at <= clock.now().getTime()) await job.promote().catch(() => undefined)
        }
        const counts = await each.getJobCounts('waiting', 'active', 'prioritized')
        busy += Object.values(counts).reduce((sum, count) => sum + count, 0)
      }
      if (busy === 0) return
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
  const settle = async () => {
    for (;;) {
      await idle()
      // A handled item rests in its lane for half a second, so an item that is due again at once needs another sweep.
      if ((await runSweepOnce(ctx, transports, 'sweep')) === 0) return
    }
  }
  const advance = async (to: string | Date) => {
    const end = new Date(to)
    await settle()
    for (;;) {
      const next = await selectNextInstant(db, clock.now())
      if (!next || next > end) break
      clock.set(next)
      await settle()
    }
    clock.set(end)
    await settle()
  }

  return {
    database,
    ctx,
    clock,
    smtp,
    queues,
    advance,
    settle,
    minutes: (count) => advance(new Date(clock.now().getTime() + count * 60_000)),
    mailsTo: (person) => smtp.to(person.email).map((mail) => mail.mail.subject ?? ''),
    async flushQueue() {
      await queues?.flushed()
      for (const name of queueNames) await queues?.queue(name).obliterate({ force: true })
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.close()))
      await queues?.close()
      mail.close()
      await smtp.close()
      await database.close()
    },
  }
}

/** A stage with the people of `world.ts` on it, and the verbs of most stories. */
export async function openStory(...how: Parameters<typeof openStage>): Promise<Story> {
  const stage = await openStage(...how)
  const { ctx } = stage
  const world = await makeWorld(ctx.db, ctx.now())
  return {
    ...stage,
    world,
    fileS1: async (more = {}) =>
      (
        await fileTicket(
          ctx,
          world.customer,
          fileTicketSchema.parse({
            clientKey: randomUUID(),
            projectId: world.projectId,
            scenario: 'voice_chat_room',
            body: 'Messages vanish',
            severity: 'S1',
            ...more,
          }),
        )
      ).reference,
    answer: (reference, kind, more = {}) =>
      answerTicket(
        ctx,
        world.ana,
        answerSchema.parse({ reference, clientKey: randomUUID(), kind, body: 'We have found it.', ...more }),
      ),
    reply: (reference, body = 'It still happens.') =>
      replyAsCustomer(ctx, world.customer, customerReplySchema.parse({ reference, clientKey: randomUUID(), body })),
  }
}
