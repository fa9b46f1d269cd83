import type { PersonActor } from '@/server/vocabulary/rights/actor'
import { Prisma } from '@/generated/prisma/client'
import type { Client } from '@/server/infra/db/db'
import { staffNow } from '@/server/accounts/staff'
import { visibleTo } from '../queries'
import type { TicketStatusName } from '@/server/vocabulary/status'

/** Prefix of the unique keys of notices (server/tickets/change/notices.ts). */
const noticeKeyPrefix = 'ticket-event:'
/** A mail that is still retried is reported as undelivered only when it is older than this. */
const retryGraceMs = 10 * 60_000

const person = { select: { id: true, name: true } } as const

export async function selectTicketView(client: Client, viewer: PersonActor, reference: string) {
  return client.ticket.findFirst({
    where: { AND: [{ reference }, visibleTo(viewer)] },
    include: {
      organisation: { select: { id: true, key: true, name: true, plan: { select: { name: true } } } },
      project: { select: { id: true, name: true, appId: true } },
      filer: person,
      assignee: person,
      team: { select: { id: true, name: true } },
      watchers: { select: { user: person } },
      followUpOf: { select: { reference: true } },
      followUps: { select: { reference: true } },
      articles: {
        select: { article: { select: { id: true, slug: true, title: true } } },
        orderBy: { linkedAt: 'asc' },
      },
      clocks: { include: { warnings: { select: { percent: true, at: true } }, breach: { select: { at: true } } } },
    },
  })
}

export async function selectThread(client: Client, ticketId: string, staff: boolean) {
  return client.ticketEvent.findMany({
    where: { ticketId, ...(staff ? {} : { chain: 'public' }) },
    orderBy: [{ at: 'asc' }, { chain: 'asc' }, { seq: 'asc' }],
    select: {
      id: true,
      chain: true,
      seq: true,
      at: true,
      type: true,
      actorId: true,
      actorKind: true,
      facts: true,
      contentDigest: true,
      content: { select: { body: true } },
      attachments: {
        select: { id: true, fileName: true, contentType: true, size: true },
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      },
    },
  })
}

/** Selects notices of a ticket that failed permanently, or are older than ten minutes and still being retried. */
export async function selectUndelivered(client: Client, ticketId: string, now: Date) {
  return client.mailMessage.findMany({
    where: {
      ticketId,
      uniqueKey: { startsWith: noticeKeyPrefix },
      toUserId: { not: null },
      OR: [
        { state: 'failed' },
        { state: 'pending', attempts: { gt: 0 }, createdAt: { lte: new Date(now.getTime() - retryGraceMs) } },
      ],
    },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: { uniqueKey: true, toUserId: true, state: true, createdAt: true, lastError: true },
  })
}

/** Whether the filer can no longer be notified: neither an active member of the ticket's organisation nor staff. */
export async function hasFilerLeft(client: Client, filerId: string, organisationId: string): Promise<boolean> {
  const present = await client.user.count({
    where: {
      id: filerId,
      OR: [
        { deactivatedAt: null, memberships: { some: { organisationId, organisation: { archivedAt: null } } } },
        staffNow(),
      ],
    },
  })
  return present === 0
}

export async function selectNames(client: Client, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const people = await client.user.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } })
  return new Map(people.map(({ id, name }) => [id, name]))
}

const maxSimilar = 4

/**
 * Selects at most four tickets of the same scenario, by newest activity: those of the same organisation, and resolved
 * ones of any organisation for the same product. Two index ranges of a few rows each; the state is a literal, because
 * a partial index cannot be used with a parameter (docs/performance.md).
 */
export async function selectSimilar(
  client: Client,
  ticket: { id: string; organisationId: string; scenario: string; product: string | null },
): Promise<{ reference: string; subject: string; status: TicketStatusName; resolvedAt: Date | null }[]> {
  const newestTickets = (where: Prisma.Sql) => Prisma.sql`(
    select "id", "reference", "subject", "status", "resolvedAt", "lastActivityAt" from "Ticket"
    where "id" <> ${ticket.id}::uuid and "scenario" = ${ticket.scenario} and ${where}
    order by "lastActivityAt" desc, "id" desc limit ${maxSimilar})`
  const ranges = [newestTickets(Prisma.sql`"organisationId" = ${ticket.organisationId}::uuid`)]
  if (ticket.product) ranges.push(newestTickets(Prisma.sql`"product" = ${ticket.product} and "status" = 'resolved'`))
  return client.$queryRaw`
    select "reference", "subject", "status"::text as "status", "resolvedAt"
    from (${Prisma.join(ranges, ' union ')}) found
    order by "lastActivityAt" desc, "id" desc limit ${maxSimilar}`
}

/** Selects the clocks of many tickets that have not ended, and counts the breaches per ticket. */
export async function selectRowClocks(client: Client, ticketIds: string[]) {
  const [clocks, breaches] = await Promise.all([
    client.slaClock.findMany({
      where: { ticketId: { in: ticketIds }, state: { not: 'ended' } },
    }),
    client.slaClock.groupBy({
      by: ['ticketId'],
      where: { ticketId: { in: ticketIds }, breachedAt: { not: null } },
      _count: true,
    }),
  ])
  return { clocks, breaches: new Map(breaches.map((row) => [row.ticketId, row._count])) }
}

export async function selectFilingProjects(client: Client, organisationIds: string[] | null) {
  return client.project.findMany({
    where: {
      archivedAt: null,
      organisation: { archivedAt: null, isVendor: false, ...(organisationIds ? { id: { in: organisationIds } } : {}) },
    },
    orderBy: [{ organisation: { name: 'asc' } }, { name: 'asc' }],
    select: {
      id: true,
      name: true,
      appId: true,
      products: true,
      scenario: true,
      platforms: true,
      sdkVersion: true,
      regions: true,
      carriers: true,
      organisation: { select: { id: true, name: true, plan: { select: { name: true } } } },
    },
  })
}
