import { Prisma } from '@/generated/prisma/client'
import type { Client } from '@/server/infra/db/db'
import { staffNow } from '@/server/accounts/staff'
import type { TicketStatusName } from '@/server/vocabulary/status'

/** Prefix of the unique keys of notices (server/tickets/change/notices.ts). */
const noticeKeyPrefix = 'ticket-event:'
/** A mail that is still retried is reported as undelivered only when it is older than this. */
const retryGraceMs = 10 * 60_000

interface UndeliveredRow {
  uniqueKey: string
  toUserId: string
  /** Null when the account was removed. */
  toName: string | null
  state: 'failed' | 'pending'
  createdAt: Date
  lastError: string | null
}

/** Selects notices of a ticket that failed permanently, or are older than ten minutes and still being retried. */
export const selectUndelivered = (client: Client, ticketId: string, now: Date): Promise<UndeliveredRow[]> =>
  client.$queryRaw<UndeliveredRow[]>`
    select m."uniqueKey", m."toUserId", u."name" as "toName", m."state"::text as "state", m."createdAt", m."lastError"
    from "MailMessage" m left join "User" u on u."id" = m."toUserId"
    where m."ticketId" = ${ticketId}::uuid and starts_with(m."uniqueKey", ${noticeKeyPrefix}) and m."toUserId" is not null
      and (m."state" = 'failed' or (m."state" = 'pending' and m."attempts" > 0
        and m."createdAt" <= ${new Date(now.getTime() - retryGraceMs)}::timestamptz))
    order by m."createdAt", m."id"`

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
