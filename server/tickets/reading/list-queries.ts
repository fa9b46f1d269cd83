import { isStaff, type PersonActor, readsAllTickets } from '@/server/vocabulary/rights/actor'
import { Prisma } from '@/generated/prisma/client'
import type { Client } from '@/server/infra/db/db'
import type { CompiledSearch } from '../finding/compile'
import type { QueueFilter } from './schema'
import type { OwnTicketsPlace, QueuePlace } from './list-place.rules'
import type { TicketStatusName } from '@/server/vocabulary/status'

export interface TicketRowColumns {
  id: string
  reference: string
  subject: string
  organisationKey: string
  organisationName: string
  product: string | null
  scenario: string
  severity: 'S1' | 'S2' | 'S3' | 'S4'
  status: TicketStatusName
  assigneeId: string | null
  assigneeName: string | null
  lastActivityAt: Date
  createdAt: Date
  readAt: Date | null
  pagedSince: Date | null
  disputed: boolean
  tags: string[]
  /** The instant by which the row is sorted within its group. */
  placedBy: Date | null
}

// States are literals, not parameters: otherwise the planner cannot use the partial indexes on them.
const openOnly = Prisma.sql`t."status" not in ('resolved', 'closed')`
const isDoneSql = Prisma.sql`t."status" in ('resolved', 'closed')`
const urgent = Prisma.sql`t."severity" in ('S1', 'S2')`
const waitingPage = Prisma.sql`g."state" in ('open', 'unanswered')`
export const hasNoWaitingPage = Prisma.sql`not exists (select 1 from "Page" g where g."ticketId" = t."id" and ${waitingPage})`
/** Snoozed tickets are on no list, except while a page of theirs waits (`paged`); their clocks and pages run. */
export const isAwake = (now: Date) => Prisma.sql`(t."snoozedUntil" is null or t."snoozedUntil" <= ${now})`
const newestBreach = Prisma.sql`greatest(t."savableDueAt", t."newestBreachAt")`

/**
 * Selects when the viewer last read the ticket. A subquery by primary key for the listed rows only: for a join the
 * planner underestimates the number of read marks and scans the whole table.
 */
const readAt = (viewerId: string) =>
  Prisma.sql`(select r."readAt" from "ReadMark" r where r."ticketId" = t."id" and r."userId" = ${viewerId}::uuid) as "readAt"`

/** Returns the conditions of the filters, without the view's. */
export function filterConditions(
  filter: Omit<QueueFilter, 'view' | 'after' | 'limit'>,
  search: CompiledSearch | null,
): Prisma.Sql[] {
  const parts = search ? [search.where] : []
  if (filter.organisationId) parts.push(Prisma.sql`t."organisationId" = ${filter.organisationId}::uuid`)
  return parts
}

const withinAnHour = (now: Date) => new Date(now.getTime() + 3_600_000)

/** Who reads the queue. */
export interface QueueReader {
  userId: string
  /**
   * The teams that they belong to, for a list: with the ids the planner knows how many tickets these teams have, and goes
   * through the queue's order or the teams' tickets. For a number it need not know.
   */
  teamIds?: readonly string[]
}

/** Selects the ids of the teams that somebody belongs to. */
export async function selectTeamIds(client: Client, userId: string): Promise<string[]> {
  const teams = await client.teamMember.findMany({ where: { userId }, select: { teamId: true } })
  return teams.map(({ teamId }) => teamId)
}

/** Returns the conditions of a built-in view, without those of a queue group. */
export function viewConditions(view: QueueFilter['view'], { userId, teamIds }: QueueReader, now: Date): Prisma.Sql[] {
  switch (view) {
    case 'open':
      return [openOnly]
    case 'mine':
      return [openOnly, Prisma.sql`t."assigneeId" = ${userId}::uuid`]
    case 'team':
      return [
        openOnly,
        teamIds
          ? Prisma.sql`t."teamId" = any(${[...teamIds]}::uuid[])`
          : Prisma.sql`t."teamId" in (select m."teamId" from "TeamMember" m where m."userId" = ${userId}::uuid)`,
      ]
    case 'unassigned':
      return [openOnly, Prisma.sql`t."assigneeId" is null`]
    case 'due_soon':
      return [openOnly, Prisma.sql`t."nextDueAt" <= ${withinAnHour(now)}`]
    case 'breached':
      return [openOnly, Prisma.sql`t."newestBreachAt" is not null`]
    case 'waiting':
      return [Prisma.sql`t."status" = 'waiting_on_customer'`]
    case 'snoozed':
      return [openOnly, Prisma.sql`t."snoozedUntil" > ${now}`]
    case 'all':
      return [Prisma.sql`true`]
    case 'resolved':
      return [isDoneSql]
  }
}

/** `asOf` decides what counts as breached, the same for all pages of one reading; `now` is when this page is read. */
export interface ReadingTimes {
  asOf: Date
  now: Date
}

/** Returns condition, sort instant and direction of a queue group; every open ticket is in exactly one group. */
function groupOf(
  group: QueuePlace['group'],
  { asOf, now }: ReadingTimes,
): { where: Prisma.Sql; by: Prisma.Sql; newestFirst: boolean } {
  switch (group) {
    case 'paged':
      return { where: waitingPage, by: Prisma.sql`g."openedAt"`, newestFirst: false }
    case 'urgent':
      return {
        where: Prisma.sql`${urgent} and t."nextDueAt" is not null and ${hasNoWaitingPage} and ${isAwake(now)}`,
        by: Prisma.sql`t."nextDueAt"`,
        newestFirst: false,
      }
    case 'savable':
      return {
        where: Prisma.sql`not ${urgent} and t."savableDueAt" > ${asOf} and ${hasNoWaitingPage} and ${isAwake(now)}`,
        by: Prisma.sql`t."savableDueAt"`,
        newestFirst: false,
      }
    case 'breached':
      return {
        // Redundant, as no breach lies after `now`; it only excludes later due instants from the index range.
        where: Prisma.sql`not ${urgent} and (t."savableDueAt" is null or t."savableDueAt" <= ${asOf})
          and ${newestBreach} is not null and ${newestBreach} <= ${now} and ${hasNoWaitingPage} and ${isAwake(now)}`,
        by: newestBreach,
        newestFirst: true,
      }
    case 'rest':
      return {
        where: Prisma.sql`(case when ${urgent} then t."nextDueAt" else ${newestBreach} end) is null and ${hasNoWaitingPage} and ${isAwake(now)}`,
        by: Prisma.sql`t."createdAt"`,
        newestFirst: false,
      }
    case 'snoozed':
      return { where: Prisma.sql`true`, by: Prisma.sql`t."snoozedUntil"`, newestFirst: false }
    case 'done':
      return { where: Prisma.sql`true`, by: Prisma.sql`t."lastActivityAt"`, newestFirst: true }
  }
}

/**
 * Selects the rows of one queue group that follow `after`: by severity first in the group `paged`, then by the group's
 * instant, then by id.
 */
export async function selectQueueGroup(
  client: Client,
  filter: QueueFilter,
  search: CompiledSearch | null,
  reader: QueueReader,
  times: ReadingTimes,
  group: QueuePlace['group'],
  after: QueuePlace | null,
  limit: number,
): Promise<TicketRowColumns[]> {
  const { where, by, newestFirst } = groupOf(group, times)
  const paged = group === 'paged'
  const beyond = newestFirst ? Prisma.sql`<` : Prisma.sql`>`
  const at = after?.at === null || after === null ? null : new Date(after.at)
  // The first condition follows from the second, but only the first lets an index range scan start there.
  const later = Prisma.sql`(${by} ${beyond}= ${at} and (${by} ${beyond} ${at} or t."id" > ${after?.id}::uuid))`
  const following =
    after === null
      ? Prisma.sql`true`
      : paged
        ? Prisma.sql`(t."severity" > ${after.severity}::"Severity" or (t."severity" = ${after.severity}::"Severity" and ${later}))`
        : later
  const conditions = [
    where,
    following,
    ...viewConditions(filter.view, reader, times.asOf),
    ...filterConditions(filter, search),
  ]
  return client.$queryRaw`
    select t."id", t."reference", t."subject", o."key" as "organisationKey", o."name" as "organisationName",
      t."product", t."scenario", t."severity"::text as "severity", t."status"::text as "status",
      t."assigneeId", a."name" as "assigneeName", t."lastActivityAt", t."createdAt", ${readAt(reader.userId)},
      ${paged ? Prisma.sql`g."openedAt"` : Prisma.sql`null::timestamptz`} as "pagedSince",
      exists (select 1 from "Dispute" d where d."ticketId" = t."id" and d."decidedAt" is null) as "disputed",
      t."tags", ${by} as "placedBy"
    from "Ticket" t join "Organisation" o on o."id" = t."organisationId"
    ${paged ? Prisma.sql`join "Page" g on g."ticketId" = t."id"` : Prisma.empty}
    left join "User" a on a."id" = t."assigneeId"
    where ${Prisma.join(conditions, ' and ')}
    order by ${paged ? Prisma.sql`t."severity",` : Prisma.empty} ${by} ${newestFirst ? Prisma.sql`desc` : Prisma.sql`asc`}, t."id"
    limit ${limit}`
}

/** Returns sort expression and order of a customer's list; open tickets with nothing due come last. */
const ownTicketsOrder = (scope: OwnTicketsPlace['scope'], staff: boolean) =>
  scope === 'open'
    ? { by: Prisma.sql`t."nextDueAt"`, order: Prisma.sql`t."nextDueAt" asc nulls last, t."id"` }
    : staff
      ? { by: Prisma.sql`t."lastActivityAt"`, order: Prisma.sql`t."lastActivityAt" desc, t."id"` }
      : { by: Prisma.sql`t."publicActivityAt"`, order: Prisma.sql`t."publicActivityAt" desc, t."id"` }

/** Returns the condition for the rows of a customer's list after `place`; `by` is the sort expression. */
function ownTicketsAfter(place: OwnTicketsPlace | null, by: Prisma.Sql): Prisma.Sql {
  if (!place) return Prisma.sql`true`
  const beyondId = Prisma.sql`t."id" > ${place.id}::uuid`
  if (place.at === null) return place.scope === 'done' ? Prisma.sql`true` : Prisma.sql`${by} is null and ${beyondId}`
  const at = new Date(place.at)
  return place.scope === 'done'
    ? Prisma.sql`${by} <= ${at} and (${by} < ${at} or ${beyondId})`
    : Prisma.sql`(${by} > ${at} or (${by} = ${at} and ${beyondId}) or ${by} is null)`
}

/**
 * Returns the conditions under which a ticket is on a viewer's list, each served by its own index range: tickets of an
 * organisation that they lead or that is open to its members, tickets they filed, tickets they watch. Must match `visibleTo`.
 */
function ownTicketsConditions(viewer: PersonActor): Prisma.Sql[] {
  if (isStaff(viewer)) return [Prisma.sql`true`]
  const open = viewer.memberships.filter(readsAllTickets)
  const others = viewer.memberships.filter((membership) => !readsAllTickets(membership))
  const of = (organisationId: string) => Prisma.sql`t."organisationId" = ${organisationId}::uuid`
  const watched = Prisma.sql`exists (
    select 1 from "Watcher" w where w."ticketId" = t."id" and w."userId" = ${viewer.userId}::uuid)`
  return [
    ...open.map(({ organisationId }) => of(organisationId)),
    ...others.flatMap(({ organisationId }) => [
      Prisma.sql`${of(organisationId)} and t."filerId" = ${viewer.userId}::uuid`,
      Prisma.sql`${of(organisationId)} and ${watched}`,
    ]),
  ]
}

/**
 * Selects the tickets that the viewer may see, after `place`: open ones by next due instant, done ones by newest
 * activity. For customers only public activity counts.
 */
export async function selectOwnTickets(
  client: Client,
  viewer: PersonActor,
  scope: 'open' | 'done',
  place: OwnTicketsPlace | null,
  limit: number,
): Promise<TicketRowColumns[]> {
  const staff = isStaff(viewer)
  const { by, order } = ownTicketsOrder(scope, staff)
  const state = scope === 'open' ? openOnly : isDoneSql
  const ranges = ownTicketsConditions(viewer).map(
    (where) => Prisma.sql`(
      select t."id" from "Ticket" t where ${where} and ${state} and ${ownTicketsAfter(place, by)} order by ${order} limit ${limit})`,
  )
  if (ranges.length === 0) return []
  return client.$queryRaw`
    select t."id", t."reference", t."subject", o."key" as "organisationKey", o."name" as "organisationName",
      t."product", t."scenario", t."severity"::text as "severity", t."status"::text as "status",
      t."assigneeId", a."name" as "assigneeName", t."createdAt", ${readAt(viewer.userId)},
      ${staff ? Prisma.sql`t."lastActivityAt"` : Prisma.sql`t."publicActivityAt"`} as "lastActivityAt",
      null::timestamptz as "pagedSince", false as "disputed",
      ${staff ? Prisma.sql`t."tags"` : Prisma.sql`'{}'::text[]`} as "tags", ${by} as "placedBy"
    from (${Prisma.join(ranges, ' union ')}) found join "Ticket" t on t."id" = found."id"
    join "Organisation" o on o."id" = t."organisationId"
    left join "User" a on a."id" = t."assigneeId"
    order by ${order} limit ${limit}`
}

/** Selects tickets by their ids; for customers only public activity counts. The caller has checked that the viewer may see them. */
export async function selectRows(
  client: Client,
  viewer: PersonActor,
  ids: readonly string[],
): Promise<TicketRowColumns[]> {
  const staff = isStaff(viewer)
  return client.$queryRaw`
    select t."id", t."reference", t."subject", o."key" as "organisationKey", o."name" as "organisationName",
      t."product", t."scenario", t."severity"::text as "severity", t."status"::text as "status",
      t."assigneeId", a."name" as "assigneeName", t."createdAt", ${readAt(viewer.userId)},
      ${staff ? Prisma.sql`t."lastActivityAt"` : Prisma.sql`t."publicActivityAt"`} as "lastActivityAt",
      ${staff ? Prisma.sql`(select min(g."openedAt") from "Page" g where g."ticketId" = t."id" and ${waitingPage})` : Prisma.sql`null::timestamptz`}
        as "pagedSince",
      ${staff} and exists (select 1 from "Dispute" d where d."ticketId" = t."id" and d."decidedAt" is null) as "disputed",
      ${staff ? Prisma.sql`t."tags"` : Prisma.sql`'{}'::text[]`} as "tags", null::timestamptz as "placedBy"
    from "Ticket" t join "Organisation" o on o."id" = t."organisationId" left join "User" a on a."id" = t."assigneeId"
    where t."id" = any(${[...ids]}::uuid[])`
}
