import { isLead, isStaff, type PersonActor } from '@/server/vocabulary/rights/actor'
import { Prisma } from '@/generated/prisma/client'
import { staffNow } from '@/server/accounts/staff'
import type { Client, Tx } from '@/server/infra/db/db'
import { insertOf } from '@/server/infra/db/insert'
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
  ticket: Prisma.TicketCreateManyInput & { id: string }
  event: Prisma.TicketEventCreateManyInput
  content: { eventId: string; salt: Uint8Array; body: string }
  clocks: Prisma.SlaClockCreateManyInput[]
}

/**
 * Writes a new ticket with its first event, words, clocks and watcher in one statement: filing is the hot path, and
 * a round trip saved is a millisecond of somebody's launch night.
 */
export async function insertTicket(tx: Tx, rows: NewTicketRows): Promise<void> {
  const { ticket, event, content, clocks } = rows
  await tx.$executeRaw`
    with "newTicket" as (${insertOf('Ticket', [ticket])}),
    "newEvent" as (${insertOf('TicketEvent', [event])}),
    "newContent" as (
      insert into "EventContent" ("eventId", "salt", "body") values (${content.eventId}::uuid, ${content.salt}, ${content.body})
    ),
    "newClocks" as (${clocks.length > 0 ? insertOf('SlaClock', clocks) : Prisma.sql`select 1`})
    insert into "Watcher" ("ticketId", "userId") values (${ticket.id}::uuid, ${ticket.filerId}::uuid)`
}

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
