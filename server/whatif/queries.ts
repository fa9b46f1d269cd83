import type { Prisma } from '@/generated/prisma/client'
import type { Client, Tx } from '@/server/infra/db/db'
import type { ReplayCell } from '@/server/sla/clocks/replay.rules'
import type { PolicyDefinition } from '@/server/sla/schema'
import type { ReplayNumber } from './schema'
import type { Metric } from '@/server/vocabulary/metric'
import type { Severity } from '@/server/vocabulary/severity'

export async function selectCandidate(client: Client, versionId: string) {
  return client.slaPolicyVersion.findUnique({
    where: { id: versionId },
    select: {
      version: true,
      definition: true,
      policy: { select: { product: true, plan: { select: { name: true } } } },
    },
  })
}

export async function selectPlanName(client: Client, planId: string): Promise<string | null> {
  return (await client.plan.findUnique({ where: { id: planId }, select: { name: true } }))?.name ?? null
}

export async function insertReplay(
  client: Client,
  {
    definition,
    ...row
  }: {
    planId: string
    product: string | null
    definition: PolicyDefinition
    candidateName: string
    candidateVersion: number | null
    days: number | null
    requestedById: string
    requestedAt: Date
    nextAt: Date
  },
): Promise<string> {
  const data = { ...row, definition: definition as unknown as Prisma.InputJsonObject }
  return (await client.slaReplay.create({ data, select: { id: true } })).id
}

/** Deletes finished replays with their tickets, except the newest `keep` of all replays. */
export async function deleteOldReplays(client: Client, keep: number): Promise<void> {
  await client.$executeRaw`
    delete from "SlaReplay" where "nextAt" is null
      and "id" not in (select "id" from "SlaReplay" order by "requestedAt" desc limit ${keep})`
}

const summaryColumns = {
  id: true,
  product: true,
  candidateName: true,
  candidateVersion: true,
  days: true,
  requestedById: true,
  requestedAt: true,
  state: true,
  total: true,
  done: true,
  finishedAt: true,
  plan: { select: { name: true } },
} as const

export async function selectReplays(client: Client, limit: number) {
  return client.slaReplay.findMany({
    orderBy: [{ requestedAt: 'desc' }, { id: 'desc' }],
    take: limit,
    select: summaryColumns,
  })
}
export type ReplaySummaryRow = Awaited<ReturnType<typeof selectReplays>>[number]

export async function selectReplay(client: Client, id: string) {
  return client.slaReplay.findUnique({ where: { id }, select: { ...summaryColumns, cells: true } })
}

export async function selectNames(client: Client, ids: string[]): Promise<Map<string, string>> {
  const people = await client.user.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } })
  return new Map(people.map((person) => [person.id, person.name]))
}

/** Selects replays that a worker may take at `at`, longest due first. */
export async function selectDueReplays(client: Client, at: Date, limit: number): Promise<string[]> {
  const rows = await client.$queryRaw<{ id: string }[]>`
    select "id" from "SlaReplay" where "nextAt" is not null and "nextAt" <= ${at}
    order by "nextAt", "requestedAt" limit ${limit}`
  return rows.map((row) => row.id)
}

/** Leases a replay until `leaseUntil`; null when it is finished, not due, or leased by another worker. */
export async function claimReplay(client: Client, id: string, at: Date, leaseUntil: Date) {
  const taken = await client.slaReplay.updateManyAndReturn({
    where: { id, state: { in: ['waiting', 'running'] }, nextAt: { lte: at } },
    data: { state: 'running', nextAt: leaseUntil },
    select: {
      id: true,
      planId: true,
      product: true,
      definition: true,
      days: true,
      requestedAt: true,
      total: true,
      done: true,
      cursorAt: true,
      cursorId: true,
      cells: true,
      attempts: true,
    },
  })
  return taken[0] ?? null
}
export type ClaimedReplay = NonNullable<Awaited<ReturnType<typeof claimReplay>>>

/** The tickets of a replay: pinned to one of the versions and, if `product` is set, of that product. */
export interface ReplayScope {
  versionIds: string[]
  product: string | null
  /** Filed in [from, to). */
  from: Date
  to: Date
}

/** Selects the versions that tickets can be pinned to; for a product also general ones, used before it had its own. */
export async function selectScopeVersions(client: Client, planId: string, product: string | null): Promise<string[]> {
  const rows = await client.slaPolicyVersion.findMany({
    where: { policy: { planId, OR: product ? [{ product: null }, { product }] : [{ product: null }] } },
    select: { id: true },
  })
  return rows.map((row) => row.id)
}

export async function countTickets(client: Client, { versionIds, product, from, to }: ReplayScope): Promise<number> {
  const rows = await client.$queryRaw<{ count: number }[]>`
    select count(*)::int as "count" from "Ticket" t
    where t."policyVersionId" = any(${versionIds}::uuid[]) and t."createdAt" >= ${from} and t."createdAt" < ${to}
      and (${product}::text is null or t."product" = ${product})`
  return rows[0]?.count ?? 0
}

export interface ReplayCursor {
  createdAt: Date
  id: string
}

export interface TicketTimelineRow extends ReplayCursor {
  policyVersionId: string
  /** JSON: the public events in order, each [seq, epoch milliseconds, type, facts]. */
  events: string | null
}

/**
 * Selects the tickets after the cursor in order of filing, with their public events up to `asOf`. One query per batch;
 * the events are one JSON text per ticket, which costs a tenth of one row per event.
 */
export async function selectTimelines(
  client: Client,
  { versionIds, product, from, to }: ReplayScope,
  cursor: ReplayCursor | null,
  asOf: Date,
  limit: number,
): Promise<TicketTimelineRow[]> {
  return client.$queryRaw`
    with batch as (
      select t."id", t."createdAt", t."policyVersionId" from "Ticket" t
      where t."policyVersionId" = any(${versionIds}::uuid[]) and t."createdAt" >= ${from} and t."createdAt" < ${to}
        and (${product}::text is null or t."product" = ${product})
        and (t."createdAt", t."id") >
          (${cursor?.createdAt ?? new Date(0)}, ${cursor?.id ?? '00000000-0000-0000-0000-000000000000'}::uuid)
      order by t."createdAt", t."id" limit ${limit})
    select batch."id", batch."createdAt", batch."policyVersionId", (
      select json_agg(json_build_array(e."seq", (extract(epoch from e."at") * 1000)::int8, e."type", e."facts") order by e."seq")
      from "TicketEvent" e where e."ticketId" = batch."id" and e."chain" = 'public' and e."at" <= ${asOf}
    )::text as "events"
    from batch order by batch."createdAt", batch."id"`
}

export async function updateTotal(client: Client, id: string, total: number): Promise<void> {
  await client.slaReplay.update({ where: { id }, data: { total }, select: { id: true } })
}

/**
 * Advances the checkpoint, unless the replay was cancelled or another run advanced it meanwhile.
 * @returns whether it was advanced
 */
export async function moveCheckpoint(
  tx: Tx,
  id: string,
  doneBefore: number,
  row: { done: number; cursor: ReplayCursor | null; cells: ReplayCell[]; nextAt: Date | null; finishedAt: Date | null },
): Promise<boolean> {
  const { count } = await tx.slaReplay.updateMany({
    where: { id, state: 'running', done: doneBefore },
    data: {
      done: row.done,
      ...(row.cursor && { cursorAt: row.cursor.createdAt, cursorId: row.cursor.id }),
      cells: row.cells as unknown as Prisma.InputJsonArray,
      nextAt: row.nextAt,
      ...(row.finishedAt && { state: 'done', finishedAt: row.finishedAt }),
      attempts: 0,
    },
  })
  return count === 1
}

/** A ticket's counts in one cell. */
export interface FindingRow {
  ticketId: string
  metric: Metric
  severity: Severity
  metBefore: number
  breachedBefore: number
  metAfter: number
  breachedAfter: number
  gained: number
  lost: number
}

export async function insertFindings(tx: Tx, replayId: string, findings: FindingRow[]): Promise<void> {
  if (findings.length === 0) return
  await tx.$executeRaw`
    insert into "SlaReplayTicket" ("replayId", "ticketId", "metric", "severity", "metBefore", "breachedBefore", "metAfter", "breachedAfter", "gained", "lost")
    select ${replayId}::uuid, f.* from json_to_recordset(${JSON.stringify(findings)}::json) as f(
      "ticketId" uuid, "metric" "SlaMetric", "severity" "Severity", "metBefore" int2, "breachedBefore" int2, "metAfter" int2, "breachedAfter" int2, "gained" int2, "lost" int2)
    on conflict do nothing`
}

/** Releases a running replay for the next worker, or marks it as failed when `nextAt` is null. */
export async function releaseReplay(
  client: Client,
  id: string,
  row: { nextAt: Date } | { attempts: number; lastError: string; nextAt: Date | null; finishedAt: Date | null },
): Promise<void> {
  await client.slaReplay.updateMany({
    where: { id, state: 'running' },
    data: { ...row, ...(row.nextAt === null && { state: 'failed' }) },
  })
}

/** Cancels an unfinished replay. @returns whether it was unfinished */
export async function cancelReplayRow(client: Client, id: string, at: Date): Promise<boolean> {
  const { count } = await client.slaReplay.updateMany({
    where: { id, state: { in: ['waiting', 'running'] } },
    data: { state: 'cancelled', nextAt: null, finishedAt: at },
  })
  return count === 1
}

/** A ticket counted in a number, with its counts per cell. */
export interface BehindRow {
  ticketId: string
  parts: { metric: Metric; severity: Severity; count: number }[]
}

/** Selects the tickets counted in a number after the cursor, newest first. */
export async function selectBehind(
  client: Client,
  replayId: string,
  number: ReplayNumber,
  cell: { metric: Metric; severity: Severity } | null,
  cursor: string | null,
  limit: number,
): Promise<BehindRow[]> {
  return client.$queryRaw`
    select "ticketId", json_agg(json_build_object('metric', "metric", 'severity', "severity", 'count', "count") order by "severity", "metric") as "parts"
    from (
      select "ticketId", "metric", "severity", case ${number}
        when 'gained' then "gained" when 'lost' then "lost" when 'breachedBefore' then "breachedBefore"
        when 'breachedAfter' then "breachedAfter" when 'metBefore' then "metBefore" else "metAfter" end as "count"
      from "SlaReplayTicket"
      where "replayId" = ${replayId}::uuid
        and (${cell?.metric ?? null}::text is null or "metric" = ${cell?.metric ?? null}::"SlaMetric")
        and (${cell?.severity ?? null}::text is null or "severity" = ${cell?.severity ?? null}::"Severity")
        and (${cursor}::uuid is null or "ticketId" < ${cursor}::uuid)
    ) part
    where "count" > 0 group by "ticketId" order by "ticketId" desc limit ${limit}`
}

export async function selectTicketLines(client: Client, ids: string[]) {
  return client.ticket.findMany({
    where: { id: { in: ids } },
    select: { id: true, reference: true, subject: true, organisation: { select: { name: true } } },
  })
}
