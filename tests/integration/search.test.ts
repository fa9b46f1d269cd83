import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openDatabase } from '@/server/infra/db/db'
import { addNote } from '@/server/tickets/conversation/replies'
import { eraseTicketWords } from '@/server/handoff/erasing'
import { fileTicketSchema } from '@/server/tickets/filing/schema'
import { fileTicket } from '@/server/tickets/filing/filing'
import { readExcerpts, searchTickets } from '@/server/tickets/finding/finding'
import { searchSchema } from '@/server/tickets/finding/schema'
import { suggestValues } from '@/server/tickets/finding/suggest'
import { dueTickets, runIndexing } from '@/server/tickets/indexing/indexing'
import { readQueue } from '@/server/tickets/reading/lists'
import { queueSchema } from '@/server/tickets/reading/schema'
import { recordStatements } from '@/tests/support/statements'
import { openStory, type Story } from '@/tests/support/story'
import { asAdministrator } from '@/tests/support/world'

let story: Story
beforeEach(async () => {
  story = await openStory('off')
})
afterEach(() => story.close())

const file = async (subject: string, body = 'It happens.') => {
  story.clock.advance(60_000)
  const { reference } = await fileTicket(
    story.ctx,
    story.world.customer,
    fileTicketSchema.parse({
      clientKey: randomUUID(),
      projectId: story.world.projectId,
      scenario: 'voice_chat_room',
      severity: 'S3',
      subject,
      body,
    }),
  )
  return reference
}
const note = (reference: string, body: string) =>
  addNote(story.ctx, story.world.ana, { reference, body, attachmentIds: [], clientKey: randomUUID() })
const view = (text: string, reader: 'ana' | 'customer' | 'stranger' = 'ana', more: object = {}) =>
  searchTickets(story.ctx, story.world[reader], searchSchema.parse({ text, ...more }))
const found = async (text: string, reader: 'ana' | 'customer' | 'stranger' = 'ana') =>
  (await view(text, reader)).rows.map(({ reference }) => reference)
const indexAll = async () => {
  for (const item of await dueTickets(story.ctx, 100)) await runIndexing(story.ctx, item)
}

it('what was written a moment ago is found, before the worker has indexed it', async () => {
  const reference = await file('登录后消息丢失')
  expect(await found('消息')).toEqual([reference])
  await story.reply(reference, 'After rejoin nobody hears anything')
  await note(reference, 'Token renewed too late')
  expect(await found('rejoin 丢失')).toEqual([reference])
  expect(await found('token')).toEqual([reference])
  expect(await found('-token')).toEqual([])
})

it('a customer finds by words of their own tickets only, and by no word of a note', async () => {
  const reference = await file('Lost messages')
  await note(reference, 'Token renewed too late')
  expect(await found('lost', 'customer')).toEqual([reference])
  expect(await found('token', 'customer')).toEqual([])
  expect(await found('-token', 'customer')).toEqual([reference])
  expect(await found('lost', 'stranger')).toEqual([])
  expect((await view('token', 'customer')).count).toBe(0)
  expect(await readExcerpts(story.ctx, story.world.customer, { text: 'token', references: [reference] })).toEqual([])
  expect(await readExcerpts(story.ctx, story.world.ana, { text: 'renew', references: [reference] })).toMatchObject([
    { reference, isInternal: true, text: 'Token renewed too late', marks: [[6, 11]] },
  ])
})

it("no statement of a customer's search names what only staff may search", async () => {
  const reference = await file('Lost messages')
  await note(reference, 'Token renewed too late')
  await indexAll()
  const again = openDatabase(story.database.url, 2)
  const statements = recordStatements(again.pool)
  try {
    const ctx = { ...story.ctx, db: again.db }
    await searchTickets(ctx, story.world.customer, searchSchema.parse({ text: 'lost token -x "a b c"' }))
    const sent = [...statements.inTransactions(), ...statements.outside()]
    expect(sent.some((sql) => sql.includes('publicWords'))).toBe(true)
    for (const sql of sent) expect(sql).not.toMatch(/staffWords|staffText/)
  } finally {
    await again.close()
  }
})

it('a release that knows no search changes a ticket, and the search finds it as it is then', async () => {
  const reference = await file('Lost messages')
  await indexAll()
  const { id } = await story.database.db.ticket.findUniqueOrThrow({ where: { reference }, select: { id: true } })
  await story.database.db
    .$executeRaw`update "Ticket" set "subject" = 'Broken audio', "region" = 'Hong Kong' where "id" = ${id}::uuid`
  expect(await found('audio')).toEqual([reference])
  expect(await found('region:hong-kong')).toEqual([reference])
  expect(await found('lost')).toEqual([])
})

it('tickets are found by a new name of their organisation and of their filer, and not by the old one', async () => {
  const reference = await file('Lost messages')
  await indexAll()
  await story.database.db.organisation.update({ where: { key: 'ACME' }, data: { name: '新公司' } })
  await story.database.db.user.update({ where: { id: story.world.customer.userId }, data: { name: 'Karl' } })
  await indexAll()
  expect(await found('新公司 karl')).toEqual([reference])
  expect(await found('"Carl"')).toEqual([reference])
  await story.database.db.user.update({
    where: { id: story.world.customer.userId },
    data: { email: 'k@test.example' },
  })
  await indexAll()
  expect(await found('"Carl"')).toEqual([])
})

it('erased words are in no row of the search as soon as they are erased', async () => {
  const reference = await file('Lost messages', 'The secret is hunter2')
  await indexAll()
  const stored = async () =>
    story.database.db.$queryRaw<object[]>`
      select 1 from "TicketSearch" where "publicText" like '%hunter%' or "publicWords" @@ 'hunter'::tsquery`
  expect(await stored()).toHaveLength(1)
  await eraseTicketWords(story.ctx, asAdministrator(story.world.mia), {
    reference,
    chain: 'public',
    seq: 1,
    reason: 'asked for',
  })
  expect(await stored()).toEqual([])
  expect(await found('hunter2')).toEqual([])
  expect(await found(reference)).toEqual([reference])
  expect(await stored()).toEqual([])
})

it('the ticket that a query names comes first, then the newest activity', async () => {
  const first = await file('one')
  const second = await file(`like ${first}`)
  const third = await file(`also like ${first}`)
  expect(await found(first.toLowerCase())).toEqual([first, third, second])
  const page = await view(first, 'ana', { limit: 1 })
  expect(page.rows.map(({ reference }) => reference)).toEqual([first])
  const next = await view(first, 'ana', { limit: 1, after: page.next })
  expect(next.rows.map(({ reference }) => reference)).toEqual([third])
  expect(page.count).toBe(3)
})

it('names of product and scenario are found in both languages', async () => {
  const reference = await file('one')
  expect(await found('语聊')).toEqual([reference])
  expect(await found('"Voice chat"')).toEqual([reference])
})

it('says how many tickets that were there before the search cannot be found by their words yet', async () => {
  const reference = await file('Lost messages')
  await indexAll()
  await story.database.db.$executeRaw`delete from "TicketSearch"`
  await story.database.db.$executeRaw`
    insert into "TicketSearchDue" ("ticketId", "chain") select "id", c from "Ticket", unnest(enum_range(null::"Chain")) c`
  expect(await view('lost')).toMatchObject({ rows: [], notSearched: 1 })
  expect(await view('severity:S3')).toMatchObject({ rows: [{ reference }] })
  // A colleague who may not open the ticket is not told that there is one.
  const colleague = { ...story.world.customer, userId: randomUUID() }
  expect(await searchTickets(story.ctx, colleague, searchSchema.parse({ text: 'lost' }))).toMatchObject({
    notSearched: 0,
  })
  await indexAll()
  expect(await view('lost')).toMatchObject({ rows: [{ reference }], notSearched: 0 })
})

it('the queue narrows its views by the same search', async () => {
  const reference = await file('登录后消息丢失')
  await file('something else')
  const queue = (text: string, view = 'open') =>
    readQueue(story.ctx, story.world.ana, queueSchema.parse({ text, view }))
  const narrowed = await queue('severity:S3 消息 -else')
  expect(narrowed.rows.map((row) => row.reference)).toEqual([reference])
  expect(narrowed.counts).toMatchObject({ open: 1, mine: 0, unassigned: 1, due_soon: 0 })
  expect((await queue('消息', 'resolved')).rows).toEqual([])
})

it('odd queries are answered, and one of 10,000 characters is refused with its field', async () => {
  const reference = await file('it"s odd')
  for (const text of [
    '""""',
    '“”',
    '"',
    "'",
    '\\',
    "' or 1=1 --",
    ':*',
    '<->',
    '!',
    '|',
    '&',
    '\u0000',
    '\ud800',
    'tag:',
    '-',
    '%',
    '_',
  ])
    expect((await view(text)).rows.length, text).toBeLessThanOrEqual(1)
  expect(await found('"""')).toEqual([reference])
  expect(await found('tag:')).toEqual([])
  expect(await found('x '.repeat(500))).toEqual([])
  expect(searchSchema.safeParse({ text: 'x'.repeat(10_000) }).success).toBe(false)
})

it('values of filters are suggested; other people and other organisations never to a customer', async () => {
  await file('one')
  const suggest = (reader: 'ana' | 'customer', key: 'org' | 'assignee' | 'filer' | 'team' | 'tag', text = '') =>
    suggestValues(story.ctx, story.world[reader], { key, text })
  expect(await suggest('ana', 'org', 'ac')).toEqual([{ value: 'ACME', label: 'ACME' }])
  expect(await suggest('ana', 'assignee', 'bo')).toEqual([{ value: 'bo@test.example', label: 'Bo' }])
  expect(await suggest('ana', 'filer')).toEqual([{ value: 'carl@test.example', label: 'Carl' }])
  expect(await suggest('customer', 'org')).toEqual([{ value: 'ACME', label: 'ACME' }])
  for (const key of ['assignee', 'filer', 'team', 'tag'] as const) expect(await suggest('customer', key)).toEqual([])
})
