import type { ServiceContext } from '@/server/infra/context'
import { decodeCursor, encodeCursor } from '@/server/infra/input/cursor'
import type { PersonActor } from '@/server/vocabulary/rights/actor'
import type { CompiledSearch } from './compile'
import { countFound, selectFound, selectNamed } from './queries'
import { foundPlace } from './schema'

export interface FoundPage {
  ids: string[]
  /** Where the next page begins; null on the last one. */
  next: string | null
  /** How many tickets were found, at most 1,001; null on a later page. */
  count: number | null
}

/**
 * Returns one page of what a search finds: the tickets that the query names by their reference first, then the newest
 * activity, for customers the newest public one (SEMANTICS §6.4).
 */
export async function readFoundPage(
  ctx: ServiceContext,
  viewer: PersonActor,
  search: CompiledSearch | null,
  { limit, after }: { limit: number; after?: string | null },
): Promise<FoundPage> {
  const place = decodeCursor(foundPlace, after)
  const named = search && search.references.length > 0 && !place ? await selectNamed(ctx.db, viewer, search) : []
  const wanted = Math.max(0, limit - named.length)
  const [others, count] = await Promise.all([
    selectFound(ctx.db, viewer, search, place, wanted + 1),
    place ? null : countFound(ctx, viewer, search),
  ])
  const shown = others.slice(0, wanted)
  const last = shown.at(-1)
  const next = encodeCursor(
    last ? { at: last.activityAt.getTime(), reference: last.reference } : { at: null, reference: '' },
  )
  return {
    ids: [...named, ...shown].map(({ id }) => id),
    next: others.length > shown.length ? next : null,
    count,
  }
}
