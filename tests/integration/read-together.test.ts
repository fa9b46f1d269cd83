import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readTogether } from '@/server/infra/db/unit-of-work'
import { recordWriteFailure, recordWriteSuccess, writeHealth } from '@/server/infra/metrics/write-health'
import { clearAttempts, limits, takePoints } from '@/server/accounts/sign-in/limits'
import { searchTickets } from '@/server/tickets/finding/finding'
import { searchSchema } from '@/server/tickets/finding/schema'
import { readSavedViews, saveView } from '@/server/tickets/views/saved'
import { saveViewSchema } from '@/server/tickets/views/schema'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
let other: pg.Client
beforeAll(async () => {
  story = await openStory('off')
  other = new pg.Client({ connectionString: story.database.url })
  await other.connect()
})
afterAll(async () => {
  await other.end()
  await story.close()
})

it('reads in one transaction cannot write, and keep no setting on the connection', async () => {
  const write = readTogether(story.ctx, {}, ({ tx }) => tx.$executeRaw`delete from "Tag"`)
  await expect(write).rejects.toThrow(/25006|read-only/)
  const setting = () => story.ctx.db.$queryRaw<{ is: string }[]>`select current_setting('enable_seqscan') as "is"`
  await readTogether(story.ctx, { enable_seqscan: 'off' }, async ({ tx }) => {
    expect(await tx.$queryRaw`select current_setting('enable_seqscan') as "is"`).toEqual([{ is: 'off' }])
  })
  expect(await setting()).toEqual([{ is: 'on' }])
})

it('a part that takes too long gives null, and what follows is still read', async () => {
  const [slow, fast, late] = await readTogether(story.ctx, {}, async ({ tx, within }) => [
    await within(20, {}, () => tx.$queryRaw`select pg_sleep(60)`),
    await within(10_000, {}, () => tx.$queryRaw`select 1 as "one"`),
    await within(0.5, {}, () => tx.$queryRaw`select 1 as "one"`),
  ])
  expect([slow, fast, late]).toEqual([null, [{ one: 1 }], null])
})

it('a search that works says nothing about whether the database can be written', async () => {
  await story.fileS1({ body: 'One' })
  // Indexes the ticket, which is a write.
  await searchTickets(story.ctx, story.world.ana, searchSchema.parse({ text: 'one' }))
  for (let tries = 0; tries < 3; tries += 1) recordWriteFailure({ code: '25006' })
  try {
    await searchTickets(story.ctx, story.world.ana, searchSchema.parse({ text: 'one' }))
    expect(writeHealth()).toMatchObject({ ok: false, reason: 'stopping' })
  } finally {
    recordWriteSuccess()
  }
})

it('a saved view that cannot be counted in time has no number, and holds up no other and not the list', async () => {
  const { ana } = story.world
  const save = (name: string, query: string) =>
    saveView(story.ctx, ana, saveViewSchema.parse({ name, teamId: null, view: 'open', query }))
  await save('By words', 'one')
  await save('By filter', 'severity:S1')
  await save('Everything', '')
  const counts = async () =>
    Object.fromEntries((await readSavedViews(story.ctx, ana)).views.map(({ name, count }) => [name, count]))
  expect(await counts()).toEqual({ 'By words': 1, 'By filter': 1, Everything: 1 })
  // The words of all tickets are locked, as if the disk were slow.
  await other.query('begin; lock table "TicketSearch" in access exclusive mode')
  expect(await counts()).toEqual({ 'By words': null, 'By filter': 1, Everything: 1 })
  await other.query('lock table "Ticket" in access exclusive mode')
  expect(await counts()).toEqual({ 'By words': null, 'By filter': null, Everything: null })
  await other.query('rollback')
})

it('a successful sign-in waits for no window of somebody else that is over', async () => {
  await other.query('delete from "RateLimit"')
  await other.query(`insert into "RateLimit" values ('m over', 1, '2020-01-01')`)
  await takePoints(story.ctx, [{ key: 'a own', limit: limits.account }])
  await other.query('begin')
  await other.query(`select 1 from "RateLimit" where "key" = 'm over' for update`)
  await clearAttempts(story.ctx, 'a own', [])
  await other.query('commit')
  const left = async () => (await other.query('select "key" from "RateLimit"')).rows
  expect(await left()).toEqual([{ key: 'm over' }])
  await clearAttempts(story.ctx, 'a own', [])
  expect(await left()).toEqual([])
})

it('a successful sign-in and another try that count the same windows wait in one order and never in a circle', async () => {
  await takePoints(story.ctx, [
    { key: 'z own', limit: limits.account },
    { key: 'a wide', limit: limits.address },
  ])
  await other.query('begin')
  await other.query(`update "RateLimit" set "points" = "points" + 1 where "key" = 'a wide'`)
  const clearing = clearAttempts(story.ctx, 'z own', ['a wide'])
  const waiting = () =>
    story.ctx.db
      .$queryRaw`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  await expect.poll(waiting, { timeout: 10_000 }).toHaveLength(1)
  await other.query(`update "RateLimit" set "points" = "points" + 1 where "key" = 'z own'`)
  await other.query('commit')
  await clearing
  expect((await other.query('select "key", "points" from "RateLimit"')).rows).toEqual([{ key: 'a wide', points: 1 }])
})
