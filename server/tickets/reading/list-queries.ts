import { Prisma } from '@/generated/prisma/client'
import { isStaff, type Viewer } from '@/server/accounts/schema'
import type { Client } from '@/server/infra/db/db'
import type { QueueFilter } from '../schema'
import type { MinePlace, QueuePlace } from './list-place.rules'
import { visibleTo } from '../queries'

export interface TicketRowColumns {
  id: string
  reference: string
  subject: string
  organisationKey: string
  organisationName: string
  product: string | null
  scenario: string
  severity: 'S1' | 'S2' | 'S3' | 'S4'
  status: string
  assigneeId: string | null
  assigneeName: string | null
  lastActivityAt: Date
  createdAt: Date
  readAt: Date | null
  pagedSince: Date | null
  disputed: boolean
  /** The instant by which the row stands where it does within its group. */
  placedBy: Date | null
}

const openOnly = Prisma.sql`t."status" not in ('RESOLVED', 'CLOSED')`
const urgent = Prisma.sql`t."severity" in ('S1', 'S2')`
const waitingPage = Prisma.sql`g."state" <> 'CLOSED' and g."state" in ('OPEN', 'UNANSWERED')`
const unpaged = Prisma.sql`not exists (select 1 from "Page" g where g."ticketId" = t."id" and ${waitingPage})`
const newestMiss = Prisma.sql`greatest(t."savableDueAt", t."newestBreachAt")`

/** One condition per word, each to be found in the subject, the number or the organisation's name (NFKC, case folded). */
function wordConditions(text: string): Prisma.Sql[] {
  const folded = text.normalize('NFKC').toLowerCase()
  return folded
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => {
      const like = `%${word.replace(/[\\%_]/g, (letter) => `\\${letter}`)}%`
      return Prisma.sql`lower(normalize(t."subject" || ' ' || t."reference" || ' ' || o."name", NFKC)) like ${like}`
    })
}

/** What the filters say, whatever the view. */
function filterConditions(filter: QueueFilter): Prisma.Sql[] {
  const parts = wordConditions(filter.text)
  if (filter.severity) parts.push(Prisma.sql`t."severity" = ${filter.severity}::"Severity"`)
  if (filter.product) parts.push(Prisma.sql`t."product" = ${filter.product}`)
  if (filter.scenario) parts.push(Prisma.sql`t."scenario" = ${filter.scenario}`)
  if (filter.organisationId) parts.push(Prisma.sql`t."organisationId" = ${filter.organisationId}::uuid`)
  return parts
}

const withinAnHour = (now: Date) => new Date(now.getTime() + 3_600_000)

function viewConditions(filter: QueueFilter, viewerId: string, now: Date): Prisma.Sql[] {
  const parts: Prisma.Sql[] = [filter.view === 'resolved' ? Prisma.sql`t."status" in ('RESOLVED', 'CLOSED')` : openOnly]
  if (filter.view === 'mine') parts.push(Prisma.sql`t."assigneeId" = ${viewerId}::uuid`)
  if (filter.view === 'unassigned') parts.push(Prisma.sql`t."assigneeId" is null`)
  if (filter.view === 'due_soon') parts.push(Prisma.sql`t."nextDueAt" <= ${withinAnHour(now)}`)
  return parts
}

/** Condition, instant and direction of each group of the queue; every ticket is in exactly one. */
function groupOf(group: QueuePlace['group'], now: Date): { where: Prisma.Sql; by: Prisma.Sql; newestFirst: boolean } {
  switch (group) {
    case 'paged':
      return { where: waitingPage, by: Prisma.sql`g."openedAt"`, newestFirst: false }
    case 'urgent':
      return {
        where: Prisma.sql`${urgent} and t."nextDueAt" is not null and ${unpaged}`,
        by: Prisma.sql`t."nextDueAt"`,
        newestFirst: false,
      }
    case 'savable':
      return {
        where: Prisma.sql`not ${urgent} and t."savableDueAt" > ${now} and ${unpaged}`,
        by: Prisma.sql`t."savableDueAt"`,
        newestFirst: false,
      }
    case 'breached':
      return {
        where: Prisma.sql`not ${urgent} and (t."savableDueAt" is null or t."savableDueAt" <= ${now})
          and ${newestMiss} is not null and ${unpaged}`,
        by: newestMiss,
        newestFirst: true,
      }
    case 'rest':
      return {
        where: Prisma.sql`(case when ${urgent} then t."nextDueAt" else ${newestMiss} end) is null and ${unpaged}`,
        by: Prisma.sql`t."createdAt"`,
        newestFirst: false,
      }
    case 'done':
      return { where: Prisma.sql`true`, by: Prisma.sql`t."lastActivityAt"`, newestFirst: true }
  }
}

/**
 * The rows of one group of the queue that follow `after`, in order: by severity first where a page waits, then by the
 * group's instant, then by id. `now` decides what is breached and is the same for all pages of one reading.
 */
export async function selectQueueGroup(
  client: Client,
  filter: QueueFilter,
  viewerId: string,
  now: Date,
  group: QueuePlace['group'],
  after: QueuePlace | null,
  limit: number,
): Promise<TicketRowColumns[]> {
  const { where, by, newestFirst } = groupOf(group, now)
  const paged = group === 'paged'
  const beyond = newestFirst ? Prisma.sql`<` : Prisma.sql`>`
  const at = after?.at === null || after === null ? null : new Date(after.at)
  const later = Prisma.sql`(${by} ${beyond} ${at} or (${by} = ${at} and t."id" > ${after?.id}::uuid))`
  const following =
    after === null
      ? Prisma.sql`true`
      : paged
        ? Prisma.sql`(t."severity" > ${after.severity}::"Severity" or (t."severity" = ${after.severity}::"Severity" and ${later}))`
        : later
  const conditions = [where, following, ...viewConditions(filter, viewerId, now), ...filterConditions(filter)]
  return client.$queryRaw`
    select t."id", t."reference", t."subject", o."key" as "organisationKey", o."name" as "organisationName",
      t."product", t."scenario", t."severity"::text as "severity", t."status"::text as "status",
      t."assigneeId", a."name" as "assigneeName", t."lastActivityAt", t."createdAt", r."readAt",
      ${paged ? Prisma.sql`g."openedAt"` : Prisma.sql`null::timestamptz`} as "pagedSince",
      exists (select 1 from "Dispute" d where d."ticketId" = t."id" and d."decidedAt" is null) as "disputed",
      ${by} as "placedBy"
    from "Ticket" t join "Organisation" o on o."id" = t."organisationId"
    ${paged ? Prisma.sql`join "Page" g on g."ticketId" = t."id"` : Prisma.empty}
    left join "User" a on a."id" = t."assigneeId"
    left join "ReadMark" r on r."ticketId" = t."id" and r."userId" = ${viewerId}::uuid
    where ${Prisma.join(conditions, ' and ')}
    order by ${paged ? Prisma.sql`t."severity",` : Prisma.empty} ${by} ${newestFirst ? Prisma.sql`desc` : Prisma.sql`asc`}, t."id"
    limit ${limit}`
}

/** How many open tickets each view holds once the filters have been applied. */
export async function countQueue(client: Client, filter: QueueFilter, viewerId: string, now: Date) {
  const [counts] = await client.$queryRaw<{ open: number; mine: number; unassigned: number; due_soon: number }[]>`
    select count(*)::int as open,
      count(*) filter (where t."assigneeId" = ${viewerId}::uuid)::int as mine,
      count(*) filter (where t."assigneeId" is null)::int as unassigned,
      count(*) filter (where t."nextDueAt" <= ${withinAnHour(now)})::int as due_soon
    from "Ticket" t join "Organisation" o on o."id" = t."organisationId"
    where ${Prisma.join([openOnly, ...filterConditions(filter)], ' and ')}`
  return counts!
}

const person = { select: { id: true, name: true } } as const

function mineAfter(place: MinePlace | null, activity: 'lastActivityAt' | 'publicActivityAt'): Prisma.TicketWhereInput {
  if (!place) return {}
  const beyondId = { id: { gt: place.id } }
  const at = place.at === null ? null : new Date(place.at)
  if (place.scope === 'done')
    return at ? { OR: [{ [activity]: { lt: at } }, { AND: [{ [activity]: at }, beyondId] }] } : {}
  if (!at) return { AND: [{ nextDueAt: null }, beyondId] }
  return { OR: [{ nextDueAt: { gt: at } }, { AND: [{ nextDueAt: at }, beyondId] }, { nextDueAt: null }] }
}

/**
 * What the viewer may know of, open by what is due next and done by newest activity, after `place`. What only staff did
 * is no activity for a customer.
 */
export async function selectMine(
  client: Client,
  viewer: Viewer,
  scope: 'open' | 'done',
  place: MinePlace | null,
  limit: number,
): Promise<TicketRowColumns[]> {
  const activity = isStaff(viewer) ? 'lastActivityAt' : 'publicActivityAt'
  const tickets = await client.ticket.findMany({
    where: {
      AND: [
        visibleTo(viewer),
        { status: scope === 'open' ? { notIn: ['RESOLVED', 'CLOSED'] } : { in: ['RESOLVED', 'CLOSED'] } },
        mineAfter(place, activity),
      ],
    },
    orderBy: [
      scope === 'open' ? { nextDueAt: { sort: 'asc', nulls: 'last' } } : { [activity]: 'desc' as const },
      { id: 'asc' },
    ],
    take: limit,
    select: {
      id: true,
      reference: true,
      subject: true,
      product: true,
      scenario: true,
      severity: true,
      status: true,
      nextDueAt: true,
      lastActivityAt: true,
      publicActivityAt: true,
      createdAt: true,
      organisation: { select: { key: true, name: true } },
      assignee: person,
      readMarks: { where: { userId: viewer.userId }, select: { readAt: true } },
    },
  })
  return tickets.map(({ organisation, assignee, readMarks, nextDueAt, publicActivityAt, ...ticket }) => {
    const lastActivityAt = isStaff(viewer) ? ticket.lastActivityAt : publicActivityAt
    return {
      ...ticket,
      lastActivityAt,
      organisationKey: organisation.key,
      organisationName: organisation.name,
      assigneeId: assignee?.id ?? null,
      assigneeName: assignee?.name ?? null,
      readAt: readMarks[0]?.readAt ?? null,
      pagedSince: null,
      disputed: false,
      placedBy: scope === 'open' ? nextDueAt : lastActivityAt,
    }
  })
}
