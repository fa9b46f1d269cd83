import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { compileSearch } from '@/server/tickets/finding/compile'
import { searchTickets } from '@/server/tickets/finding/finding'
import { namesOf } from '@/server/tickets/indexing/names'
import { countFound, selectFound } from '@/server/tickets/finding/queries'
import { searchSchema } from '@/server/tickets/finding/schema'
import { dueTickets, runIndexing, searchedOf } from '@/server/tickets/indexing/indexing'
import { selectSearched } from '@/server/tickets/indexing/queries'
import { visibleTo } from '@/server/tickets/queries'
import { matchTicket } from '@/server/tickets/search/match.rules'
import type { SearchedTicket } from '@/server/tickets/search/schema'
import { generatedQuery, type GeneratedQuery, storeTickets } from '@/tests/support/search-tickets'
import { openStory, type Story } from '@/tests/support/story'

/*
 * The database finds what the pure function finds (SEMANTICS §6). Sizes for a longer run: SEARCH_TICKETS, SEARCH_QUERIES
 * and SEARCH_SEED.
 */
const tickets = Number(process.env.SEARCH_TICKETS ?? 300)
const queries = Number(process.env.SEARCH_QUERIES ?? 1_000)
const seed = Number(process.env.SEARCH_SEED ?? 6)

let story: Story
let searched: Map<string, SearchedTicket>
const visible = new Map<string, Set<string>>()
/** Ids in the order in which a reader finds them. */
const order = new Map<string, string[]>()

beforeAll(async () => {
  story = await openStory('off')
  const { db } = story.database
  await storeTickets(db, story.world, tickets, seed)
  for (let items = await dueTickets(story.ctx, 200); items.length > 0; items = await dueTickets(story.ctx, 200))
    for (const item of items) await runIndexing(story.ctx, item)
  const rows = await db.ticket.findMany({ select: { id: true } })
  const columns = await selectSearched(
    db,
    rows.map(({ id }) => id),
    true,
  )
  searched = new Map(columns.map((row) => [row.id, { ...searchedOf(row), names: namesOf(row) }]))
  for (const reader of ['ana', 'lead', 'customer'] as const) {
    const activity = reader === 'ana' ? 'lastActivityAt' : 'publicActivityAt'
    const seen = await db.ticket.findMany({
      where: visibleTo(story.world[reader]),
      orderBy: [{ [activity]: 'desc' }, { reference: 'asc' }],
      select: { id: true },
    })
    visible.set(reader, new Set(seen.map(({ id }) => id)))
    order.set(
      reader,
      seen.map(({ id }) => id),
    )
  }
}, 120_000)
afterAll(() => story.close())

/** Reads all pages of a search. */
async function found(
  { text, reader, timeZone }: GeneratedQuery,
  limit = 200,
): Promise<{ ids: string[]; count: number }> {
  const viewer = { ...story.world[reader], timeZone }
  const ids: string[] = []
  let count = 0
  let after: string | null = null
  do {
    const page = await searchTickets(story.ctx, viewer, searchSchema.parse({ text, limit, after }))
    ids.push(...page.rows.map(({ id }) => id))
    count = page.count ?? count
    after = page.next
  } while (after !== null)
  return { ids, count }
}

/** What the pure function finds among the tickets that the reader may see, in the order of §6.4. */
function expected({ text, reader, timeZone }: GeneratedQuery): string[] {
  const searcher = {
    viewer: reader === 'ana' ? ('staff' as const) : ('customer' as const),
    me: story.world[reader].email,
    timeZone,
  }
  return order.get(reader)!.filter((id) => matchTicket(text, searched.get(id)!, searcher).matches)
}

it('the database finds exactly what the pure function finds, for staff, leads and customers', async () => {
  const { db } = story.database
  for (const [at, query] of fc.sample(generatedQuery, { numRuns: queries, seed }).entries()) {
    const viewer = { ...story.world[query.reader], timeZone: query.timeZone }
    // Every third as if its words were frequent, so that both ways of asking the database are compared.
    const search = await compileSearch(story.ctx, viewer, query.text, at % 3 === 0 ? 2 : undefined)
    const ids = (await selectFound(db, viewer, search && { ...search, references: [] }, null, tickets)).map(
      ({ id }) => id,
    )
    expect(ids, JSON.stringify(query)).toEqual(expected(query))
    expect(await countFound(story.ctx, viewer, search), JSON.stringify(query)).toBe(Math.min(ids.length, 1_001))
  }
}, 600_000)

it('pages of any size neither skip nor repeat a ticket, and keep the order', async () => {
  for (const text of ['消息', 'status:unresolved', 'm', 'ACME-12 severity:S1,S2,S3,S4', '-lost'])
    for (const reader of ['ana', 'customer'] as const) {
      const query = { text, reader, timeZone: 'UTC' }
      const pure = expected(query)
      const named = pure.filter((id) => text.includes('-12') && searched.get(id)!.reference === 'ACME-12')
      const inOrder = [...named, ...pure.filter((id) => !named.includes(id))]
      for (const limit of [37, 200]) expect((await found(query, limit)).ids, `${text} ${reader}`).toEqual(inOrder)
    }
}, 120_000)
