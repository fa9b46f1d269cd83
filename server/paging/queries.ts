import { ZodError } from 'zod'
import { Prisma } from '@/generated/prisma/client'
import { staffNow } from '@/server/accounts/staff'
import type { Client, Tx } from '@/server/infra/db/db'
import { log } from '@/server/infra/log'
import { escalationDefinition, escalationState } from './schema'
import type { Severity } from '@/server/vocabulary/severity'

const pageColumns = {
  id: true,
  ticketId: true,
  drillPlanId: true,
  policySnapshot: true,
  urgency: true,
  state: true,
  openedAt: true,
  escalation: true,
  cycle: true,
  turn: true,
  severity: true,
  about: true,
  responseWarningAt: true,
  acknowledgedAt: true,
  acknowledgedById: true,
  closedAt: true,
} as const

export async function selectPage(client: Client, where: Prisma.PageWhereInput) {
  const row = await client.page.findFirst({
    where,
    orderBy: [{ openedAt: 'desc' }, { id: 'desc' }],
    select: pageColumns,
  })
  if (!row) return null
  return {
    ...row,
    policy: escalationDefinition.parse(row.policySnapshot),
    escalation: escalationState.parse(row.escalation),
    severity: row.severity,
    about: row.about as unknown as PageSubject,
  }
}
export type PageRow = NonNullable<Awaited<ReturnType<typeof selectPage>>>
export interface PageSubject {
  reference: string
  subject: string
  organisation: string
}

/** Locks a page's row and returns the page; null when it does not exist. */
export async function lockPage(tx: Tx, id: string): Promise<PageRow | null> {
  await tx.$queryRaw`select 1 from "Page" where "id" = ${id}::uuid for update`
  return selectPage(tx, { id })
}

/**
 * Locks and returns the ticket's one page that is not closed; null without one.
 * @throws ZodError when the stored policy or state cannot be parsed
 */
export async function lockOpenPage(tx: Tx, ticketId: string): Promise<PageRow | null> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select "id" from "Page" where "ticketId" = ${ticketId}::uuid and "state" <> 'closed' for update`
  return rows[0] ? selectPage(tx, { id: rows[0].id }) : null
}

/**
 * As `lockOpenPage`, but returns `unreadable` (and logs) for a page that cannot be parsed. For changes of a ticket that only
 * bring its page in line: a broken page must not prevent a reply.
 */
export async function lockReadablePage(tx: Tx, ticketId: string): Promise<PageRow | 'unreadable' | null> {
  try {
    return await lockOpenPage(tx, ticketId)
  } catch (error) {
    if (!(error instanceof ZodError)) throw error
    log.error({ ticketId, err: error.message }, 'a page cannot be read')
    return 'unreadable'
  }
}

/** Returns every escalation policy that can be parsed, the default first, with the team and severities it is for. */
export async function selectPolicies(client: Client) {
  const rows = await client.escalationPolicy.findMany({
    orderBy: [{ isDefault: 'desc' }, { name: 'asc' }],
    select: {
      id: true,
      name: true,
      isDefault: true,
      severities: true,
      teamId: true,
      isRouted: true,
      definition: true,
      updatedAt: true,
    },
  })
  return rows.flatMap((row) => {
    const definition = escalationDefinition.safeParse(row.definition)
    if (definition.success) return [{ ...row, definition: definition.data }]
    // Skipped, so that the next closest policy is used: a broken policy must not fail the filing of a ticket.
    log.error({ policyId: row.id, err: definition.error.message }, 'an escalation policy cannot be read')
    return []
  })
}

/**
 * Takes a transaction-level advisory lock that serialises changes of what policies are for, because no two may be for
 * the same team and severity.
 */
export async function lockPolicyUses(tx: Tx): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('nightdesk.escalation-policies'))`
}

/** Verified, working contact methods of people on staff. */
const working = () =>
  ({
    verifiedAt: { not: null },
    disabledAt: null,
    failedAt: null,
    user: staffNow(),
  }) satisfies Prisma.ContactMethodWhereInput

/** Returns the verified, working contact methods of people on staff, with the notification rules that use them. */
export async function selectMethods(client: Client, userIds: readonly string[]) {
  return client.contactMethod.findMany({
    where: { userId: { in: [...userIds] }, ...working() },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: {
      id: true,
      userId: true,
      kind: true,
      user: { select: { timeZone: true, quietHours: { select: { from: true, to: true } } } },
      rules: { select: { urgency: true, position: true, delaySeconds: true, contactMethodId: true } },
    },
  })
}

/**
 * Locks a contact method's row, so that all workers agree which notification goes first and which follow in its bundle.
 * `for no key update` is the weaker lock: a filing that inserts notifications references this row and must not wait.
 * Lock order: the method before its notifications.
 */
export async function lockMethod(tx: Tx, id: string): Promise<void> {
  await tx.$queryRaw`select 1 from "ContactMethod" where "id" = ${id}::uuid for no key update`
}

/** Marks a method that the other side reports as ended: it is not used until its owner sets it up again. */
export async function markFailed(tx: Tx, contactMethodId: string, now: Date): Promise<void> {
  await tx.contactMethod.updateMany({ where: { id: contactMethodId }, data: { failedAt: now } })
}

/**
 * Releases notifications of a page that quiet hours hold back: each becomes due when it would have been without quiet
 * hours, but not before `now`, the instant at which the page became urgent.
 * @returns the released notifications, for which the caller enqueues jobs
 */
export async function releaseHeld(tx: Tx, pageId: string, now: Date): Promise<{ id: string; sendAt: Date }[]> {
  return tx.$queryRaw<{ id: string; sendAt: Date }[]>`
    update "Delivery" set "sendAt" = greatest("heldSince", ${now}), "nextAt" = greatest("heldSince", ${now}), "heldSince" = null
    where "pageId" = ${pageId}::uuid and "state" = 'pending' and "heldSince" is not null and "sendAt" > ${now}
    returning "id", "sendAt"`
}

/**
 * Marks the links of everybody called before as reassigned to this engineer, so that they no longer acknowledge the
 * page. Links of helpers stay valid.
 */
export async function markOthersReassigned(tx: Tx, pageId: string, engineerId: string): Promise<void> {
  const helpers = await tx.pageResponder.findMany({ where: { pageId }, select: { engineerId: true } })
  await tx.pageToken.updateMany({
    where: { pageId, engineerId: { notIn: [engineerId, ...helpers.map((helper) => helper.engineerId)] } },
    data: { reassignedToId: engineerId },
  })
}

/**
 * Returns to whom a page was reassigned when this engineer has not been called for it again since; null for everybody
 * else.
 */
export async function selectReassignedTo(
  client: Client,
  pageId: string,
  engineerId: string,
): Promise<{ id: string; name: string } | null> {
  const newest = await client.pageToken.findFirst({
    where: { pageId, engineerId },
    orderBy: { cycle: 'desc' },
    select: { reassignedToId: true },
  })
  if (!newest?.reassignedToId) return null
  return client.user.findUnique({ where: { id: newest.reassignedToId }, select: { id: true, name: true } })
}

export interface WaitingRow {
  id: string
  ticketId: string | null
  severity: Severity
  drillPlanId: string | null
  about: PageSubject
  openedAt: Date
}

/**
 * Returns pages that nobody has acknowledged, by severity and then age: those of tickets, and drills that called this
 * person. The states are literals, because a parameter cannot match the partial index.
 */
export async function selectWaiting(client: Client, personId: string, limit: number): Promise<WaitingRow[]> {
  return client.$queryRaw`
    select p."id", p."ticketId", p."severity", p."drillPlanId", p."about", p."openedAt" from "Page" p
    where p."state" in ('open', 'unanswered') and (p."drillPlanId" is null or exists (
      select 1 from "Delivery" d where d."pageId" = p."id" and d."engineerId" = ${personId}::uuid))
    order by p."severity", p."openedAt", p."id" limit ${limit}`
}

/** Whether the delivery `d` was sent, or is being tried at this instant (UTC). */
const isCall = (now: Date) => Prisma.sql`(d."sentAt" is not null
  or (d."state" = 'pending' and (d."sendAt" <= ${now} or d."attempts" > 0)))`

/**
 * The waiting pages that called this person last, and the one that comes first in the order of `orderWaiting`; needed
 * when the list of `selectWaiting` is cut off by its limit.
 */
export async function selectWaitingOf(
  client: Client,
  personId: string,
  now: Date,
  limit: number,
): Promise<WaitingRow[]> {
  return client.$queryRaw`
    with own as (
      select p."id", p."ticketId", p."severity", p."drillPlanId", p."about", p."openedAt", d."calledAt" from "Page" p
      cross join lateral (
        select min(coalesce(d."sentAt", d."sendAt")) as "calledAt" from "Delivery" d
        where d."pageId" = p."id" and d."cycle" = p."cycle" and d."engineerId" = ${personId}::uuid and ${isCall(now)}) d
      where p."state" in ('open', 'unanswered') and d."calledAt" is not null)
    select "id", "ticketId", "severity", "drillPlanId", "about", "openedAt" from own
    where "id" in (select "id" from own order by "calledAt" desc, "id" limit ${limit})
      or "id" = (select "id" from own order by "drillPlanId" is not null, "severity", "openedAt", "id" limit 1)`
}

/** Counts pages that wait for an acknowledgement: all that this person sees, and those that called this person. */
export async function countWaiting(
  client: Client,
  personId: string,
  now: Date,
): Promise<{ total: number; mine: number }> {
  const [counts] = await client.$queryRaw<{ total: number; mine: number }[]>`
    select count(*) filter (where "drillPlanId" is null or "called")::int as "total",
      count(*) filter (where "called")::int as "mine"
    from (select p."drillPlanId", exists (
        select 1 from "Delivery" d
        where d."pageId" = p."id" and d."cycle" = p."cycle" and d."engineerId" = ${personId}::uuid and ${isCall(now)}
      ) as "called" from "Page" p
      where p."state" in ('open', 'unanswered')) waiting`
  return counts!
}

/** Counts the pages of tickets that a policy has opened; the number selects the member of a round-robin team. */
export const countTurns = (client: Client, policyId: string) =>
  client.page.count({ where: { policyId, drillPlanId: null } })

export async function selectManagers(client: Client): Promise<string[]> {
  const rows = await client.user.findMany({ where: staffNow(['manager']), select: { id: true } })
  return rows.map((row) => row.id)
}

/** Returns people who are managers but not engineers: steps of low urgency leave them out (SEMANTICS §3). */
export async function selectManagersOnly(client: Client): Promise<Set<string>> {
  const rows = await client.user.findMany({
    where: {
      ...staffNow(['manager']),
      NOT: staffNow(['engineer']),
    },
    select: { id: true },
  })
  return new Set(rows.map(({ id }) => id))
}

/** Whether any notification of a page was actually sent; only then can the page become unanswered (SEMANTICS §3). */
export async function hasSentAny(client: Client, pageId: string): Promise<boolean> {
  const sent = await client.delivery.findFirst({ where: { pageId, state: 'sent' }, select: { id: true } })
  return sent !== null
}

/** Returns the ids of pages that are due at `at`, oldest first. */
export async function selectDue(client: Client, at: Date, limit: number): Promise<string[]> {
  const rows = await client.$queryRaw<{ id: string }[]>`
    select "id" from "Page" where "nextAt" is not null and "nextAt" <= ${at} order by "nextAt", "id" limit ${limit}`
  return rows.map((row) => row.id)
}

/** Returns the people on staff, of these or of all, with at least one verified, working contact method. */
export async function selectReachable(client: Client, userIds?: readonly string[]): Promise<Set<string>> {
  if (userIds?.length === 0) return new Set()
  const rows = await client.contactMethod.findMany({
    where: { ...(userIds ? { userId: { in: [...userIds] } } : {}), ...working() },
    select: { userId: true },
    distinct: ['userId'],
  })
  return new Set(rows.map((row) => row.userId))
}

/** Locks and returns the coverage watch when it is due; null when it is not, or another worker holds it. */
export async function lockCoverageWatch(tx: Tx, id: string, at: Date): Promise<{ startedAt: Date } | null> {
  const rows = await tx.$queryRaw<{ startedAt: Date }[]>`
    select "startedAt" from "CoverageWatch" where "id" = ${id} and "nextAt" <= ${at} for update skip locked`
  return rows[0] ?? null
}

/**
 * Returns who was called in the current cycle of each page and when their first notification was sent, in the order of
 * the calls. `sentAt` is null while the first notification is still being tried.
 */
export async function selectCalled(
  client: Client,
  pageIds: readonly string[],
  now: Date,
): Promise<{ pageId: string; engineerId: string; sentAt: Date | null }[]> {
  if (pageIds.length === 0) return []
  return client.$queryRaw`
    select d."pageId", d."engineerId", min(d."sentAt") as "sentAt"
    from "Delivery" d join "Page" p on p."id" = d."pageId" and p."cycle" = d."cycle"
    where d."pageId" = any(${[...pageIds]}::uuid[]) and ${isCall(now)}
    group by d."pageId", d."engineerId"
    order by min(coalesce(d."sentAt", d."sendAt")), d."engineerId"`
}

/**
 * Returns, per page and cycle, each person called and when their first notification was due, for due times in
 * `[from, to)`. It counts whether or not it was sent.
 */
export async function selectCalls(client: Client, from: Date, to: Date): Promise<{ person: string; at: number }[]> {
  const rows = await client.delivery.groupBy({
    by: ['pageId', 'cycle', 'engineerId'],
    // Drills are not part of the load.
    where: { kind: 'escalation', sendAt: { gte: from, lt: to }, page: { drillPlanId: null } },
    _min: { sendAt: true },
  })
  return rows.flatMap((row) => (row._min.sendAt ? [{ person: row.engineerId, at: row._min.sendAt.getTime() }] : []))
}
