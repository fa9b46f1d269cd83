import type { Prisma } from '@/generated/prisma/client'
import type { Client, Tx } from '@/server/infra/db/db'
import type { Severity } from '@/server/vocabulary/severity'
import type { HandoffWords } from './brief/rules'

/**
 * Locks and returns a schedule whose handoffs are due; null when they are not, or another worker holds the lock.
 * Handoffs of all schedules are serialised, because an engineer who leaves two of them at once gets one brief.
 */
export async function lockHandoffs(tx: Tx, scheduleId: string, now: Date) {
  const rows = await tx.$queryRaw<{ id: string; name: string; handedOffBefore: Date | null }[]>`
    select "id", "name", "handedOffBefore" from "Schedule"
    where "id" = ${scheduleId}::uuid and ("handoffsAt" is null or "handoffsAt" <= ${now}) for update skip locked`
  if (rows[0]) await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('nightdesk.handoffs'))`
  return rows[0] ?? null
}

/**
 * Returns the ids of schedules with a shift that has ended or a brief that opens by now, and of those edited since the
 * last look.
 */
export async function selectDueSchedules(client: Client, now: Date, limit: number): Promise<string[]> {
  const rows = await client.schedule.findMany({
    where: { OR: [{ handoffsAt: null }, { handoffsAt: { lte: now } }] },
    select: { id: true },
    take: limit,
  })
  return rows.map(({ id }) => id)
}

export async function selectDueBriefs(client: Client, now: Date, limit: number): Promise<string[]> {
  const rows = await client.handoffBrief.findMany({
    where: { nextAt: { lte: now } },
    orderBy: [{ nextAt: 'asc' }, { id: 'asc' }],
    select: { id: true },
    take: limit,
  })
  return rows.map(({ id }) => id)
}

export const openTicket = { status: { notIn: ['resolved', 'closed'] } } satisfies Prisma.TicketWhereInput

/**
 * Returns the ids of open tickets that a person has: assigned to them, or with a page that they acknowledged. Uses two
 * index ranges; the states are literals, because a parameter cannot match a partial index (docs/performance.md).
 */
export async function selectHeld(client: Client, personId: string): Promise<string[]> {
  const rows = await client.$queryRaw<{ id: string }[]>`
    select t."id" from "Ticket" t
    where t."assigneeId" = ${personId}::uuid and t."status" not in ('resolved', 'closed')
    union
    select t."id" from "Page" g join "Ticket" t on t."id" = g."ticketId"
    where g."acknowledgedById" = ${personId}::uuid and g."state" = 'acknowledged' and t."status" not in ('resolved', 'closed')
    order by 1`
  return rows.map(({ id }) => id)
}

/**
 * Returns the public messages, their corrections and internal notes of tickets, newest first, and when the next update of each is
 * promised.
 */
export async function selectRecordedWords(client: Client, ticketIds: readonly string[]) {
  const events = await client.ticketEvent.findMany({
    where: {
      ticketId: { in: [...ticketIds] },
      content: { isNot: null },
      OR: [
        { chain: 'public', type: { in: ['staff_reply', 'filed', 'customer_reply', 'reopened', 'corrected'] } },
        { chain: 'staff', type: 'internal_note' },
      ],
    },
    orderBy: [{ at: 'desc' }, { seq: 'desc' }],
    select: {
      ticketId: true,
      chain: true,
      seq: true,
      at: true,
      type: true,
      facts: true,
      content: { select: { body: true } },
    },
  })
  const tickets = await client.ticket.findMany({
    where: { id: { in: [...ticketIds] } },
    select: { id: true, nextUpdateBy: true },
  })
  return { events, nextUpdateBy: new Map(tickets.map(({ id, nextUpdateBy }) => [id, nextUpdateBy])) }
}

/** The columns of a ticket that an entry of a brief shows. */
export const ticketOfEntry = {
  id: true,
  number: true,
  reference: true,
  subject: true,
  severity: true,
  status: true,
  assigneeId: true,
  nextDueAt: true,
  organisation: { select: { name: true } },
} satisfies Prisma.TicketSelect

export const briefWithEntries = {
  schedule: { select: { id: true, name: true } },
  entries: {
    include: {
      ticket: {
        select: ticketOfEntry,
      },
    },
  },
} satisfies Prisma.HandoffBriefInclude
export type BriefRow = Prisma.HandoffBriefGetPayload<{ include: typeof briefWithEntries }>

export async function selectBrief(client: Client, id: string): Promise<BriefRow | null> {
  return client.handoffBrief.findUnique({ where: { id }, include: briefWithEntries })
}

/** Locks and returns a brief with its entries; null when it does not exist. Lock order: tickets before the brief. */
export async function lockBrief(tx: Tx, id: string): Promise<BriefRow | null> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select "id" from "HandoffBrief" where "id" = ${id}::uuid for update`
  return rows[0] ? selectBrief(tx, id) : null
}

/** Returns drafts, and handed briefs with a ticket left to accept. */
export async function selectOpenBriefs(client: Client): Promise<BriefRow[]> {
  return client.handoffBrief.findMany({
    where: {
      OR: [{ state: 'draft' }, { state: 'handed', entries: { some: { state: 'open', ticket: openTicket } } }],
    },
    include: briefWithEntries,
    orderBy: [{ endsAt: 'asc' }, { id: 'asc' }],
  })
}

/** An open brief, as far as it decides what a person has to do with it. */
export interface BriefMarks {
  state: BriefRow['state']
  scheduleId: string | null
  outgoingId: string
  incomingId: string | null
  /** Words of the S1 and S2 that are left to accept. */
  urgent: (HandoffWords & { severity: Severity })[]
}

/** As `selectOpenBriefs`, but only what decides who has to write or accept each: every staff screen counts them. */
export async function selectOpenMarks(client: Client): Promise<BriefMarks[]> {
  return client.$queryRaw`
    select b."state"::text as "state", b."scheduleId", b."outgoingId", b."incomingId", left_open."urgent"
    from "HandoffBrief" b cross join lateral (
      select count(*) as "count", coalesce(json_agg(json_build_object('severity', t."severity", 'known', e."known",
        'tried', e."tried", 'promised', e."promised")) filter (where t."severity" in ('S1', 'S2')), '[]') as "urgent"
      from "HandoffEntry" e join "Ticket" t on t."id" = e."ticketId"
      where e."briefId" = b."id" and e."state" = 'open' and t."status" not in ('resolved', 'closed')) left_open
    where b."state" = 'draft' or (b."state" = 'handed' and left_open."count" > 0)`
}

/** Returns handed briefs with nothing left to accept, newest first; `after` is the last row of the previous page. */
export async function selectPastBriefs(
  client: Client,
  after: { at: Date; id: string } | null,
  limit: number,
): Promise<BriefRow[]> {
  return client.handoffBrief.findMany({
    where: {
      state: 'handed',
      entries: { some: {}, none: { state: 'open', ticket: openTicket } },
      ...(after ? { OR: [{ endsAt: { lt: after.at } }, { endsAt: after.at, id: { lt: after.id } }] } : {}),
    },
    include: briefWithEntries,
    orderBy: [{ endsAt: 'desc' }, { id: 'desc' }],
    take: limit,
  })
}

/** Overwrites the prefilled fields of entries that nobody has edited, in one statement. */
export async function refillEntries(
  tx: Tx,
  entries: readonly ({ id: string } & HandoffWords)[],
  now: Date,
): Promise<void> {
  if (entries.length === 0) return
  const column = (name: 'id' | keyof HandoffWords) => entries.map((entry) => entry[name])
  await tx.$executeRaw`
    update "HandoffEntry" e set "known" = f."known", "tried" = f."tried", "promised" = f."promised", "updatedAt" = ${now}
    from unnest(${column('id')}::uuid[], ${column('known')}::text[], ${column('tried')}::text[], ${column('promised')}::text[])
      as f("id", "known", "tried", "promised")
    where e."id" = f."id"`
}

/** Settles open entries whose tickets changed hands in another way, so that nothing of them is left to accept. */
export async function settleEntries(
  tx: Tx,
  where: Prisma.HandoffEntryWhereInput,
  by: { id: string | null; at: Date },
): Promise<void> {
  await tx.handoffEntry.updateMany({
    where: { ...where, state: 'open' },
    data: { state: 'settled', decidedAt: by.at, decidedById: by.id },
  })
}

/** Returns the ids of briefs that have open entries matching `where`. */
export async function openBriefsOf(tx: Tx, where: Prisma.HandoffEntryWhereInput): Promise<string[]> {
  const rows = await tx.handoffEntry.findMany({
    where: { ...where, state: 'open' },
    select: { briefId: true },
    distinct: ['briefId'],
  })
  return rows.map(({ briefId }) => briefId)
}

/**
 * Returns the tickets of a brief that were assigned to somebody else since their entries were made. The outbox
 * subscriber settles those entries a moment later; until then nobody may accept them. Call it with the tickets' rows
 * locked. Entries of older releases have no `staffSeq`, so the creation of the brief limits the search as well.
 */
export async function selectTakenSince(
  tx: Tx,
  brief: Pick<BriefRow, 'id' | 'outgoingId' | 'createdAt'>,
): Promise<ReadonlySet<string>> {
  const rows = await tx.$queryRaw<{ ticketId: string }[]>`
    select e."ticketId" from "HandoffEntry" e join "Ticket" t on t."id" = e."ticketId"
    where e."briefId" = ${brief.id}::uuid and e."state" = 'open' and t."assigneeId" <> ${brief.outgoingId}::uuid
      and exists (
        select 1 from "TicketEvent" v
        where v."ticketId" = e."ticketId" and v."chain" = 'staff' and v."seq" > e."staffSeq"
          and v."type" = 'assigned' and v."at" >= ${brief.createdAt})`
  return new Set(rows.map(({ ticketId }) => ticketId))
}
