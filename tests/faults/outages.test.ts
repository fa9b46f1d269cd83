import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ServiceContext } from '@/server/infra/context'
import { outageOf } from '@/server/infra/db/database-errors'
import { type Database, openDatabase } from '@/server/infra/db/db'
import { enqueueNothing } from '@/server/infra/jobs/jobs'
import { recordWriteSuccess, writeHealth } from '@/server/infra/metrics/write-health'
import { readPulse } from '@/server/insight/health/system'
import { acknowledgePage } from '@/server/paging/page/pages'
import { fileTicket } from '@/server/tickets/filing/filing'
import { replyAsCustomer } from '@/server/tickets/conversation/replies'
import { customerReplySchema } from '@/server/tickets/conversation/schema'
import { fileTicketSchema } from '@/server/tickets/filing/schema'
import { openProxy, type Proxy } from '@/tests/support/proxy'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
let proxy: Proxy
/** The web process: one pool for requests behind the proxy, and the small one beside it. */
let requests: Database
let vital: Database
const timeouts = { connect: 2_000, query: 3_000, statement: 2_000, lock: 1_500, idleInTransaction: 2_000 }

beforeEach(async () => {
  story = await openStory('off')
  proxy = await openProxy(story.database.url)
  requests = openDatabase(proxy.through(story.database.url), 3, { timeouts })
  vital = openDatabase(proxy.through(story.database.url), 2, { timeouts })
})
afterEach(async () => {
  await requests.close()
  await vital.close()
  await proxy.close()
  await story.close()
  recordWriteSuccess()
})

const contextOf = ({ db }: Database): ServiceContext => ({ db, now: story.clock.now, enqueue: enqueueNothing })
const filing = (clientKey: string) =>
  fileTicketSchema.parse({
    clientKey,
    projectId: story.world.projectId,
    scenario: 'voice_chat_room',
    body: 'Messages vanish',
    severity: 'S1',
  })
const file = (clientKey: string) => fileTicket(contextOf(requests), story.world.customer, filing(clientKey))
const outcome = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'done',
    (error: unknown) => outageOf(error) ?? String(error),
  )

describe('a customer whose response was lost', () => {
  it('has filed one ticket with one page after a retry with the same key', async () => {
    const key = randomUUID()
    proxy.loseAnswer('COMMIT', 'Messages vanish')
    expect(['unreachable', 'busy']).toContain(await outcome(file(key)))
    // It was taken all the same: the answer alone is missing.
    expect(await story.database.db.ticket.count()).toBe(1)
    const { reference } = await file(key)
    const tickets = await story.database.db.ticket.findMany({ select: { reference: true } })
    expect(tickets).toEqual([{ reference }])
    expect(await story.database.db.page.count()).toBe(1)
  })

  it('has written one reply after a retry with the same key', async () => {
    const { reference } = await file(randomUUID())
    const reply = customerReplySchema.parse({ reference, clientKey: randomUUID(), body: 'It still happens.' })
    const send = () => replyAsCustomer(contextOf(requests), story.world.customer, reply)
    proxy.loseAnswer('COMMIT', 'It still happens.')
    expect(['unreachable', 'busy']).toContain(await outcome(send()))
    await send()
    const events = await story.database.db.ticketEvent.findMany({ where: { type: 'customer_reply' } })
    expect(events).toHaveLength(1)
  })
})

describe('while one table is locked and every request waits', () => {
  it('health checks and acknowledgements are answered, requests end as an outage, and everything works afterwards', async () => {
    await file(randomUUID())
    const page = await story.database.db.page.findFirstOrThrow({ select: { id: true } })
    const holder = new pg.Client({ connectionString: story.database.url })
    await holder.connect()
    // As an index that is built while people work: reading goes on, writing waits.
    await holder.query('begin; lock table "TicketEvent" in share mode')
    const waiting = Array.from({ length: 6 }, () => outcome(file(randomUUID())))
    await expect.poll(() => requests.pool.waitingCount).toBeGreaterThan(0)
    expect(await outcome(readPulse(contextOf(vital)))).toBe('done')
    expect(await acknowledgePage(contextOf(vital), story.world.ana, { pageId: page.id, via: 'link' })).toMatchObject({
      outcome: 'acknowledged',
    })
    for (const answer of await Promise.all(waiting)) expect(answer).toBe('busy')
    expect(writeHealth()).toMatchObject({ ok: false, reason: 'busy' })
    await holder.query('rollback')
    await holder.end()
    expect(await outcome(file(randomUUID()))).toBe('done')
    expect(writeHealth()).toEqual({ ok: true })
  })
})

describe('a database whose every open connection goes silent', () => {
  it('fails only the filings in progress, which can be retried', async () => {
    await file(randomUUID())
    const keys = [randomUUID(), randomUUID(), randomUUID()]
    proxy.silence()
    const answers = await Promise.all(keys.map((key) => outcome(file(key))))
    expect(answers.every((answer) => ['busy', 'unreachable', 'done'].includes(answer))).toBe(true)
    for (const key of keys) await file(key)
    expect(await story.database.db.ticket.count()).toBe(4)
  })

  it('corrupts nothing when it is only slow: a filing with 40 ms of latency each way succeeds', async () => {
    proxy.delay(40)
    expect(await outcome(file(randomUUID()))).toBe('done')
  })

  it('truncated responses end as an outage or an answer, never as half a ticket', async () => {
    await file(randomUUID())
    for (const bytes of [40, 400, 4_000]) {
      proxy.drop()
      proxy.cutAnswersAfter(bytes)
      const key = randomUUID()
      expect(['busy', 'unreachable', 'done']).toContain(await outcome(file(key)))
      proxy.restore()
      proxy.drop()
      // A connection whose end has not been noticed yet costs one more try, as a form makes it.
      await expect.poll(() => outcome(file(key))).toBe('done')
    }
    const [{ tickets, events, clocks }] = (await story.database.db.$queryRaw<Record<string, bigint>[]>`
      select (select count(*) from "Ticket") as "tickets", (select count(*) from "TicketEvent") as "events",
        (select count(distinct "ticketId") from "SlaClock") as "clocks"`) as [Record<string, bigint>]
    expect([tickets, events, clocks]).toEqual([4n, 4n, 4n])
  })
})
