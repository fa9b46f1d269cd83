import { isLead, isStaff, type PersonActor } from '@/server/vocabulary/rights/actor'
import type { Prisma } from '@/generated/prisma/client'
import { staffNow } from '@/server/accounts/staff'
import type { Client, Tx } from '@/server/infra/db/db'
import { saidTypes } from './events/kinds.rules'

/**
 * Which tickets a viewer may know of: `ticketRights.read` in SQL. Another organisation's tickets do not exist for them.
 */
export function visibleTo(viewer: PersonActor): Prisma.TicketWhereInput {
  if (isStaff(viewer)) return {}
  const leads = viewer.memberships.filter(isLead).map((membership) => membership.organisationId)
  const all = viewer.memberships.map((membership) => membership.organisationId)
  return {
    OR: [
      { organisationId: { in: leads } },
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
}

/** The project's organisation, if it may take tickets. */
export async function selectFilingContext(client: Client, projectId: string): Promise<FilingContext | null> {
  const rows = await client.$queryRaw<FilingContext[]>`
    select o."id" as "organisationId", o."key" as "organisationKey", o."name" as "organisationName", o."planId", p."teamId"
    from "Project" p join "Organisation" o on o."id" = p."organisationId"
    where p."id" = ${projectId}::uuid and p."archivedAt" is null and o."archivedAt" is null`
  return rows[0] ?? null
}

/** Takes the organisation's next ticket number; its row stays locked until the transaction ends. */
export async function takeTicketNumber(tx: Tx, organisationId: string): Promise<number> {
  const rows = await tx.$queryRaw<{ number: number }[]>`
    update "Organisation" set "ticketCounter" = "ticketCounter" + 1 where "id" = ${organisationId}::uuid
    returning "ticketCounter" as "number"`
  return rows[0]!.number
}

export interface NewTicketRows {
  ticket: Record<string, unknown>
  event: Record<string, unknown>
  content: { eventId: string; salt: string; body: string }
  clocks: Record<string, unknown>[]
  live: string
}

/**
 * Writes a new ticket with its first event, words, clocks and watcher in one statement: filing is the hot path, and
 * a round trip saved is a millisecond of somebody's launch night.
 */
export async function insertTicket(tx: Tx, rows: NewTicketRows): Promise<void> {
  const ticket = JSON.stringify(rows.ticket)
  const event = JSON.stringify(rows.event)
  const clocks = JSON.stringify(rows.clocks)
  await tx.$queryRaw`
    with "newTicket" as (
      insert into "Ticket" select (jsonb_populate_record(null::"Ticket", ${ticket}::jsonb)).*
      returning "id", "filerId"
    ), "newEvent" as (
      insert into "TicketEvent" select (jsonb_populate_record(null::"TicketEvent", ${event}::jsonb)).* returning 1
    ), "newContent" as (
      insert into "EventContent" ("eventId", "salt", "body")
      values (${rows.content.eventId}::uuid, decode(${rows.content.salt}, 'hex'), ${rows.content.body}) returning 1
    ), "newClocks" as (
      insert into "SlaClock" select (jsonb_populate_recordset(null::"SlaClock", ${clocks}::jsonb)).* returning 1
    ), "newWatcher" as (
      insert into "Watcher" ("ticketId", "userId") select "id", "filerId" from "newTicket" returning 1
    )
    select pg_notify('nightdesk_live', ${rows.live})::text`
}

const lockedColumns = {
  id: true,
  reference: true,
  number: true,
  organisationId: true,
  filerId: true,
  assigneeId: true,
  subject: true,
  severity: true,
  status: true,
  policyVersionId: true,
  teamId: true,
  publicSeq: true,
  publicHead: true,
  staffSeq: true,
  staffHead: true,
  lastEventAt: true,
  publicActivityAt: true,
  judgedAt: true,
  workaroundSeq: true,
  rootCauseSeq: true,
  rootCauseUnknown: true,
  holdReason: true,
  fixSeq: true,
  firstAnsweredAt: true,
  resolvedAt: true,
  closesAt: true,
  objectedAt: true,
} as const

/** The ticket under its row lock: whoever appends to a chain holds it. */
export async function lockTicket(tx: Tx, where: { id: string } | { reference: string; viewer: PersonActor }) {
  const filter: Prisma.TicketWhereInput =
    'id' in where ? { id: where.id } : { AND: [{ reference: where.reference }, visibleTo(where.viewer)] }
  const found = await tx.ticket.findFirst({ where: filter, select: { id: true } })
  if (!found) return null
  const [organisation] = await tx.$queryRaw<{ key: string; name: string }[]>`
    select o."key", o."name" from "Ticket" t join "Organisation" o on o."id" = t."organisationId"
    where t."id" = ${found.id}::uuid for update of t`
  const ticket = await tx.ticket.findUnique({ where: { id: found.id }, select: lockedColumns })
  return ticket && organisation ? { ...ticket, organisation } : null
}
export type LockedTicket = NonNullable<Awaited<ReturnType<typeof lockTicket>>>

/** Whoever watches the one, its filer included, watches the other too. */
export async function copyWatchers(tx: Tx, fromId: string, toId: string): Promise<void> {
  await tx.$executeRaw`
    insert into "Watcher" ("ticketId", "userId")
    select ${toId}::uuid, "userId" from "Watcher" where "ticketId" = ${fromId}::uuid
    union select ${toId}::uuid, "filerId" from "Ticket" where "id" = ${fromId}::uuid
    on conflict do nothing`
}

/** The public chain without words, in order: all that the evaluation needs. */
export async function selectPublicEvents(client: Client, ticketId: string) {
  return client.ticketEvent.findMany({
    where: { ticketId, chain: 'public' },
    orderBy: { seq: 'asc' },
    select: { seq: true, at: true, type: true, facts: true },
  })
}

const audienceColumns = {
  id: true,
  email: true,
  name: true,
  locale: true,
  timeZone: true,
  memberships: { select: { organisation: { select: { isVendor: true } } } },
} as const

/**
 * People to notify by mail: filer, watchers, the assignee and those named besides; those still active who still belong to
 * the ticket's organisation or to the vendor's. When the filer has left, the organisation's leads are notified instead.
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
    select: audienceColumns,
  })
  if (people.some(({ id }) => id === filerId)) return people
  const leads = await client.user.findMany({
    where: {
      deactivatedAt: null,
      id: { notIn: people.map(({ id }) => id) },
      memberships: { some: { role: 'customer_lead', organisationId, organisation: { archivedAt: null } } },
    },
    select: audienceColumns,
  })
  return [...people, ...leads]
}

/**
 * The owner, when there is one, and the managers when they are wanted; those still active at the vendor. An owner who has
 * left is none, and the managers hear in their place.
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

/** The event that was written with a key, if there is one. */
export async function selectKey(client: Client, ticketId: string, clientKey: string) {
  return client.ticketEvent.findUnique({
    where: { ticketId_clientKey: { ticketId, clientKey } },
    select: { clientDigest: true },
  })
}

/** Whether somebody else said something public after `seq`. */
export async function isOvertaken(client: Client, ticketId: string, seq: number, viewerId: string): Promise<boolean> {
  const newer = await client.ticketEvent.findFirst({
    where: {
      ticketId,
      chain: 'public',
      seq: { gt: seq },
      type: { in: saidTypes },
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
