import type { Prisma } from '@/generated/prisma/client'
import type { Client, Tx } from '@/server/infra/db/db'
import type { HandoffWords } from './rules'

/**
 * A schedule whose handoffs are due to be looked at, under its row lock; null when another worker has it. Schedules wait
 * for each other: what an engineer leaves on two of them is one brief.
 */
export async function lockHandoffs(tx: Tx, scheduleId: string, now: Date) {
  const rows = await tx.$queryRaw<{ id: string; name: string; handedOffBefore: Date | null }[]>`
    select "id", "name", "handedOffBefore" from "Schedule"
    where "id" = ${scheduleId}::uuid and ("handoffsAt" is null or "handoffsAt" <= ${now}) for update skip locked`
  if (rows[0]) await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('nightdesk.handoffs'))`
  return rows[0] ?? null
}

/** Schedules with a shift that ends or a brief that opens by now, and those never looked at since their last edit. */
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
 * Open tickets that a person has: assigned to them, or with a page that they acknowledged. Two index ranges; the states
 * are literals, because a state that is a parameter cannot use a partial index (docs/performance.md).
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

/** What staff said of tickets, newest first, and the next update that each promises. */
export async function selectRecordedWords(client: Client, ticketIds: readonly string[]) {
  const events = await client.ticketEvent.findMany({
    where: {
      ticketId: { in: [...ticketIds] },
      content: { isNot: null },
      OR: [
        { chain: 'public', type: { in: ['staff_reply', 'filed', 'customer_reply', 'reopened'] } },
        { chain: 'staff', type: 'internal_note' },
      ],
    },
    orderBy: [{ at: 'desc' }, { seq: 'desc' }],
    select: { ticketId: true, type: true, facts: true, content: { select: { body: true } } },
  })
  const tickets = await client.ticket.findMany({
    where: { id: { in: [...ticketIds] } },
    select: { id: true, nextUpdateBy: true },
  })
  return { events, nextUpdateBy: new Map(tickets.map(({ id, nextUpdateBy }) => [id, nextUpdateBy])) }
}

export const briefWithEntries = {
  schedule: { select: { id: true, name: true } },
  entries: {
    include: {
      ticket: {
        select: {
          id: true,
          number: true,
          reference: true,
          subject: true,
          severity: true,
          status: true,
          assigneeId: true,
          nextDueAt: true,
          organisation: { select: { name: true } },
        },
      },
    },
  },
} satisfies Prisma.HandoffBriefInclude
export type BriefRow = Prisma.HandoffBriefGetPayload<{ include: typeof briefWithEntries }>

export async function selectBrief(client: Client, id: string): Promise<BriefRow | null> {
  return client.handoffBrief.findUnique({ where: { id }, include: briefWithEntries })
}

/** The brief with its entries, under its row lock. Whoever also locks tickets locks them first. */
export async function lockBrief(tx: Tx, id: string): Promise<BriefRow | null> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select "id" from "HandoffBrief" where "id" = ${id}::uuid for update`
  return rows[0] ? selectBrief(tx, id) : null
}

/** Drafts, and briefs with a ticket left to accept. */
export async function selectOpenBriefs(client: Client): Promise<BriefRow[]> {
  return client.handoffBrief.findMany({
    where: {
      OR: [{ state: 'draft' }, { state: 'handed', entries: { some: { state: 'open', ticket: openTicket } } }],
    },
    include: briefWithEntries,
    orderBy: [{ endsAt: 'asc' }, { id: 'asc' }],
  })
}

/** Briefs of which nothing is left, newest first; `after` is the last row of the page before. */
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

/** Fills entries that nobody has edited in anew from the record: all of them in one statement. */
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

/** Somebody took tickets over otherwise: nothing of them is left to accept. */
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

/** Briefs that have such entries open. */
export async function openBriefsOf(tx: Tx, where: Prisma.HandoffEntryWhereInput): Promise<string[]> {
  const rows = await tx.handoffEntry.findMany({
    where: { ...where, state: 'open' },
    select: { briefId: true },
    distinct: ['briefId'],
  })
  return rows.map(({ briefId }) => briefId)
}

/**
 * Tickets of a brief that somebody else was given, or took, since their entries were made. The subscriber settles those
 * entries a moment later, or once a worker runs again: until then nobody may accept them. Call it with the tickets' rows
 * locked. Entries of an older release do not say when they were made; for them the brief does.
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
