import type { ServiceContext } from '@/server/infra/context'
import { coalesceRead } from '@/server/infra/db/coalesced-read'
import { readTogether } from '@/server/infra/db/unit-of-work'
import type { PersonActor } from '@/server/vocabulary/rights/actor'
import { prepareSearches } from '../finding/compile'
import { indexFirst, plannersChoice } from '../finding/queries'
import { type Counted, countViews } from './counts'

interface SavedQuery {
  view: Counted['filter']['view']
  query: string
}

/** Milliseconds for all numbers of somebody's saved views, for those without words in one statement, and for one by itself. */
const maxTime = { all: 2_000, together: 800, one: 300 }

/**
 * Counts saved views, each exactly up to 1,000, in their order. It takes about two seconds at most, and one connection: a
 * view that is not counted in time is null. Views that ask for words come last, so that they hold up no other. Requests of
 * one viewer at the same time share one reading.
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
    const countAll = (some: readonly Counted[], most: number) =>
      within(left(most), plannersChoice, () => countViews(tx, some, viewer.userId, ctx.now()))
    const countOne = async (one: Counted) => (await countAll([one], maxTime.one))?.[0] ?? null
    const numbers = new Array<number | null>(views.length).fill(null)
    const places = views.map((_, at) => at)
    const plain = places.filter((at) => !searches[at]?.asksIndex)
    const counted: Counted[] = []
    for (const at of plain) {
      const { view, query } = views[at]!
      counted.push({ filter: { view, text: query }, search: (await searches[at]?.compile(tx)) ?? null })
    }
    const together = await countAll(counted, maxTime.together)
    for (const [place, at] of plain.entries())
      numbers[at] = together ? together[place]! : await countOne(counted[place]!)
    for (const at of places.filter((one) => searches[one]?.asksIndex)) {
      const { view, query } = views[at]!
      const search = await within(left(maxTime.one), indexFirst, () => searches[at]!.compile(tx))
      if (search) numbers[at] = await countOne({ filter: { view, text: query }, search })
    }
    return numbers
  })
}
