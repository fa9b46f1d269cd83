import { Prisma } from '@/generated/prisma/client'
import { coalesceRead } from '@/server/infra/db/coalesced-read'
import type { Client } from '@/server/infra/db/db'
import type { CompiledSearch } from '../finding/compile'
import { exactCount, queueViews } from '../facts'
import { filterConditions, hasNoWaitingPage, isAwake, viewConditions } from '../reading/list-queries'
import type { CountedView, QueueFilter } from '../reading/schema'

/** What one count is about: a view with the filters and the search of the queue. */
export interface Counted {
  filter: Omit<QueueFilter, 'after' | 'limit'>
  search: CompiledSearch | null
}

/**
 * Counts the tickets of several views in one statement, each exactly up to 1,000: 1,001 means more, so that the cost of a
 * count is bounded. A snoozed ticket counts only where it is listed.
 */
export async function countViews(
  client: Client,
  views: readonly Counted[],
  viewerId: string,
  now: Date,
): Promise<number[]> {
  if (views.length === 0) return []
  const counts = views.map(({ filter, search }) => {
    const { view } = filter
    const listed =
      view === 'snoozed' || view === 'resolved' || view === 'all'
        ? []
        : [Prisma.sql`(${isAwake(now)} or not (${hasNoWaitingPage}))`]
    const where = [...viewConditions(view, { userId: viewerId }, now), ...filterConditions(filter, search), ...listed]
    return Prisma.sql`(select count(*)::int from (
      select 1 from "Ticket" t where ${Prisma.join(where, ' and ')} limit ${exactCount + 1}) one)`
  })
  const [row] = await client.$queryRaw<{ counts: number[] }[]>`select array[${Prisma.join(counts)}] as "counts"`
  return row!.counts
}

const countedViews = queueViews.filter((view): view is CountedView => view !== 'resolved' && view !== 'all')

/** Counts the built-in views with the filters of the queue. Requests of one viewer at the same time share one statement. */
export async function countBuiltIn(
  client: Client,
  filter: QueueFilter,
  search: CompiledSearch | null,
  viewerId: string,
  now: Date,
): Promise<Record<CountedView, number>> {
  const { view: _view, after: _after, limit: _limit, ...filters } = filter
  const counts = await coalesceRead(client, `queue counts ${viewerId} ${JSON.stringify(filters)}`, () =>
    countViews(
      client,
      countedViews.map((view) => ({ filter: { ...filters, view }, search })),
      viewerId,
      now,
    ),
  )
  return Object.fromEntries(countedViews.map((view, index) => [view, counts[index] ?? 0])) as Record<
    CountedView,
    number
  >
}
