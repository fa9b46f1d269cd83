import { Prisma } from '@/generated/prisma/client'
import type { ServiceContext } from '@/server/infra/context'
import type { Client, Tx } from '@/server/infra/db/db'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { isLead, isStaff, type PersonActor, systemActor } from '@/server/vocabulary/rights/actor'
import type { CompiledSearch } from './compile'
import { maxCount } from './facts'

export interface FoundTicket {
  id: string
  reference: string
  /** The newest activity, for a customer the newest public one (UTC). */
  activityAt: Date
}

/**
 * Reads by a statement that begins at an index of the stored words. The planner does not know that a row's words are
 * stored beside it, so it would rather read all of them one by one. Its settings hold for this transaction only.
 */
export const byIndex = <Rows>(ctx: ServiceContext, read: (tx: Tx) => Promise<Rows>): Promise<Rows> =>
  unitOfWork(ctx, systemActor('search'), async ({ tx }) => {
    await tx.$queryRaw`select set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
      set_config('enable_mergejoin', 'off', true)`
    return read(tx)
  })

/** The condition for the tickets that a viewer may see. Must match `visibleTo`. */
export function visibleSql(viewer: PersonActor): Prisma.Sql {
  if (isStaff(viewer)) return Prisma.sql`true`
  const led = viewer.memberships.filter(isLead)
  const others = viewer.memberships.filter((membership) => !isLead(membership))
  const of = (organisationId: string) => Prisma.sql`t."organisationId" = ${organisationId}::uuid`
  const own = Prisma.sql`(t."filerId" = ${viewer.userId}::uuid or exists (
    select 1 from "Watcher" w where w."ticketId" = t."id" and w."userId" = ${viewer.userId}::uuid))`
  const ranges = [
    ...led.map(({ organisationId }) => of(organisationId)),
    ...others.map(({ organisationId }) => Prisma.sql`(${of(organisationId)} and ${own})`),
  ]
  return ranges.length === 0 ? Prisma.sql`false` : Prisma.sql`(${Prisma.join(ranges, ' or ')})`
}

/** Few tickets are read by their ids first: the planner could otherwise go through all tickets in their order. */
const source = (search: CompiledSearch | null) =>
  search?.ids
    ? Prisma.sql`(select * from "Ticket" where "id" = any(${search.ids}::uuid[]) offset 0) t`
    : Prisma.sql`"Ticket" t`

const activity = (viewer: PersonActor) =>
  isStaff(viewer) ? Prisma.sql`t."lastActivityAt"` : Prisma.sql`t."publicActivityAt"`

/** Selects found tickets that a query names by their reference. */
export const selectNamed = (client: Client, viewer: PersonActor, search: CompiledSearch): Promise<FoundTicket[]> =>
  client.$queryRaw<FoundTicket[]>`
    select t."id", t."reference", ${activity(viewer)} as "activityAt" from "Ticket" t
    where t."reference" = any(${search.references}::text[]) and ${visibleSql(viewer)} and ${search.where}
    order by "activityAt" desc, t."reference"`

/** Selects found tickets that the query does not name, newest activity first, after `place`. */
export function selectFound(
  client: Client,
  viewer: PersonActor,
  search: CompiledSearch | null,
  place: { at: number | null; reference: string } | null,
  limit: number,
): Promise<FoundTicket[]> {
  const by = activity(viewer)
  const at = place?.at === undefined || place.at === null ? null : new Date(place.at)
  // The first condition follows from the second, but only the first lets an index range scan start there.
  const after =
    place === null || at === null
      ? Prisma.sql`true`
      : Prisma.sql`(${by} <= ${at} and (${by} < ${at} or t."reference" > ${place.reference}))`
  return client.$queryRaw<FoundTicket[]>`
    select t."id", t."reference", ${by} as "activityAt" from ${source(search)}
    where ${visibleSql(viewer)} and ${search?.where ?? Prisma.sql`true`} and ${after}
      and t."reference" <> all(${search?.references ?? []}::text[])
    order by ${by} desc, t."reference" limit ${limit}`
}

/** Counts found tickets, at most `maxCount` + 1. */
export async function countFound(
  ctx: ServiceContext,
  viewer: PersonActor,
  search: CompiledSearch | null,
): Promise<number> {
  const frequent = search?.frequent
  if (frequent?.isMore) return maxCount + 1
  const counted = async (client: Client, rows: Prisma.Sql) => {
    const [row] = await client.$queryRaw<{ count: number }[]>`
      select count(*)::int as "count" from (select 1 from ${rows} limit ${maxCount + 1}) found`
    return row!.count
  }
  if (!frequent)
    return counted(
      ctx.db,
      Prisma.sql`${source(search)} where ${visibleSql(viewer)} and ${search?.where ?? Prisma.sql`true`}`,
    )
  // With `offset 0` the index is asked first, and for no more than is counted.
  return byIndex(ctx, (tx) =>
    counted(
      tx,
      Prisma.sql`(select s."ticketId" from "TicketSearch" s where ${frequent.stored} offset 0) s
        join "Ticket" t on t."id" = s."ticketId" where ${visibleSql(viewer)} and ${frequent.others}`,
    ),
  )
}

/** Selects the texts of tickets that a viewer may search, oldest first, for the excerpts of a search. */
export const selectTexts = (
  client: Client,
  viewer: PersonActor,
  references: readonly string[],
): Promise<{ reference: string; isInternal: boolean; body: string }[]> =>
  client.$queryRaw`
    select t."reference", e."chain" = 'staff' as "isInternal", c."body"
    from "Ticket" t join "TicketEvent" e on e."ticketId" = t."id" join "EventContent" c on c."eventId" = e."id"
    where t."reference" = any(${[...references]}::text[]) and ${visibleSql(viewer)}
      and (${isStaff(viewer)}::boolean or e."chain" = 'public')
    order by t."reference", e."at", e."chain", e."seq"`
