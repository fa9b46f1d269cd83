import { Prisma } from '@/generated/prisma/client'
import type { ServiceContext } from '@/server/infra/context'
import type { Client, Tx } from '@/server/infra/db/db'
import { readTogether } from '@/server/infra/db/unit-of-work'
import { isStaff, type PersonActor, readsAllTickets } from '@/server/vocabulary/rights/actor'
import type { CompiledSearch } from './compile'
import { maxCount } from './facts'

export interface FoundTicket {
  id: string
  reference: string
  /** The newest activity, for a customer the newest public one (UTC). */
  activityAt: Date
}

/**
 * Settings for statements that begin at an index of the stored words. The planner does not know that a row's words are
 * stored beside it, so it would rather read all of them one by one.
 */
export const indexFirst = { enable_seqscan: 'off', enable_hashjoin: 'off', enable_mergejoin: 'off' }
/** Takes `indexFirst` back. */
export const plannersChoice = { enable_seqscan: 'on', enable_hashjoin: 'on', enable_mergejoin: 'on' }

/** Reads with `indexFirst`. */
export const byIndex = <Rows>(ctx: ServiceContext, read: (tx: Tx) => Promise<Rows>): Promise<Rows> =>
  readTogether(ctx, indexFirst, ({ tx }) => read(tx))

/** The condition for the tickets that a viewer may see. Must match `visibleTo`. */
export function visibleSql(viewer: PersonActor): Prisma.Sql {
  if (isStaff(viewer)) return Prisma.sql`true`
  const open = viewer.memberships.filter(readsAllTickets)
  const others = viewer.memberships.filter((membership) => !readsAllTickets(membership))
  const of = (organisationId: string) => Prisma.sql`t."organisationId" = ${organisationId}::uuid`
  const own = Prisma.sql`(t."filerId" = ${viewer.userId}::uuid or exists (
    select 1 from "Watcher" w where w."ticketId" = t."id" and w."userId" = ${viewer.userId}::uuid))`
  const ranges = [
    ...open.map(({ organisationId }) => of(organisationId)),
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

/** A part of a message, with what surrounds it. */
export interface Passage {
  reference: string
  isInternal: boolean
  text: string
  /** Whether the message begins, and ends, with it. */
  begins: boolean
  ends: boolean
}

/** Characters of a message that are looked through at once, of those before and after that come with them. */
const passage = { step: 400, overlap: 60, before: 60, shipped: 640, perTicket: 3 }
/** Characters that nobody sees, as far as messages have them: soft hyphens, zero-width ones and variation selectors. */
const unseen = String.fromCodePoint(
  0xad,
  ...[0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x2060, 0xfeff],
  ...Array.from({ length: 16 }, (_, at) => 0xfe00 + at),
)

/**
 * Selects the first passages of tickets that contain one of the words, oldest message first, of what the viewer may search.
 * They are a choice: whether a term is found in them, its rules decide.
 * @param words in normal form, and as they may be written: a database may know no letter cases beyond a to z
 */
export const selectPassages = (
  client: Client,
  viewer: PersonActor,
  references: readonly string[],
  words: readonly string[],
): Promise<Passage[]> =>
  client.$queryRaw<Passage[]>`
    select t."reference", p."isInternal", p."text", p."begins", p."ends"
    from "Ticket" t cross join lateral (
      select e."chain" = 'staff' as "isInternal",
        substring(c."body" from greatest(1, k - ${passage.before}::int) for ${passage.shipped}::int) as "text",
        k <= ${passage.before}::int + 1 as "begins",
        greatest(1, k - ${passage.before}::int) + ${passage.shipped}::int > length(c."body") as "ends",
        row_number() over (order by e."at", e."chain", e."seq", k) as "place"
      from "TicketEvent" e join "EventContent" c on c."eventId" = e."id",
        generate_series(1, length(c."body"), ${passage.step}::int) k,
        -- With offset 0 each is made once, and not for every word that is looked for.
        lateral (select translate(normalize(substring(c."body" from k for ${passage.step + passage.overlap}::int), NFKC),
          ${unseen}, '') as "clean" offset 0) n,
        lateral (select lower(n."clean") as "lower" offset 0) l
      where e."ticketId" = t."id" and (${isStaff(viewer)}::boolean or e."chain" = 'public')
        and exists (select 1 from unnest(${[...words]}::text[]) w where strpos(l."lower", w) > 0
          or strpos(n."clean", w) > 0)
      order by e."at", e."chain", e."seq", k limit ${passage.perTicket}) p
    where t."reference" = any(${[...references]}::text[]) and ${visibleSql(viewer)}
    order by t."reference", p."place"`
