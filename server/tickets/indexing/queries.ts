import { type Chain, Prisma } from '@/generated/prisma/client'
import type { Client, Tx } from '@/server/infra/db/db'
import type { Metric } from '@/server/vocabulary/metric'
import type { Severity } from '@/server/vocabulary/severity'
import type { TicketStatusName } from '@/server/vocabulary/status'
import type { StoredWords } from './words.rules'

/** A ticket with everything that a search looks at. */
export interface SearchedColumns {
  id: string
  organisationId: string
  filerId: string
  reference: string
  subject: string
  severity: Severity
  status: TicketStatusName
  organisationKey: string
  organisationName: string
  filerName: string
  filerEmail: string
  assigneeEmail: string | null
  teamName: string | null
  product: string | null
  scenario: string
  platforms: string[]
  sdkVersion: string
  region: string
  carrier: string
  errorCodes: string[]
  channelId: string
  userIds: string
  tags: string[]
  createdAt: Date
  breached: Metric[]
  messages: { body: string; internal: boolean; files: string[] }[]
}

/** Selects tickets with their texts and the names of their files; without the staff's side when it is not wanted. */
export const selectSearched = (
  client: Client,
  ids: readonly string[],
  withStaff: boolean,
): Promise<SearchedColumns[]> =>
  client.$queryRaw<SearchedColumns[]>`
    select t."id", t."organisationId", t."filerId", t."reference", t."subject", t."severity"::text as "severity",
      t."status"::text as "status", o."key" as "organisationKey", o."name" as "organisationName", f."name" as "filerName",
      f."email" as "filerEmail", a."email" as "assigneeEmail", m."name" as "teamName", t."product", t."scenario",
      t."platforms", t."sdkVersion", t."region", t."carrier", t."errorCodes", t."channelId", t."userIds", coalesce(t."tags", '{}') as "tags", t."createdAt",
      array(select distinct c."metric"::text from "SlaClock" c where c."ticketId" = t."id" and c."breachedAt" is not null)
        as "breached",
      (select coalesce(json_agg(json_build_object('body', coalesce(c."body", ''), 'internal', e."chain" = 'staff', 'files', array(
          select x."fileName" from "Attachment" x where x."eventId" = e."id" and x."erasedAt" is null))), '[]')
        from "TicketEvent" e left join "EventContent" c on c."eventId" = e."id"
        where e."ticketId" = t."id" and (${withStaff}::boolean or e."chain" = 'public')
          and (c."eventId" is not null or exists (select 1 from "Attachment" x where x."eventId" = e."id"))) as "messages"
    from "Ticket" t join "Organisation" o on o."id" = t."organisationId" join "User" f on f."id" = t."filerId"
      left join "User" a on a."id" = t."assigneeId" left join "Team" m on m."id" = t."teamId"
    where t."id" = any(${[...ids]}::uuid[])`

/** One side of a ticket whose mark a transaction has taken; no other side may be written by it. */
export interface TakenMark {
  ticketId: string
  chain: Chain
}

/**
 * Removes the marks of these tickets, or only those of the public side, and returns which. Later changes of such a side
 * wait until this transaction ends, so what it reads afterwards is up to date. A mark that somebody else holds, because the
 * ticket is being changed or indexed, is left: nobody waits here.
 */
export const takeMarks = (tx: Tx, ids: readonly string[], withStaff: boolean): Promise<TakenMark[]> =>
  tx.$queryRaw<TakenMark[]>`
    with marks as materialized (
      select "ticketId", "chain" from "TicketSearchDue"
      where "ticketId" = any(${[...ids]}::uuid[]) and (${withStaff}::boolean or "chain" = 'public')
      order by "ticketId", "chain" for update skip locked
    )
    delete from "TicketSearchDue" d using marks m where d."ticketId" = m."ticketId" and d."chain" = m."chain"
    returning d."ticketId"::text as "ticketId", d."chain"::text as "chain"`

/**
 * Takes marks of tickets that are indexed in the background, those with the newest activity first; without those that
 * somebody else has.
 */
export const takeOldMarks = (tx: Tx, limit: number): Promise<TakenMark[]> =>
  tx.$queryRaw<TakenMark[]>`
    with marks as materialized (
      select "ticketId", "chain" from "TicketSearchDue" where "at" is null
      order by "activityAt" desc nulls last, "ticketId", "chain" limit ${limit * 2} for update skip locked
    )
    delete from "TicketSearchDue" d using marks m where d."ticketId" = m."ticketId" and d."chain" = m."chain"
    returning d."ticketId"::text as "ticketId", d."chain"::text as "chain"`

/** Marks sides of tickets as changed, so that each ticket is indexed by itself and a failure concerns no other. */
export const markChanged = (tx: Tx, marks: readonly TakenMark[], now: Date) => tx.$executeRaw`
  insert into "TicketSearchDue" ("ticketId", "chain", "at")
  select m."ticketId", m."chain"::"Chain", ${now}::timestamptz
  from unnest(${marks.map(({ ticketId }) => ticketId)}::uuid[], ${marks.map(({ chain }) => chain)}::text[])
    as m("ticketId", "chain")
  order by 1, 2
  on conflict ("ticketId", "chain") do update set "at" = excluded."at"`

export interface SearchRow {
  ticketId: string
  /** What a side is to become; absent to leave it as it is. */
  public?: StoredWords
  staff?: StoredWords
}

const words = (list: readonly string[]) => Prisma.sql`array_to_tsvector(${[...list]}::text[])`

const sideColumns = {
  public: Prisma.sql`"publicWords", "publicText", "isPublicLong"`,
  staff: Prisma.sql`"staffWords", "staffText", "isStaffLong"`,
}
const excluded = {
  public: Prisma.sql`excluded."publicWords", excluded."publicText", excluded."isPublicLong"`,
  staff: Prisma.sql`excluded."staffWords", excluded."staffText", excluded."isStaffLong"`,
}
const emptySide = Prisma.sql`''::tsvector, '', false`

/**
 * Stores what a search compares, and only the sides that a row names: a transaction that has not taken the mark of a side
 * may have read an older state of it than is stored.
 */
export async function storeSearchRows(tx: Tx, rows: readonly SearchRow[]): Promise<void> {
  // Two transactions may write the two sides of the same tickets: they lock them in the same order.
  const inOrder = [...rows].sort((a, b) => (a.ticketId < b.ticketId ? -1 : 1))
  for (const [side, other] of [
    ['public', 'staff'],
    ['staff', 'public'],
  ] as const) {
    const values = inOrder.flatMap(({ ticketId, [side]: stored }) =>
      stored
        ? [Prisma.sql`(${ticketId}::uuid, ${words(stored.words)}, ${stored.text}, ${stored.isLong}, ${emptySide})`]
        : [],
    )
    if (values.length === 0) continue
    const columns = sideColumns[side]
    await tx.$executeRaw`
      insert into "TicketSearch" ("ticketId", ${columns}, ${sideColumns[other]}) values ${Prisma.join(values)}
      on conflict ("ticketId") do update set (${columns}) = (${excluded[side]})`
  }
}

/** Selects tickets that have changed since they were indexed, the oldest change first. */
export async function selectChanged(client: Client, limit: number): Promise<string[]> {
  const rows = await client.$queryRaw<{ ticketId: string }[]>`
    select "ticketId" from (
      select "ticketId", "at" from "TicketSearchDue" where "at" is not null order by "at" limit ${limit}) changed
    group by "ticketId" order by min("at")`
  return rows.map(({ ticketId }) => ticketId)
}

export async function hasOldMarks(client: Client): Promise<boolean> {
  const [row] = await client.$queryRaw<{ any: boolean }[]>`
    select exists (select 1 from "TicketSearchDue" where "at" is null) as "any"`
  return row!.any
}

export async function countOldTickets(client: Client): Promise<number> {
  const [row] = await client.$queryRaw<{ count: number }[]>`
    select count(distinct "ticketId")::int as "count" from "TicketSearchDue" where "at" is null`
  return row!.count
}
