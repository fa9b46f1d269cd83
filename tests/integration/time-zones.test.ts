import { afterEach, describe, expect, it } from 'vitest'
import { seedDemo } from '@/prisma/seed/demo'
import { seedArticles } from '@/prisma/seed/articles'
import { seedPlans } from '@/prisma/seed/base'
import { exportTicket } from '@/server/tickets/record/export'
import { readTicket } from '@/server/tickets/reading/ticket'
import { verifyExport } from '@/server/tickets/record/verify.rules'
import { freshDatabase, type TestDatabase } from '@/tests/support/database'
import { openStory, type Story } from '@/tests/support/story'

const startsAt = '2026-11-20T18:00:00.000Z'

let opened: (Story | TestDatabase)[] = []
afterEach(async () => {
  for (const one of opened) await one.close()
  opened = []
})

/** One S1 that is answered too late, as every way of reading shows it. */
async function readEverywhere(zone: string) {
  const story = await openStory('off', startsAt, {}, zone)
  opened.push(story)
  const { ana, customer } = story.world
  const reference = await story.fileS1({ startedAt: new Date('2026-11-20T17:30:00Z') })
  await story.minutes(16)
  await story.answer(reference, 'workaround')
  const view = await readTicket(story.ctx, customer, reference)
  const record = await exportTicket(story.ctx, ana, reference, true)
  const page = await story.database.db.page.findFirstOrThrow({ select: { openedAt: true, nextAt: true } })
  const { rows } = await story.database.pool.query(`select "createdAt" from "Ticket"`)
  return {
    createdAt: view.createdAt,
    startedAt: view.startedAt,
    clocks: view.clocks.map(({ metric, state, outcome, startedAt, dueAt, breachedAt, endedAt }) => [
      metric,
      state,
      outcome,
      startedAt,
      dueAt,
      breachedAt,
      endedAt,
    ]),
    events: record.public.events.map(({ seq, at, type }) => [seq, at, type]),
    staffEvents: record.staff?.events.map(({ seq, at, type }) => [seq, at, type]),
    recordClocks: record.clocks,
    differences: verifyExport(record, null).differences,
    page,
    bare: rows,
    deliveries: (await story.database.db.delivery.findMany({ orderBy: { createdAt: 'asc' } })).map((one) => [
      one.createdAt,
      one.sentAt,
      one.state,
    ]),
  }
}

/** Every instant of the demo that a person or a rule reads. */
async function instantsOf({ pool }: TestDatabase) {
  const { rows } = await pool.query(`
    select 'ticket' as "what", "reference" as "name", "createdAt" as "a", "lastActivityAt" as "b", "nextDueAt" as "c" from "Ticket"
    union all
    select 'clock', "reference" || ' ' || "metric" || ' ' || "ordinal", "SlaClock"."startedAt", "dueAt", "endedAt"
      from "SlaClock" join "Ticket" on "Ticket"."id" = "ticketId"
    union all
    select 'event', "reference" || ' ' || "chain" || ' ' || "seq" || ' ' || "type", "at", null, null
      from "TicketEvent" join "Ticket" on "Ticket"."id" = "ticketId"
    union all
    select 'page', "about"->>'reference', "openedAt", "acknowledgedAt", "closedAt" from "Page"
    order by 1, 2, 3`)
  return rows
}

// As initdb takes the zone from the machine in Shanghai and in New York; the embedded server is made with UTC.
describe('a database made in another time zone', { timeout: 180_000 }, () => {
  it('gives the same instants, clocks, pages and ledger as one made with UTC', async () => {
    const [utc, ...others] = [
      await readEverywhere('UTC'),
      await readEverywhere('Asia/Shanghai'),
      await readEverywhere('America/New_York'),
    ]
    expect(utc!.createdAt).toEqual(new Date(startsAt))
    expect(utc!.differences).toEqual([])
    expect(utc!.clocks.find(([metric]) => metric === 'first_response')).toEqual([
      'first_response',
      'ended',
      'late',
      new Date(startsAt),
      null,
      new Date('2026-11-20T18:15:00.000Z'),
      new Date('2026-11-20T18:16:00.000Z'),
    ])
    for (const other of others) expect(other).toEqual(utc)
  })

  it('gives the same demo', async () => {
    const now = new Date('2026-11-27T02:00:00Z')
    const [utc, shanghai] = await Promise.all(
      ['UTC', 'Asia/Shanghai'].map(async (zone) => {
        const database = await freshDatabase(zone)
        opened.push(database)
        await seedPlans(database.db, now)
        await seedArticles(database.db, now)
        await seedDemo(database.db, now)
        return instantsOf(database)
      }),
    )
    expect(shanghai!.length).toBeGreaterThan(50)
    expect(shanghai).toEqual(utc)
  })
})
