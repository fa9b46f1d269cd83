import { Prisma } from '@/generated/prisma/client'
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

/**
 * Removes the marks of these tickets, or only those of the public side, and returns the tickets that had one. Waits for
 * transactions that are changing one of them; later changes wait until this transaction ends. What it reads afterwards is
 * therefore up to date.
 */
export async function takeMarks(tx: Tx, ids: readonly string[], withStaff: boolean): Promise<string[]> {
  const rows = await tx.$queryRaw<{ ticketId: string }[]>`
    with marks as materialized (
      select "ticketId", "chain" from "TicketSearchDue"
      where "ticketId" = any(${[...ids]}::uuid[]) and (${withStaff}::boolean or "chain" = 'public')
      order by "ticketId", "chain" for update
    ), gone as (
      delete from "TicketSearchDue" d using marks m where d."ticketId" = m."ticketId" and d."chain" = m."chain"
      returning d."ticketId")
    select distinct "ticketId" from gone`
  return rows.map(({ ticketId }) => ticketId)
}

/** Takes the marks of some tickets that were there before the search, the newest first; without those somebody else has. */
export async function takeOldMarks(tx: Tx, limit: number): Promise<string[]> {
  const rows = await tx.$queryRaw<{ ticketId: string }[]>`
    with marks as materialized (
      select "ticketId", "chain" from "TicketSearchDue" where "at" is null
      order by "ticketId" desc limit ${limit * 2} for update skip locked
    ), gone as (
      delete from "TicketSearchDue" d using marks m where d."ticketId" = m."ticketId" and d."chain" = m."chain"
      returning d."ticketId")
    select distinct "ticketId" from gone`
  return rows.map(({ ticketId }) => ticketId)
}

/** Marks tickets as changed, so that each is indexed by itself and a failure concerns no other. */
export const markChanged = (tx: Tx, ids: readonly string[], now: Date) => tx.$executeRaw`
  insert into "TicketSearchDue" ("ticketId", "chain", "at")
  select t, c, ${now}::timestamptz from unnest(${[...ids]}::uuid[]) t, unnest(enum_range(null::"Chain")) c
  on conflict ("ticketId", "chain") do update set "at" = excluded."at"`

export interface SearchRow {
  ticketId: string
  public: StoredWords
  /** Null to leave the staff's side as it is. */
  staff: StoredWords | null
}

const words = (list: readonly string[]) => Prisma.sql`array_to_tsvector(${[...list]}::text[])`

/** Stores what a search compares. A customer's search may store the public side of a ticket of which nothing is stored yet. */
export async function storeSearchRows(tx: Tx, rows: readonly SearchRow[]): Promise<void> {
  for (const withStaff of [true, false]) {
    const wanted = rows.filter(({ staff }) => (staff !== null) === withStaff)
    if (wanted.length === 0) continue
    const values = wanted.map(
      (row) => Prisma.sql`(${row.ticketId}::uuid, ${words(row.public.words)}, ${row.public.text},
        ${words(row.staff?.words ?? [])}, ${row.staff?.text ?? ''}, ${row.public.isLong || row.staff?.isLong === true})`,
    )
    const staffSide = withStaff
      ? Prisma.sql`"staffWords" = excluded."staffWords", "staffText" = excluded."staffText", "isLong" = excluded."isLong"`
      : Prisma.sql`"isLong" = s."isLong" or excluded."isLong"`
    await tx.$executeRaw`
      insert into "TicketSearch" as s ("ticketId", "publicWords", "publicText", "staffWords", "staffText", "isLong")
      values ${Prisma.join(values)}
      on conflict ("ticketId") do update
      set "publicWords" = excluded."publicWords", "publicText" = excluded."publicText", ${staffSide}`
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
