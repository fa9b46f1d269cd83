import { Prisma } from '@/generated/prisma/client'
import { staffNow } from '@/server/accounts/staff'
import type { Client } from '@/server/infra/db/db'
import { coalesceRead } from '@/server/infra/db/coalesced-read'
import type { Pulse } from './rules'
import type { Metric } from '@/server/vocabulary/metric'
import type { Severity } from '@/server/vocabulary/severity'

interface CellRow {
  metric: Metric
  severity: Severity
  met: number
  breached: number
  medianMs: number | null
}

/** Clocks decided in [from, to), each once: ended as met then, or breached then. Two index ranges. */
const decidedClocks = (from: Date, to: Date) => Prisma.sql`(
  select "metric", "severity", "outcome", "elapsedMs", "endedAt" as "at", false as "breached" from "SlaClock"
  where "outcome" = 'met' and "endedAt" >= ${from} and "endedAt" < ${to}
  union all
  select "metric", "severity", "outcome", "elapsedMs", "breachedAt", true from "SlaClock"
  where "breachedAt" >= ${from} and "breachedAt" < ${to})`

/** Counts the clocks met or breached in [from, to). A cancelled clock counts only if it had breached. */
export async function selectCells(client: Client, from: Date, to: Date): Promise<CellRow[]> {
  return client.$queryRaw`
    select c."metric"::text as "metric", c."severity",
      count(*) filter (where not c."breached")::int as "met",
      count(*) filter (where c."breached")::int as "breached",
      percentile_cont(0.5) within group (order by c."elapsedMs") filter (where c."outcome" in ('met', 'late'))::float8 as "medianMs"
    from ${decidedClocks(from, to)} c
    group by 1, 2`
}

export async function selectDays(
  client: Client,
  from: Date,
  to: Date,
): Promise<{ day: string; met: number; breached: number }[]> {
  return client.$queryRaw`
    select to_char(d."day", 'YYYY-MM-DD') as "day", d."met", d."breached"
    from (
      select date_trunc('day', c."at" at time zone 'UTC') as "day",
        count(*) filter (where not c."breached")::int as "met", count(*) filter (where c."breached")::int as "breached"
      from ${decidedClocks(from, to)} c group by 1
    ) d order by 1`
}

/** Counts the breaches in [from, to) by their current reason; null for those without a reason. */
export async function selectReasons(
  client: Client,
  from: Date,
  to: Date,
): Promise<{ code: string | null; count: number }[]> {
  return client.$queryRaw`
    select b."reasonCode" as "code", count(*)::int as "count"
    from "SlaClock" c left join "SlaBreach" b on b."clockId" = c."id"
    where c."breachedAt" >= ${from} and c."breachedAt" < ${to}
    group by 1 order by 2 desc, 1 nulls first`
}

export async function selectMedianFirstResponse(client: Client, from: Date, to: Date): Promise<number | null> {
  const rows = await client.$queryRaw<{ ms: number | null }[]>`
    select percentile_cont(0.5) within group (order by "elapsedMs")::float8 as "ms" from "SlaClock"
    where "metric" = 'first_response' and "outcome" in ('met', 'late') and "endedAt" >= ${from} and "endedAt" < ${to}`
  return rows[0]?.ms ?? null
}

/**
 * Condition for open promises at risk: breached, running past a warning of at least 75 %, or running past the last
 * warning of their policy when that is below 75 % (only the due instant lies ahead). Its part on "SlaClock" must match
 * the condition of the partial index "SlaClock_at_risk".
 */
const atRisk = Prisma.sql`
  c."dueAt" is not null and (c."state" = 'breached' or (c."state" = 'running'
    and (c."warnedPercent" >= 75 or (c."warnedPercent" is not null and c."nextAt" = c."dueAt"))))
  and t."status" not in ('resolved', 'closed')`
const openPromises = Prisma.sql`"SlaClock" c join "Ticket" t on t."id" = c."ticketId"`

/** Counts the open promises at risk, and the tickets that have them. Concurrent calls share one query. */
export const countAtRisk = (client: Client): Promise<{ promises: number; tickets: number }> =>
  coalesceRead(client, 'promises at risk', async () => {
    const [counts] = await client.$queryRaw<{ promises: number; tickets: number }[]>`
      select count(*)::int as "promises", count(distinct c."ticketId")::int as "tickets" from ${openPromises} where ${atRisk}`
    return counts!
  })

/**
 * Selects a page of the tickets with promises at risk, by the earliest due instant of these, then by id; `after` is the
 * last row of the previous page.
 */
export async function selectTicketsAtRisk(
  client: Client,
  after: { at: Date; id: string } | null,
  limit: number,
): Promise<{ ticketId: string; at: Date }[]> {
  const beyond = after
    ? Prisma.sql`having (min(c."dueAt"), c."ticketId") > (${after.at}::timestamptz, ${after.id}::uuid)`
    : Prisma.empty
  return client.$queryRaw`
    select c."ticketId", min(c."dueAt") as "at" from ${openPromises} where ${atRisk}
    group by c."ticketId" ${beyond}
    order by 2, 1 limit ${limit}`
}

/** Selects the promises at risk of these tickets, the most urgent first. */
export async function selectAtRisk(
  client: Client,
  ticketIds: string[],
): Promise<{ ticketId: string; metric: Metric; state: string; dueAt: Date }[]> {
  return client.$queryRaw`
    select c."ticketId", c."metric"::text as "metric", c."state"::text as "state", c."dueAt"
    from ${openPromises} where c."ticketId" = any(${ticketIds}::uuid[]) and ${atRisk}
    order by c."dueAt", c."id"`
}

/** Selects the ticket columns for the list. */
export async function selectRiskTickets(client: Client, ticketIds: string[]) {
  return client.ticket.findMany({
    where: { id: { in: ticketIds } },
    select: {
      id: true,
      reference: true,
      subject: true,
      severity: true,
      organisation: { select: { name: true } },
      assignee: { select: { name: true } },
    },
  })
}

/** Selects breaches in [from, to), newest first, then by id; `after` is the last row of the previous page. */
export async function selectBreaches(
  client: Client,
  from: Date,
  to: Date,
  after: { at: Date; id: string } | null,
  limit: number,
  reason: string | null,
) {
  return client.slaClock.findMany({
    where: {
      AND: [
        { breachedAt: { gte: from, lt: to } },
        after ? { OR: [{ breachedAt: { lt: after.at } }, { breachedAt: after.at, id: { gt: after.id } }] } : {},
        reason === null
          ? {}
          : reason === 'none'
            ? { OR: [{ breach: null }, { breach: { reasonCode: null } }] }
            : { breach: { reasonCode: reason } },
      ],
    },
    orderBy: [{ breachedAt: 'desc' }, { id: 'asc' }],
    take: limit,
    select: {
      id: true,
      metric: true,
      severity: true,
      breachedAt: true,
      endedAt: true,
      breach: { select: { reasonCode: true, reason: true } },
      ticket: { select: { reference: true, subject: true, organisation: { select: { name: true } } } },
    },
  })
}

/** Selects the newest heartbeats of workers; a worker's row is deleted a day after its last heartbeat. */
export async function selectPulse(client: Client): Promise<Pulse> {
  const rows = await client.$queryRaw<Pulse[]>`
    select max("beatAt") filter (where "stoppedAt" is null) as "aliveAt", max("beatAt") as "lastAt"
    from "WorkerHeartbeat"`
  return rows[0] ?? { aliveAt: null, lastAt: null }
}

/** Selects the managers and administrators among the staff: they are notified of system alarms. */
export async function selectInCharge(client: Client) {
  return client.user.findMany({
    where: staffNow(['manager', 'administrator']),
    orderBy: { id: 'asc' },
    select: { id: true, email: true, locale: true, timeZone: true },
  })
}

/** Selects the mails about silent workers that are due. */
export async function selectSilenceMails(client: Client, now: Date): Promise<string[]> {
  const rows = await client.mailMessage.findMany({
    where: { template: 'worker-silent', nextAt: { lte: now } },
    orderBy: [{ nextAt: 'asc' }, { id: 'asc' }],
    select: { id: true },
  })
  return rows.map((row) => row.id)
}

/** Selects the verified, usable contact methods, other than mail, of managers and administrators. */
export async function selectInChargeMethods(client: Client) {
  const people = await selectInCharge(client)
  const methods = await client.contactMethod.findMany({
    where: {
      userId: { in: people.map(({ id }) => id) },
      kind: { not: 'email' },
      verifiedAt: { not: null },
      disabledAt: null,
      failedAt: null,
    },
    orderBy: { id: 'asc' },
    select: { id: true, kind: true, address: true, detail: true, user: { select: { locale: true, timeZone: true } } },
  })
  return methods
}

const alarmTemplates = ['system-alarm', 'worker-silent']

/** Selects the mails about red health that are due. */
export async function selectAlarmMails(client: Client, now: Date): Promise<string[]> {
  const rows = await client.mailMessage.findMany({
    where: { template: 'system-alarm', nextAt: { lte: now } },
    orderBy: [{ nextAt: 'asc' }, { id: 'asc' }],
    select: { id: true },
  })
  return rows.map((row) => row.id)
}

/** Counts the mails about Nightdesk's own state that were refused and are not sent yet. */
export const selectRefusedAlarmMails = (client: Client): Promise<number> =>
  client.mailMessage.count({
    where: {
      template: { in: alarmTemplates },
      state: { in: ['pending', 'failed'] },
      attempts: { gt: 0 },
      lastError: { not: null },
    },
  })
