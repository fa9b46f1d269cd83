import { Prisma } from '@/generated/prisma/client'
import { isStaff, type Viewer } from '@/server/accounts/schema'
import type { Client } from '@/server/infra/db'
import type { QueueFilter } from './schema'
import { visibleTo } from './store'

const person = { select: { id: true, name: true } } as const

export async function selectTicketView(client: Client, viewer: Viewer, reference: string) {
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
    where: { ticketId, ...(staff ? {} : { chain: 'PUBLIC' }) },
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
        orderBy: { createdAt: 'asc' },
      },
    },
  })
}

export async function selectNames(client: Client, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const people = await client.user.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } })
  return new Map(people.map(({ id, name }) => [id, name]))
}

export async function selectSimilar(
  client: Client,
  ticket: { id: string; organisationId: string; scenario: string; product: string | null },
) {
  return client.ticket.findMany({
    where: {
      id: { not: ticket.id },
      OR: [
        { organisationId: ticket.organisationId, scenario: ticket.scenario },
        ...(ticket.product
          ? [{ scenario: ticket.scenario, product: ticket.product, status: 'RESOLVED' as const }]
          : []),
      ],
    },
    orderBy: { lastActivityAt: 'desc' },
    take: 4,
    select: { reference: true, subject: true, status: true, resolvedAt: true },
  })
}

const rowColumns = Prisma.sql`
  t."id", t."reference", t."subject", o."key" as "organisationKey", o."name" as "organisationName", t."product", t."scenario",
  t."severity"::text as "severity", t."status"::text as "status", t."assigneeId", a."name" as "assigneeName",
  t."lastActivityAt", t."createdAt", r."readAt"`

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
}

const openOnly = Prisma.sql`t."status" not in ('RESOLVED', 'CLOSED')`

function queueWhere(filter: QueueFilter, viewerId: string, now: Date): Prisma.Sql {
  const parts: Prisma.Sql[] = [filter.view === 'resolved' ? Prisma.sql`t."status" in ('RESOLVED', 'CLOSED')` : openOnly]
  if (filter.view === 'mine') parts.push(Prisma.sql`t."assigneeId" = ${viewerId}::uuid`)
  if (filter.view === 'unassigned') parts.push(Prisma.sql`t."assigneeId" is null`)
  if (filter.view === 'due_soon') parts.push(Prisma.sql`t."nextDueAt" <= ${new Date(now.getTime() + 3_600_000)}`)
  if (filter.severity) parts.push(Prisma.sql`t."severity" = ${filter.severity}::"Severity"`)
  if (filter.product) parts.push(Prisma.sql`t."product" = ${filter.product}`)
  if (filter.scenario) parts.push(Prisma.sql`t."scenario" = ${filter.scenario}`)
  if (filter.organisationId) parts.push(Prisma.sql`t."organisationId" = ${filter.organisationId}::uuid`)
  if (filter.text) {
    const like = `%${filter.text.replace(/[\\%_]/g, (letter) => `\\${letter}`)}%`
    parts.push(Prisma.sql`(t."subject" ilike ${like} or t."reference" ilike ${like} or o."name" ilike ${like})`)
  }
  return Prisma.join(parts, ' and ')
}

/** Open tickets by what is due next; those with nothing due come last, oldest first. */
export async function selectQueue(
  client: Client,
  filter: QueueFilter,
  viewerId: string,
  now: Date,
): Promise<TicketRowColumns[]> {
  const order =
    filter.view === 'resolved'
      ? Prisma.sql`t."lastActivityAt" desc`
      : Prisma.sql`t."nextDueAt" asc nulls last, t."createdAt" asc`
  return client.$queryRaw`
    select ${rowColumns}
    from "Ticket" t join "Organisation" o on o."id" = t."organisationId"
    left join "User" a on a."id" = t."assigneeId"
    left join "ReadMark" r on r."ticketId" = t."id" and r."userId" = ${viewerId}::uuid
    where ${queueWhere(filter, viewerId, now)}
    order by ${order} limit ${filter.limit} offset ${filter.offset}`
}

export async function countQueue(client: Client, filter: QueueFilter, viewerId: string, now: Date) {
  const { severity, product, scenario, organisationId, text, view } = filter
  // An open view that nothing narrows is one of the counts already.
  const whole = view !== 'resolved' && !severity && !product && !scenario && !organisationId && !text
  const [matching, [counts]] = await Promise.all([
    whole
      ? []
      : client.$queryRaw<{ n: number }[]>`
      select count(*)::int as n from "Ticket" t join "Organisation" o on o."id" = t."organisationId" where ${queueWhere(filter, viewerId, now)}`,
    client.$queryRaw<{ open: number; mine: number; unassigned: number; due_soon: number }[]>`
      select count(*)::int as open,
        count(*) filter (where t."assigneeId" = ${viewerId}::uuid)::int as mine,
        count(*) filter (where t."assigneeId" is null)::int as unassigned,
        count(*) filter (where t."nextDueAt" <= ${new Date(now.getTime() + 3_600_000)})::int as due_soon
      from "Ticket" t where ${openOnly}`,
  ])
  return { total: whole ? counts![view] : matching[0]!.n, counts: counts! }
}

/** The viewer's own organisation's tickets, newest activity first; open or done. What only staff did is no activity. */
export async function selectMine(
  client: Client,
  viewer: Viewer,
  scope: 'open' | 'done',
  limit: number,
): Promise<TicketRowColumns[]> {
  const tickets = await client.ticket.findMany({
    where: {
      AND: [
        visibleTo(viewer),
        { status: scope === 'open' ? { notIn: ['RESOLVED', 'CLOSED'] } : { in: ['RESOLVED', 'CLOSED'] } },
      ],
    },
    orderBy:
      scope === 'open'
        ? [{ nextDueAt: { sort: 'asc', nulls: 'last' } }, { createdAt: 'asc' }]
        : [isStaff(viewer) ? { lastActivityAt: 'desc' } : { publicActivityAt: 'desc' }],
    take: limit,
    select: {
      id: true,
      reference: true,
      subject: true,
      product: true,
      scenario: true,
      severity: true,
      status: true,
      lastActivityAt: true,
      publicActivityAt: true,
      createdAt: true,
      organisation: { select: { key: true, name: true } },
      assignee: person,
      readMarks: { where: { userId: viewer.userId }, select: { readAt: true } },
    },
  })
  return tickets.map(({ organisation, assignee, readMarks, lastActivityAt, publicActivityAt, ...ticket }) => ({
    ...ticket,
    lastActivityAt: isStaff(viewer) ? lastActivityAt : publicActivityAt,
    organisationKey: organisation.key,
    organisationName: organisation.name,
    assigneeId: assignee?.id ?? null,
    assigneeName: assignee?.name ?? null,
    readAt: readMarks[0]?.readAt ?? null,
  }))
}

/** Clocks of many tickets at once: the open ones, and how often each ticket has breached. */
export async function selectRowClocks(client: Client, ticketIds: string[]) {
  const [clocks, breaches] = await Promise.all([
    client.slaClock.findMany({
      where: { ticketId: { in: ticketIds }, state: { not: 'ENDED' } },
      include: { warnings: { select: { percent: true, at: true }, take: 1 }, breach: { select: { at: true } } },
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
