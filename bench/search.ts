import path from 'node:path'
import { migrate } from '@/scripts/support/migrate'
import { startPostgres } from '@/scripts/support/postgres'
import type { ServiceContext } from '@/server/infra/context'
import { openDatabase } from '@/server/infra/db/db'
import { enqueueNothing } from '@/server/infra/jobs/jobs'
import { saveTeam } from '@/server/accounts/teams/teams'
import { queueViews } from '@/server/tickets/facts'
import { readExcerpts, searchTickets } from '@/server/tickets/finding/finding'
import { searchSchema } from '@/server/tickets/finding/schema'
import { dueTickets, runIndexing } from '@/server/tickets/indexing/indexing'
import { readQueue } from '@/server/tickets/reading/lists'
import { queueSchema } from '@/server/tickets/reading/schema'
import { readSavedViews, saveView } from '@/server/tickets/views/saved'
import { saveViewSchema } from '@/server/tickets/views/schema'
import { makeFastFolder } from '@/tests/support/fast-folder'
import { makeWorld, type World } from '@/tests/support/world'
import { largeDesk } from './desk-data'
import { writeTexts } from './desk-texts'
import { atLeast, below } from './page-measures'
import { type Measure, percentile } from './report'

const queries: Record<string, string[]> = {
  'Chinese words': ['消息丢失', '断流', '进房失败', '令牌过期 重连', '摄像头蓝牙', '丢'],
  'English words': ['reconnect', '"packet delay"', 'headset volume', 'audio', 'bluetooth headset volume', 'micro'],
  'codes and versions': ['ERR_4711', '4.17.3', '-10417', 'v4.3.5 ERR_12', 'DESK-4711', '"ERR_12"'],
  'words with filters': [
    '消息 severity:S1',
    'audio status:unresolved',
    '断流 org:ORG7',
    'timeout product:voice_call -screen',
    '重连 region:上海 platform:ios',
    'crash assignee:none breached:yes',
  ],
  'filters alone': [
    'severity:S1',
    'org:ORG7 status:closed',
    'error:-10417',
    'sdk:>=4.30',
    'breached:first_response',
    'assignee:none -severity:S4',
  ],
}
const each = 10
/** Milliseconds of the table of targets. */
const viewTarget = 60
const deepPage = 50

interface Timed {
  name: string
  target: number
  readings: (() => Promise<unknown>)[]
}

/** Fills a migrated database with the desk that is searched, and indexes it. Returns how many tickets were indexed a second. */
export async function fillSearched(ctx: ServiceContext, tickets: number): Promise<{ world: World; rate: number }> {
  const { db } = ctx
  const world = await makeWorld(db, new Date())
  await largeDesk(db, world, tickets, 30)
  const teamIds: string[] = []
  for (const name of ['Media', 'Messaging', 'Network', 'Console'])
    teamIds.push((await saveTeam(ctx, world.mia, { name, memberIds: [world.bo.userId] })).id)
  await saveTeam(ctx, world.mia, { id: teamIds[0]!, name: 'Media', memberIds: [world.ana.userId] })
  await writeTexts(db, teamIds)
  for (const [name, query] of savedQueries)
    await saveView(ctx, world.ana, saveViewSchema.parse({ name, teamId: null, view: 'open', query }))
  const from = performance.now()
  for (let items = await dueTickets(ctx, 100); items.length > 0; items = await dueTickets(ctx, 100))
    for (const item of items) await runIndexing(ctx, item)
  const rate = tickets / ((performance.now() - from) / 1_000)
  await db.$executeRaw`vacuum analyze`
  return { world, rate }
}

const savedQueries = [
  ['Everything', ''],
  ['Urgent', 'severity:S1,S2'],
  ['Words', '消息丢失'],
  ['Frequent words', 'audio'],
  ['A team', 'team:Media'],
  ['Nobody', 'assignee:none'],
  ['Missed', 'breached:yes'],
  ['A tag', 'tag:tag13'],
] as const

/** Returns the cursor of a late page: of page 50, or of the last one. */
async function deepCursor(
  read: (after: string | null) => Promise<{ next: string | null }>,
): Promise<{ page: number; after: string | null }> {
  let after: string | null = null
  for (let page = 1; ; page += 1) {
    if (page === deepPage) return { page, after }
    const { next } = await read(after)
    if (next === null) return { page, after }
    after = next
  }
}

/** Returns what is measured on a filled desk: every kind of search for staff and a lead, every view, and saved views. */
async function readingsOf(ctx: ServiceContext, world: World, searchTarget: number): Promise<Timed[]> {
  const timed: Timed[] = []
  const find = (reader: 'ana' | 'lead', text: string, after: string | null = null) =>
    searchTickets(ctx, world[reader], searchSchema.parse({ text, after }))
  for (const reader of ['ana', 'lead'] as const) {
    const who = reader === 'ana' ? 'staff' : 'a lead'
    for (const [name, texts] of Object.entries(queries)) {
      timed.push({
        name: `search by ${who}: ${name}`,
        target: searchTarget,
        readings: texts.map((text) => () => find(reader, text)),
      })
    }
  }
  for (const text of ['audio', '断流', 'severity:S1,S2']) {
    const { page, after } = await deepCursor((cursor) => find('ana', text, cursor))
    timed.push({
      name: `search by staff: ${text}, page ${page}`,
      target: searchTarget,
      readings: [() => find('ana', text, after)],
    })
  }
  const { rows } = await find('ana', 'bluetooth')
  const references = rows.map(({ reference }) => reference)
  timed.push({
    name: `excerpts of ${references.length} found tickets`,
    target: searchTarget,
    readings: [() => readExcerpts(ctx, world.ana, { text: 'bluetooth', references })],
  })
  for (const view of queueViews) {
    const read = (after: string | null) => readQueue(ctx, world.ana, queueSchema.parse({ view, after }))
    const { page, after } = await deepCursor(read)
    timed.push({ name: `view ${view}, first page`, target: viewTarget, readings: [() => read(null)] })
    if (page > 1) timed.push({ name: `view ${view}, page ${page}`, target: viewTarget, readings: [() => read(after)] })
  }
  timed.push({
    name: `numbers of ${savedQueries.length} saved views`,
    target: searchTarget,
    readings: [() => readSavedViews(ctx, world.ana)],
  })
  return timed
}

/** Measures a filled desk: p50 and p95 of the server's time, without the network, of one reader on warm caches. */
export async function measureSearched(ctx: ServiceContext, world: World, tickets: number): Promise<Measure[]> {
  const measures: Measure[] = []
  for (const { name, target, readings } of await readingsOf(ctx, world, tickets > 100_000 ? 250 : 100)) {
    for (const read of readings) await read()
    const times: number[] = []
    for (let round = 0; round < (readings.length > 1 ? each : each * 3); round += 1)
      for (const read of readings) {
        const began = performance.now()
        await read()
        times.push(performance.now() - began)
      }
    measures.push(
      below(`${name}, p50`, percentile(times, 0.5), target),
      below(`${name}, p95`, percentile(times, 0.95), target),
    )
  }
  return measures
}

/**
 * `npm run bench search`: the server's time for searches, with count and rows, and for the views of the queue, with their
 * counts, on BENCH_TICKETS (100,000) tickets; and how fast old tickets are indexed.
 */
export async function search(): Promise<Measure[]> {
  const tickets = Number(process.env.BENCH_TICKETS ?? 100_000)
  const server = await startPostgres({
    dataDir: path.join(makeFastFolder('nightdesk-search-'), 'db'),
    password: 'bench',
    database: 'bench',
    volatile: true,
  })
  const database = openDatabase(server.url, 4, { timeouts: { query: 3_600_000, statement: 3_600_000 } })
  try {
    await migrate(server.url)
    const ctx: ServiceContext = { db: database.db, now: () => new Date(), enqueue: enqueueNothing }
    const { world, rate } = await fillSearched(ctx, tickets)
    return [
      atLeast(`old tickets indexed, ${tickets} of them`, rate, 50, 'per second'),
      ...(await measureSearched(ctx, world, tickets)),
    ]
  } finally {
    await database.close()
    await server.stop()
  }
}
