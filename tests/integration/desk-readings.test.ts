import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Viewer } from '@/server/accounts/schema'
import { organisations } from '@/server/accounts/organisations/organisations'
import type { ServiceContext } from '@/server/infra/context'
import { type Database, openDatabase } from '@/server/infra/db/db'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { systemActor } from '@/server/vocabulary/rights/actor'
import { countAtRisk, selectCells, selectTicketsAtRisk } from '@/server/insight/overview/queries'
import { readSilence } from '@/server/insight/health/system'
import { countTurns, selectWaiting } from '@/server/paging/queries'
import { selectHeld } from '@/server/handoff/queries'
import { countHandoffs } from '@/server/handoff/reading'
import { syncEntries } from '@/server/handoff/watch'
import { selectOwnTickets, selectQueueGroup } from '@/server/tickets/reading/list-queries'
import { readDeskStatus } from '@/server/tickets/reading/desk-status'
import { readOwnTickets, readQueue } from '@/server/tickets/reading/lists'
import { selectSimilar } from '@/server/tickets/reading/queries'
import { markRead, readTicket } from '@/server/tickets/reading/ticket'
import { queueSchema } from '@/server/tickets/reading/schema'
import { recordStatements, type StatementRecorder } from '@/tests/support/statements'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
let counted: Database
let statements: StatementRecorder
let ctx: ServiceContext
beforeAll(async () => {
  story = await openStory('off')
  counted = openDatabase(story.database.url, 4)
  statements = recordStatements(counted.pool)
  ctx = { ...story.ctx, db: counted.db }
})
beforeEach(() => statements.clear())
afterAll(async () => {
  await counted.close()
  await story.close()
})

const fileOf = async (severity = 'S3') => {
  const reference = await story.fileS1({ severity })
  return story.database.db.ticket.findUniqueOrThrow({ where: { reference } })
}

describe('the number of statements', () => {
  it('of marking a ticket as read is at most three, because it loads nothing of the screen', async () => {
    const ticket = await fileOf()
    statements.clear()
    await markRead(ctx, story.world.ana, ticket.reference)
    expect([...statements.outside(), ...statements.inTransactions()].length).toBeLessThanOrEqual(3)
  })

  it('of a ticket is at most seven for an engineer and four for a customer', async () => {
    const { ana, customer } = story.world
    const ticket = await fileOf()
    const statementsOf = async (viewer: Viewer) => {
      statements.clear()
      const { timeline } = await readTicket(ctx, viewer, ticket.reference)
      expect(timeline).not.toHaveLength(0)
      return statements.outside().length
    }
    expect(await statementsOf(ana)).toBeLessThanOrEqual(7)
    expect(await statementsOf(customer)).toBeLessThanOrEqual(4)
  })

  it('of a ticket does not grow with its messages and people', async () => {
    const { ana, lead } = story.world
    const ticket = await fileOf()
    const count = async () => {
      statements.clear()
      await readTicket(ctx, ana, ticket.reference)
      return statements.outside().length
    }
    const before = await count()
    const { db } = story.database
    await db.watcher.create({ data: { ticketId: ticket.id, userId: lead.userId } })
    await story.reply(ticket.reference, 'It still fails.')
    await story.reply(ticket.reference, 'And again.')
    expect(await count()).toBe(before)
  })

  it('of the frame around a staff screen is at most seven, and more only while a page waits', async () => {
    const { ana } = story.world
    const frame = async () => {
      statements.clear()
      await Promise.all([readDeskStatus(ctx, ana), countHandoffs(ctx, ana), readSilence(ctx, ana)])
      return statements.outside().length
    }
    await story.database.db.page.updateMany({ data: { state: 'closed' } })
    expect(await frame()).toBeLessThanOrEqual(7)
    await fileOf('S1')
    const waiting = await frame()
    expect(waiting).toBeLessThanOrEqual(19)
    await fileOf('S1')
    expect(await frame()).toBe(waiting)
  })

  it("of the queue is at most eight, and of a customer's list three", async () => {
    await fileOf()
    statements.clear()
    await readQueue(ctx, story.world.ana, queueSchema.parse({}))
    expect(statements.outside().length).toBeLessThanOrEqual(8)
    statements.clear()
    await readOwnTickets(ctx, story.world.customer, { scope: 'open', limit: 100, after: null })
    expect(statements.outside().length).toBeLessThanOrEqual(3)
  })

  it('of the queue does not grow with its rows', async () => {
    const statementsOf = async () => {
      statements.clear()
      const { rows } = await readQueue(ctx, story.world.ana, queueSchema.parse({}))
      return { rows: rows.length, sent: statements.outside().length }
    }
    await fileOf()
    const before = await statementsOf()
    for (let filed = 0; filed < 5; filed += 1) await fileOf()
    const after = await statementsOf()
    expect(after.rows).toBe(before.rows + 5)
    expect(after.sent).toBe(before.sent)
  })

  it("that count the queue is at most two for ten simultaneous desks of one reader, each with its own reader's number", async () => {
    const { ana, bo } = story.world
    const ticket = await fileOf()
    await story.database.db.ticket.update({ where: { id: ticket.id }, data: { assigneeId: bo.userId } })
    statements.clear()
    const views = await Promise.all(
      Array.from({ length: 10 }, (_, desk) => readQueue(ctx, desk % 2 ? ana : bo, queueSchema.parse({}))),
    )
    const counting = statements.outside().filter((text) => text.includes('as "counts"')).length
    expect(counting).toBeGreaterThan(0)
    expect(counting).toBeLessThanOrEqual(4)
    const open = await story.database.db.ticket.count({ where: { status: { notIn: ['resolved', 'closed'] } } })
    expect(views.map(({ counts }) => [counts.open, counts.mine])).toEqual(
      Array.from({ length: 10 }, (_, desk) => [open, desk % 2 ? 0 : 1]),
    )
  })

  it('that bring a handoff brief up to date does not grow with its tickets', async () => {
    const { bo } = story.world
    const { db } = story.database
    const brief = await db.handoffBrief.create({
      data: { id: randomUUID(), outgoingId: bo.userId, endsAt: ctx.now(), createdAt: ctx.now() },
    })
    const sync = async () => {
      // Once for what is new, and counted when all entries are there and unedited.
      await unitOfWork(ctx, systemActor('test'), ({ tx, now }) => syncEntries(tx, brief.id, now))
      statements.clear()
      const { entries } = await unitOfWork(ctx, systemActor('test'), ({ tx, now }) => syncEntries(tx, brief.id, now))
      return { entries, sent: statements.inTransactions().length }
    }
    const assign = async () => db.ticket.update({ where: { id: (await fileOf()).id }, data: { assigneeId: bo.userId } })
    await assign()
    const before = await sync()
    for (let more = 0; more < 4; more += 1) await assign()
    const after = await sync()
    expect(after.entries).toHaveLength(before.entries.length + 4)
    expect(after.sent).toBe(before.sent)
  })
})

describe('the organisations that somebody belongs to', () => {
  it('show the number of their own people; those of others are not counted', async () => {
    const { lead, mia } = story.world
    const [own] = await organisations(ctx, lead)
    expect(own?.people).toBe(2)
    const counting = statements.outside().find((text) => text.includes('count(distinct'))
    expect(counting).toContain('"organisationId" = any')
    expect((await organisations(ctx, mia)).map(({ key, people }) => [key, people])).toEqual([
      ['NIGHTDESK', 3],
      ['ACME', 2],
      ['OTHER', 1],
    ])
  })
})

// A filter whose state is a parameter could use none of these: the planner has to see it. Sequential scans are put off,
// for on a few rows they are always cheaper.
describe('an index serves the query', () => {
  async function indexesUsed(work: (db: Parameters<typeof countAtRisk>[0]) => Promise<unknown>): Promise<Set<string>> {
    const database = openDatabase(story.database.url, 1)
    const scans = async () => {
      const rows = await database.db.$queryRaw<{ name: string; scans: number }[]>`
        select indexrelname::text as "name", idx_scan::int as "scans" from pg_stat_user_indexes`
      return new Map(rows.map(({ name, scans }) => [name, scans]))
    }
    try {
      const before = await scans()
      await database.db.$transaction(async (tx) => {
        await tx.$executeRaw`set local enable_seqscan = off`
        await tx.$executeRaw`set local enable_bitmapscan = off`
        await work(tx)
        await tx.$queryRaw`select pg_stat_force_next_flush()::text`
      })
      const after = await scans()
      return new Set([...after].flatMap(([name, count]) => (count > (before.get(name) ?? 0) ? [name] : [])))
    } finally {
      await database.close()
    }
  }
  const day = 86_400_000
  const group = (name: 'breached' | 'rest' | 'done') => (db: Parameters<typeof countAtRisk>[0]) =>
    selectQueueGroup(
      db,
      queueSchema.parse({ view: name === 'done' ? 'resolved' : 'open' }),
      null,
      { userId: story.world.ana.userId },
      { asOf: story.ctx.now(), now: story.ctx.now() },
      name,
      null,
      100,
    )
  const mine = (who: 'lead' | 'customer', scope: 'open' | 'done') => (db: Parameters<typeof countAtRisk>[0]) =>
    selectOwnTickets(db, story.world[who], scope, null, 100)

  it.each<[string, string, (db: Parameters<typeof countAtRisk>[0]) => Promise<unknown>]>([
    ['the number of promises at risk', 'SlaClock_at_risk', (db) => countAtRisk(db)],
    ['the tickets at risk', 'SlaClock_at_risk', (db) => selectTicketsAtRisk(db, null, 100)],
    ['met clocks', 'SlaClock_answered', (db) => selectCells(db, new Date(Date.now() - day), new Date())],
    ['breached clocks', 'SlaClock_missed', (db) => selectCells(db, new Date(Date.now() - day), new Date())],
    ["an engineer's tickets", 'Ticket_open_of_assignee', (db) => selectHeld(db, story.world.ana.userId)],
    ["an engineer's acknowledged pages", 'Page_acknowledged', (db) => selectHeld(db, story.world.ana.userId)],
    ['waiting pages', 'Page_waiting', (db) => selectWaiting(db, story.world.ana.userId, 200)],
    ['the turn of a round robin', 'Page_of_policy', (db) => countTurns(db, story.world.policyId)],
    [
      'mails in one state',
      'MailMessage_state_createdAt_idx',
      (db) =>
        db.mailMessage.findMany({ where: { state: 'failed' }, orderBy: { createdAt: 'desc' }, select: { id: true } }),
    ],
    ['the queue of old breaches', 'Ticket_queue_missed', group('breached')],
    ['the queue of tickets without a clock', 'Ticket_queue_rest', group('rest')],
    ['the queue of finished tickets', 'Ticket_queue_done', group('done')],
    ["a lead's open tickets", 'Ticket_open_of_organisation', mine('lead', 'open')],
    ["a lead's past tickets", 'Ticket_organisationId_publicActivityAt_idx', mine('lead', 'done')],
    ['what a customer filed, past', 'Ticket_organisationId_filerId_publicActivityAt_idx', mine('customer', 'done')],
    ["a customer's past tickets", 'Ticket_organisationId_publicActivityAt_idx', mine('customer', 'done')],
    [
      'all tickets that somebody watches',
      'Watcher_userId_idx',
      (db) => db.watcher.findMany({ where: { userId: story.world.customer.userId }, select: { ticketId: true } }),
    ],
    [
      'all tickets that somebody filed',
      'Ticket_filerId_idx',
      (db) => db.ticket.findMany({ where: { filerId: story.world.customer.userId }, select: { id: true } }),
    ],
    [
      'similar tickets elsewhere',
      'Ticket_solved',
      (db) =>
        selectSimilar(db, {
          id: randomUUID(),
          organisationId: story.world.organisationId,
          scenario: 'voice_chat_room',
          product: 'rtc',
        }),
    ],
    [
      'follow-ups',
      'Ticket_followUps',
      (db) => db.ticket.findMany({ where: { followUpOfId: { in: [randomUUID()] } }, select: { reference: true } }),
    ],
  ])('%s: %s', async (_what, index, read) => {
    expect([...(await indexesUsed(read))]).toContain(index)
  })
})
