import type { ServiceContext } from '@/server/infra/context'
import { coalesceRead } from '@/server/infra/db/coalesced-read'
import { type Reading, readTogether } from '@/server/infra/db/unit-of-work'
import type { PersonActor } from '@/server/vocabulary/rights/actor'
import { type PreparedSearch, prepareSearches } from '../finding/compile'
import { indexFirst, plannersChoice } from '../finding/queries'
import { type Counted, countViews } from './counts'

interface SavedQuery {
  view: Counted['filter']['view']
  query: string
}

/** Milliseconds for all numbers of somebody's saved views, for all of them in one statement, and for one by itself. */
const maxTime = { all: 1_000, together: 400, one: 150 }

/**
 * Counts saved views, each exactly up to 1,000, in their order. It takes about a second at most, and one connection: a view
 * that is not counted in time is null, and holds up no other. Requests of one viewer at the same time share one reading.
 */
export function countSaved(
  ctx: ServiceContext,
  viewer: PersonActor,
  views: readonly SavedQuery[],
): Promise<(number | null)[]> {
  const asked = views.map(({ view, query }) => [view, query])
  const key = `saved views ${viewer.userId} ${JSON.stringify([viewer.email, viewer.timeZone, asked])}`
  return coalesceRead(ctx.db, key, () => count(ctx, viewer, views))
}

async function count(
  ctx: ServiceContext,
  viewer: PersonActor,
  views: readonly SavedQuery[],
): Promise<(number | null)[]> {
  if (views.length === 0) return []
  const until = performance.now() + maxTime.all
  const searches = await prepareSearches(
    ctx.db,
    viewer,
    views.map(({ query }) => query),
  )
  return readTogether(ctx, {}, async ({ tx, within }) => {
    const left = (most: number) => Math.min(most, until - performance.now())
    const counted: (Counted | null)[] = []
    for (const [at, { view, query }] of views.entries()) {
      const search = await compileWithin({ tx, within }, left(maxTime.one), searches[at] ?? null)
      counted.push(search === undefined ? null : { filter: { view, text: query }, search })
    }
    const countAll = (some: readonly Counted[], most: number) =>
      within(left(most), plannersChoice, () => countViews(tx, some, viewer.userId, ctx.now()))
    const compiled = counted.filter((one) => one !== null)
    const together = await countAll(compiled, maxTime.together)
    if (together) return counted.map((one) => (one ? (together[compiled.indexOf(one)] ?? null) : null))
    const numbers: (number | null)[] = []
    for (const one of counted) numbers.push(one && ((await countAll([one], maxTime.one))?.[0] ?? null))
    return numbers
  })
}

/** Returns a compiled search, null for one with nothing in it, and undefined for one whose index did not answer in time. */
async function compileWithin(
  { tx, within }: Reading,
  ms: number,
  search: PreparedSearch | null,
): Promise<Counted['search'] | undefined> {
  if (!search?.asksIndex) return search && search.compile(tx)
  return (await within(ms, indexFirst, () => search.compile(tx))) ?? undefined
}
