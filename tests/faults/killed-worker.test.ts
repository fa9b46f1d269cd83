import type { AddressInfo } from 'node:net'
import { type ParsedMail, simpleParser } from 'mailparser'
import pg from 'pg'
import { SMTPServer } from 'smtp-server'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { dueMails } from '@/server/integrations/mail/mail'
import { dueDeliveries } from '@/server/paging/page/pages'
import { openStory, type Story } from '@/tests/support/story'
import { prepareWorker, startWorkerProcess, type WorkerProcess } from '@/tests/support/worker-process'

/** Where in a delivery the worker stands still until the test lets go. */
type Point = 'before the mail' | 'before the answer' | 'nowhere'

interface HeldServer {
  url: string
  mails: ParsedMail[]
  /** Resolves when a worker stands at the point, with what lets it go. */
  hold(point: Point): Promise<() => void>
  close(): Promise<void>
}

/** A real SMTP server that keeps whoever sends waiting at a point; what it has taken, it has taken. */
async function startHeldServer(): Promise<HeldServer> {
  const mails: ParsedMail[] = []
  let held: Point = 'nowhere'
  let reached: (go: () => void) => void = () => undefined
  const pass = (point: Point, go: () => void) => (held === point ? reached(go) : go())
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: (_address, _session, done) => pass('before the mail', done),
    onData: (stream, _session, done) => {
      void simpleParser(stream).then((mail) => {
        mails.push(mail)
        pass('before the answer', done)
      })
    },
  })
  server.on('error', () => undefined) // a killed peer
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    mails,
    hold: (point) => {
      held = point
      return new Promise((resolve) => {
        reached = resolve
      })
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** So much later has every lease of a dead worker run out. */
const afterLeaseMs = 31_000

beforeAll(prepareWorker)

let story: Story
let smtp: HeldServer
const running = new Set<WorkerProcess>()
beforeEach(async () => {
  // The workers are processes of their own and live by the machine's clock.
  story = await openStory('off', new Date().toISOString())
  smtp = await startHeldServer()
})
afterEach(async () => {
  for (const worker of running) await worker.kill()
  running.clear()
  await smtp.close()
  await story.close()
})

/** A real worker process. @param laterMs how far its clock is ahead: nobody waits for a lease to run out */
function startWorker(laterMs = 0): WorkerProcess {
  const worker = startWorkerProcess(
    { DATABASE_URL: story.database.url, SMTP_URL: smtp.url, LOG_LEVEL: 'fatal' },
    laterMs,
  )
  running.add(worker)
  return worker
}

const delivery = () => story.database.db.delivery.findFirstOrThrow({ where: { engineerId: story.world.ana.userId } })
const attempts = async () =>
  (await story.database.db.deliveryAttempt.findMany({ orderBy: { id: 'asc' } })).map(
    ({ workerId, outcome, repeated }) => ({ workerId, outcome, repeated }),
  )
const until = (what: () => Promise<boolean>) => vi.waitUntil(what, { timeout: 60_000, interval: 20 })

/** A second worker, after the first one's lease: it ends what the first began. */
async function secondWorker(done: () => Promise<boolean>): Promise<void> {
  void smtp.hold('nowhere')
  const second = startWorker(afterLeaseMs)
  await until(done)
  expect(await second.stop()).toBe(0)
}
const isSent = async () => (await delivery()).state === 'sent'

/** What every one of these deaths leaves: one attempt without an end, by a worker whom nobody replaces too early. */
async function expectAnOpenAttempt() {
  expect(await attempts()).toMatchObject([{ outcome: 'started', repeated: false }])
  expect((await delivery()).state).toBe('pending')
  story.clock.set(new Date(Math.max(Date.now(), story.clock.now().getTime())))
  expect(await dueDeliveries(story.ctx, 10)).toEqual([])
}

async function expectTheSecondWorkersAttempt() {
  const all = await attempts()
  expect(all).toMatchObject([
    { outcome: 'started', repeated: false },
    { outcome: 'started', repeated: true },
    { outcome: 'sent', repeated: true },
  ])
  expect(all[1]!.workerId).not.toBe(all[0]!.workerId)
}

function expectOneMailTwice(mails: ParsedMail[]) {
  expect(mails).toHaveLength(2)
  expect(mails[0]!.text).not.toContain('Sent again')
  expect(mails[1]!.text).toContain('Sent again')
  expect(mails[1]!.messageId).toBe(mails[0]!.messageId)
  expect(mails[1]!.subject).toBe(`Sent again: ${mails[0]!.subject}`)
}

describe('a worker killed in the middle of a page', { timeout: 150_000 }, () => {
  it('after the claim and before the mail: another worker sends it', async () => {
    const here = smtp.hold('before the mail')
    await story.fileS1()
    const first = startWorker()
    await here
    await first.kill()
    await expectAnOpenAttempt()
    await secondWorker(isSent)
    await expectTheSecondWorkersAttempt()
    // Nobody can know that the first did not go out: it says that it may be a repeat.
    expect(smtp.mails).toHaveLength(1)
    expect(smtp.mails[0]!.text).toContain('Sent again')
    expect(smtp.mails[0]!.messageId).toBe(`<page-${(await delivery()).id}@nightdesk>`)
  })

  it('after the server took the mail and before its answer: the same mail is sent again, marked as repeated', async () => {
    const here = smtp.hold('before the answer')
    await story.fileS1()
    const first = startWorker()
    await here
    await first.kill()
    await expectAnOpenAttempt()
    await secondWorker(isSent)
    await expectTheSecondWorkersAttempt()
    expectOneMailTwice(smtp.mails)
  })

  it('after the answer and before it is recorded: the same mail is sent again, marked as repeated', async () => {
    const here = smtp.hold('before the mail')
    await story.fileS1()
    const first = startWorker()
    const go = await here
    // It cannot write down that it sent: the row is held until it is dead.
    const holder = new pg.Client({ connectionString: story.database.url })
    await holder.connect()
    await holder.query('begin')
    await holder.query('select 1 from "Delivery" for update')
    go()
    await until(async () => {
      const waiting = await holder.query(
        `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      )
      return (waiting.rowCount ?? 0) > 0
    })
    expect(smtp.mails).toHaveLength(1)
    await first.kill()
    await holder.end()
    await expectAnOpenAttempt()
    await secondWorker(isSent)
    await expectTheSecondWorkersAttempt()
    expectOneMailTwice(smtp.mails)
  })
})

it('a worker killed in the middle of a queued mail: the mail is sent again with the same Message-ID', {
  timeout: 150_000,
}, async () => {
  const reference = await story.fileS1()
  // The page is no part of this tale.
  await story.answer(reference, 'diagnosis')
  const mail = await story.database.db.mailMessage.findFirstOrThrow({ where: { template: 'ticket-reply' } })
  const here = smtp.hold('before the answer')
  const first = startWorker()
  await here
  await first.kill()
  story.clock.set(new Date(Math.max(Date.now(), story.clock.now().getTime())))
  expect(await dueMails(story.ctx, 10)).not.toContain(mail.id)
  await secondWorker(
    async () => (await story.database.db.mailMessage.findUniqueOrThrow({ where: { id: mail.id } })).state === 'sent',
  )
  const same = smtp.mails.filter(({ messageId }) => messageId === mail.messageId)
  expect(same.map(({ subject }) => subject)).toEqual([same[0]!.subject, same[0]!.subject])
})
