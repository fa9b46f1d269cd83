import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openDatabase } from '@/server/infra/db/db'
import { eraseTicketWords } from '@/server/handoff/erasing'
import { addNote } from '@/server/tickets/conversation/replies'
import { readExcerpts, searchTickets } from '@/server/tickets/finding/finding'
import { searchSchema } from '@/server/tickets/finding/schema'
import { dueTickets, indexTickets, runIndexing } from '@/server/tickets/indexing/indexing'
import { takeMarks, takeOldMarks } from '@/server/tickets/indexing/queries'
import { recordStatements } from '@/tests/support/statements'
import { openStory, type Story } from '@/tests/support/story'
import { asAdministrator } from '@/tests/support/world'

let story: Story
let other: pg.Client
beforeEach(async () => {
  story = await openStory('off')
  other = new pg.Client({ connectionString: story.database.url })
  await other.connect()
})
afterEach(async () => {
  await other.end()
  await story.close()
})

const search = (text: string, reader: 'ana' | 'customer' = 'ana') =>
  searchTickets(story.ctx, story.world[reader], searchSchema.parse({ text }))
const found = async (text: string, reader: 'ana' | 'customer' = 'ana') =>
  (await search(text, reader)).rows.map(({ reference }) => reference)
const indexAll = async () => {
  for (const item of await dueTickets(story.ctx, 100)) await runIndexing(story.ctx, item)
}
const note = (reference: string, body: string) =>
  addNote(story.ctx, story.world.ana, { reference, body, attachmentIds: [], clientKey: randomUUID() })
const idOf = async (reference: string) =>
  (await story.database.db.ticket.findUniqueOrThrow({ where: { reference }, select: { id: true } })).id
const marks = async () =>
  (
    await other.query<{ chain: string; isOld: boolean }>(
      `select "chain"::text as "chain", "at" is null as "isOld" from "TicketSearchDue" order by 1`,
    )
  ).rows
const stored = async () =>
  (
    await other.query<{ public: boolean; staff: boolean }>(
      `select "publicText" <> '' as "public", "staffText" <> '' as "staff" from "TicketSearch"`,
    )
  ).rows
const waiting = () =>
  other
    .query("select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")
    .then(({ rows }) => rows.length)

it("a customer's reply stays found when a note is indexed at the same time by somebody who read the ticket before it", async () => {
  const reference = await story.fileS1({ body: 'One' })
  await indexAll()
  await note(reference, 'Token renewed too late')
  const id = await idOf(reference)
  // A transaction that writes words of notes waits here, after reading the ticket.
  await other.query(`create function "pause"() returns trigger language plpgsql as $$
    begin
      if new."staffText" like '%renewed%' then perform pg_advisory_xact_lock_shared(4711); end if;
      return new;
    end $$`)
  await other.query('create trigger "pause" before insert on "TicketSearch" for each row execute function "pause"()')
  await other.query('select pg_advisory_lock(4711)')
  const worker = indexTickets(story.ctx, [id], true)
  await expect.poll(waiting, { timeout: 10_000 }).toBe(1)
  await story.reply(reference, 'Nobody hears anything after rejoin')
  expect(await found('rejoin', 'customer')).toEqual([reference])
  await other.query('select pg_advisory_unlock(4711)')
  await worker
  expect(await marks()).toEqual([])
  expect(await found('rejoin', 'customer')).toEqual([reference])
  expect(await found('rejoin renewed')).toEqual([reference])
})

it('an erased note leaves what customers search as it was, and an erased reply what only staff search', async () => {
  const reference = await story.fileS1({ body: 'One' })
  await note(reference, 'Token renewed too late')
  await indexAll()
  const erase = (chain: 'staff' | 'public', seq: number) =>
    eraseTicketWords(story.ctx, asAdministrator(story.world.mia), { reference, chain, seq, reason: 'asked for' })
  await erase('staff', 1)
  // The erasing itself is an entry without words on the public side.
  expect(await stored()).toEqual([{ public: true, staff: false }])
  expect((await marks()).map(({ chain }) => chain)).toEqual(['staff'])
  await indexAll()
  await erase('public', 1)
  expect(await stored()).toEqual([{ public: false, staff: true }])
  expect((await marks()).map(({ chain }) => chain)).toEqual(['public'])
})

it('a file of a note, and its erasing, mark only what staff search', async () => {
  const reference = await story.fileS1({ body: 'One' })
  await note(reference, 'See the file')
  await indexAll()
  const ticketId = await idOf(reference)
  const event = await story.database.db.ticketEvent.findFirstOrThrow({
    where: { ticketId, chain: 'staff', content: { body: 'See the file' } },
    include: { ticket: { select: { organisationId: true } } },
  })
  const file = await story.database.db.attachment.create({
    data: {
      ticketId,
      organisationId: event.ticket.organisationId,
      sha256: '0'.repeat(64),
      eventId: event.id,
      staffOnly: true,
      uploaderId: story.world.ana.userId,
      fileName: 'capture.pcap',
      contentType: 'application/octet-stream',
      size: 3,
      createdAt: story.clock.now(),
    },
  })
  expect((await marks()).map(({ chain }) => chain)).toEqual(['staff'])
  await indexAll()
  expect(await found('capture.pcap')).toEqual([reference])
  await story.database.db.attachment.update({ where: { id: file.id }, data: { erasedAt: story.clock.now() } })
  expect((await marks()).map(({ chain }) => chain)).toEqual(['staff'])
  expect(await stored()).toEqual([{ public: true, staff: false }])
  expect(await found('capture.pcap')).toEqual([])
})

it("very long notes change nothing of a customer's search: neither what it asks nor what it finds", async () => {
  const reference = await story.fileS1({ body: 'One' })
  await indexAll()
  await other.query('update "TicketSearch" set "isStaffLong" = true, "staffWords" = \'\'')
  const again = openDatabase(story.database.url, 2)
  const statements = recordStatements(again.pool)
  try {
    const ctx = { ...story.ctx, db: again.db }
    const { rows } = await searchTickets(ctx, story.world.customer, searchSchema.parse({ text: 'one' }))
    expect(rows.map((row) => row.reference)).toEqual([reference])
    for (const sql of [...statements.inTransactions(), ...statements.outside()]) expect(sql).not.toMatch(/Staff|isLong/)
  } finally {
    await again.close()
  }
})

it('a long ticket is found by the displayed name of its scenario, which is in no text of it', async () => {
  const reference = await story.fileS1({ body: 'One', scenario: 'voice_chat_room' })
  await indexAll()
  await other.query('update "TicketSearch" set "isPublicLong" = true')
  // Decided by the index alone, and by the text too.
  expect(await found('语聊')).toEqual([reference])
  expect(await found('"Voice chat room"')).toEqual([reference])
  expect(await found('语聊房')).toEqual([reference])
})

it('a search waits for nobody: a ticket that is being changed is left to the worker, and is said to be missing', async () => {
  const reference = await story.fileS1({ body: 'One' })
  await other.query('begin')
  await other.query('select 1 from "TicketSearchDue" for update')
  expect(await search('one')).toMatchObject({ rows: [], notSearched: 1 })
  await other.query('commit')
  expect(await found('one')).toEqual([reference])
}, 20_000)

it('a search indexes at most ten tickets itself', async () => {
  for (let index = 0; index < 12; index += 1) await story.fileS1({ body: 'One' })
  expect(await search('one')).toMatchObject({ count: 10, notSearched: 2 })
}, 60_000)

it('a new name of an organisation keeps its tickets found, and no search does its work', async () => {
  const reference = await story.fileS1({ body: 'One' })
  await indexAll()
  await story.database.db.organisation.update({ where: { key: 'ACME' }, data: { name: 'Newname' } })
  expect(await marks()).toEqual([{ chain: 'staff', isOld: true }])
  expect(await search('one')).toMatchObject({ rows: [{ reference }], notSearched: 0 })
  expect(await found('newname')).toEqual([])
  await indexAll()
  expect(await found('newname')).toEqual([reference])
})

it('tickets of the background are indexed by their newest activity, also where ids say nothing about age', async () => {
  const references = [await story.fileS1(), await story.fileS1(), await story.fileS1()]
  const [first, second, third] = await Promise.all(references.map(idOf))
  await other.query('delete from "TicketSearchDue"')
  const active = [second, third, first]
  for (const [at, id] of active.entries())
    await other.query(
      `insert into "TicketSearchDue" ("ticketId", "chain", "activityAt") values ($1, 'public', timestamptz '2026-01-10' - $2 * interval '1 day')`,
      [id, at],
    )
  const order = await story.database.db.$transaction(async (tx) => [
    ...(await takeOldMarks(tx, 0.5)),
    ...(await takeOldMarks(tx, 0.5)),
    ...(await takeOldMarks(tx, 0.5)),
  ])
  expect(order.map(({ ticketId }) => ticketId)).toEqual(active)
})

it('a mark is taken for its side alone', async () => {
  const reference = await story.fileS1()
  await indexAll()
  await note(reference, 'Only for staff')
  const id = await idOf(reference)
  const taken = await story.database.db.$transaction((tx) => takeMarks(tx, [id], true))
  expect(taken).toEqual([{ ticketId: id, chain: 'staff' }])
})

it('an excerpt needs no more of a long message than what is around the word', async () => {
  const long = `${'Nothing here. '.repeat(700)}The NEEDLE\u200B is here ${'and nothing more '.repeat(400)}`
  const reference = await story.fileS1({ body: long })
  await story.reply(reference, 'another needle')
  const again = openDatabase(story.database.url, 2)
  const sockets: { bytesRead: number }[] = []
  again.pool.on('connect', (client) => {
    sockets.push((client as unknown as { connection: { stream: { bytesRead: number } } }).connection.stream)
  })
  try {
    const ctx = { ...story.ctx, db: again.db }
    const [excerpt] = await readExcerpts(ctx, story.world.ana, { text: 'needle', references: [reference] })
    expect(excerpt!.text).toMatch(/^….*Nothing here\. The NEEDLE\u200B is here and nothing .*…$/)
    expect(excerpt!.marks.map(([from, to]) => excerpt!.text.slice(from, to))).toEqual(['NEEDLE'])
    const received = sockets.reduce((sum, { bytesRead }) => sum + bytesRead, 0)
    expect(received).toBeGreaterThan(1_000)
    expect(received).toBeLessThan(5_000)
  } finally {
    await again.close()
  }
})
