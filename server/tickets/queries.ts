import { isStaff, type PersonActor, readsAllTickets } from '@/server/vocabulary/rights/actor'
import { Prisma } from '@/generated/prisma/client'
import { staffNow } from '@/server/accounts/staff'
import type { Client, Tx } from '@/server/infra/db/db'
import { insertSql } from '@/server/infra/db/insert'
import { messageTypes } from './events/kinds.rules'

/**
 * Returns the filter for the tickets that a viewer may see: `ticketRights.read` in SQL. Tickets of other organisations
 * are treated as non-existent.
 */
export function visibleTo(viewer: PersonActor): Prisma.TicketWhereInput {
  if (isStaff(viewer)) return {}
  const open = viewer.memberships.filter(readsAllTickets).map((membership) => membership.organisationId)
  const all = viewer.memberships.map((membership) => membership.organisationId)
  return {
    OR: [
      { organisationId: { in: open } },
      { organisationId: { in: all }, filerId: viewer.userId },
      { organisationId: { in: all }, watchers: { some: { userId: viewer.userId } } },
    ],
  }
}

export interface FilingContext {
  organisationId: string
  organisationKey: string
  organisationName: string
  planId: string | null
  teamId: string | null
  /** The version of the routing rules in force; null when nobody has saved any. */
  routingId: string | null
  /** Its rules; null when it is the version that the caller knows. */
  routing: unknown
  /** Names of all teams and escalation policies, by id; empty without routing rules. */
  teams: Record<string, string>
  policies: Record<string, string>
}

/**
 * Returns the organisation and team of a project with the routing rules in force; null when the project or its
 * organisation is archived or unknown. One statement, because filing is the hot path.
 * @param knownRoutingId the version of the rules that the caller need not be given again
 */
export async function selectFilingContext(
  client: Client,
  projectId: string,
  knownRoutingId: string | null,
): Promise<FilingContext | null> {
  const rows = await client.$queryRaw<FilingContext[]>`
    select o."id" as "organisationId", o."key" as "organisationKey", o."name" as "organisationName", o."planId", p."teamId",
      r."id" as "routingId", case when r."id" is distinct from ${knownRoutingId}::uuid then r."definition" end as "routing",
      coalesce((select jsonb_object_agg(m."id", m."name") from "Team" m where r."id" is not null), '{}') as "teams",
      coalesce((select jsonb_object_agg(e."id", e."name") from "EscalationPolicy" e where r."id" is not null), '{}') as "policies"
    from "Project" p join "Organisation" o on o."id" = p."organisationId"
      left join lateral (select v."id", v."definition" from "RoutingVersion" v order by v."version" desc limit 1) r on true
    where p."id" = ${projectId}::uuid and p."archivedAt" is null and o."archivedAt" is null`
  return rows[0] ?? null
}

/**
 * Takes the organisation's lowest ticket number that no other open transaction holds. Others file meanwhile under the
 * next ones; when the transaction fails, the next filing gets the number, so that no number stays unused.
 */
export async function takeTicketNumber(tx: Tx, organisationId: string): Promise<number> {
  const rows = await tx.$queryRaw<{ number: number }[]>`
    select "takeTicketNumber"(${organisationId}::uuid) as "number"`
  return rows[0]!.number
}

export interface NewTicketRows {
  ticket: Prisma.TicketCreateManyInput & { id: string }
  /** The first has the content. */
  events: readonly Prisma.TicketEventCreateManyInput[]
  content: { eventId: string; salt: Uint8Array; body: string }
  clocks: Prisma.SlaClockCreateManyInput[]
}

/**
 * Inserts a new ticket with its first events and content, its clocks and its watcher in one statement: filing is the hot
 * path, and one round trip is faster than five.
 */
export async function insertTicket(tx: Tx, rows: NewTicketRows): Promise<void> {
  const { ticket, events, content, clocks } = rows
  await tx.$executeRaw`
    with "newTicket" as (${insertSql('Ticket', [ticket])}),
    "newEvent" as (${insertSql('TicketEvent', events)}),
    "newContent" as (
      insert into "EventContent" ("eventId", "salt", "body") values (${content.eventId}::uuid, ${content.salt}, ${content.body})
    ),
    "newClocks" as (${clocks.length > 0 ? insertSql('SlaClock', clocks) : Prisma.sql`select 1`})
    insert into "Watcher" ("ticketId", "userId") values (${ticket.id}::uuid, ${ticket.filerId}::uuid)`
}

/** Inserts events of a ticket with their contents, in one statement. @param events at least one */
export async function insertEvents(
  tx: Tx,
  events: readonly Prisma.TicketEventCreateManyInput[],
  contents: readonly NewTicketRows['content'][],
): Promise<void> {
  if (contents.length === 0) {
    await tx.$executeRaw(insertSql('TicketEvent', events))
    return
  }
  const values = contents.map(({ eventId, salt, body }) => Prisma.sql`(${eventId}::uuid, ${salt}, ${body})`)
  await tx.$executeRaw`
    with "newEvents" as (${insertSql('TicketEvent', events)})
    insert into "EventContent" ("eventId", "salt", "body") values ${Prisma.join(values)}`
}

/** Copies the watchers and the filer of one ticket to the watchers of another. */
export async function copyWatchers(tx: Tx, fromId: string, toId: string): Promise<void> {
  await tx.$executeRaw`
    insert into "Watcher" ("ticketId", "userId")
    select ${toId}::uuid, "userId" from "Watcher" where "ticketId" = ${fromId}::uuid
    union select ${toId}::uuid, "filerId" from "Ticket" where "id" = ${fromId}::uuid
    on conflict do nothing`
}

/** Selects the public chain by seq without event contents: all that the evaluation needs. */
export async function selectPublicEvents(client: Client, ticketId: string) {
  return client.ticketEvent.findMany({
    where: { ticketId, chain: 'public' },
    orderBy: { seq: 'asc' },
    select: { seq: true, at: true, type: true, facts: true },
  })
}

const audienceColumns = (ticketId: string) => ({
  id: true,
  email: true,
  name: true,
  locale: true,
  timeZone: true,
  // A count is part of the same statement; the memberships themselves would be two more.
  _count: {
    select: { memberships: { where: { organisation: { isVendor: true } } }, ticketMutes: { where: { ticketId } } },
  },
})

/**
 * Selects the people to notify by mail: filer, watchers, assignee and those in `besides`, as far as they are active and
 * belong to the ticket's organisation or to the staff. When the filer has left, the organisation's leads are added.
 */
export async function selectAudience(
  client: Client,
  { id: ticketId, organisationId, filerId }: { id: string; organisationId: string; filerId: string },
  besides: readonly string[] = [],
) {
  const people = await client.user.findMany({
    where: {
      AND: [
        {
          OR: [
            { deactivatedAt: null, memberships: { some: { organisationId, organisation: { archivedAt: null } } } },
            staffNow(),
          ],
        },
      ],
      OR: [
        { watching: { some: { ticketId } } },
        { ticketsFiled: { some: { id: ticketId } } },
        { ticketsAssigned: { some: { id: ticketId } } },
        ...(besides.length > 0 ? [{ id: { in: [...besides] } }] : []),
      ],
    },
    select: audienceColumns(ticketId),
  })
  if (people.some(({ id }) => id === filerId)) return people
  const leads = await client.user.findMany({
    where: {
      deactivatedAt: null,
      id: { notIn: people.map(({ id }) => id) },
      memberships: { some: { role: 'customer_lead', organisationId, organisation: { archivedAt: null } } },
    },
    select: audienceColumns(ticketId),
  })
  return [...people, ...leads]
}

/**
 * Selects the owner, and the managers when `withManagers` is set or when there is no owner who is still active staff.
 */
export async function selectResponsible(client: Client, ownerId: string | null, withManagers: boolean) {
  const staff = await client.user.findMany({
    where: {
      OR: [...(ownerId ? [{ id: ownerId, ...staffNow() }] : []), staffNow(['manager'])],
    },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: { id: true, email: true, locale: true, timeZone: true },
  })
  const owner = staff.filter(({ id }) => id === ownerId)
  return withManagers || owner.length === 0 ? staff : owner
}

export type AudienceMember = Awaited<ReturnType<typeof selectAudience>>[number]

/** Returns the content digest of the event recorded with a client key; null when there is no such event. */
export async function selectKey(client: Client, ticketId: string, clientKey: string) {
  return client.ticketEvent.findUnique({
    where: { ticketId_clientKey: { ticketId, clientKey } },
    select: { clientDigest: true },
  })
}

/** Whether somebody other than the viewer wrote something public after `seq`. */
export async function hasNewerMessage(
  client: Client,
  ticketId: string,
  seq: number,
  viewerId: string,
  types: readonly string[] = messageTypes,
): Promise<boolean> {
  const newer = await client.ticketEvent.findFirst({
    where: {
      ticketId,
      chain: 'public',
      seq: { gt: seq },
      type: { in: [...types] },
      OR: [{ actorId: null }, { actorId: { not: viewerId } }],
    },
    select: { id: true },
  })
  return newer !== null
}

export async function selectByClientKey(client: Client, clientKey: string) {
  return client.ticket.findUnique({
    where: { clientKey },
    select: { reference: true, filerId: true, clientDigest: true },
  })
}
