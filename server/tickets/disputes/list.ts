import { ticketRights } from '../rights.rules'
import { authorise } from '@/server/infra/rights/authorise'
import { type Actor, systemActor } from '@/server/vocabulary/rights/actor'
import { correctedWords } from '../corrections/rules'
import { readEvents } from '../events/schema'
import { z } from 'zod'
import { usersByIds } from '@/server/accounts/sign-in/options'
import { env } from '@/server/infra/env'
import type { ServiceContext } from '@/server/infra/context'
import { decodeCursor, pageOf } from '@/server/infra/input/cursor'
import type { Client } from '@/server/infra/db/db'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { queueMail, recipientOf } from '@/server/integrations/mail/mail'
import type { DisputeRow } from './schema'
import { disputeReminderAt, remindersDueBy } from './reminders.rules'
import { selectResponsible } from '../queries'

const listed = 50
const placeSchema = z.strictObject({ at: z.number(), id: z.uuid() })
const openColumns = {
  id: true,
  seq: true,
  openedAt: true,
  ticketId: true,
  ticket: { select: { reference: true, subject: true, severity: true, organisation: { select: { name: true } } } },
} as const

/** Selects the disputed reply and the `answer_disputed` event of each dispute. */
async function selectTexts(client: Client, disputes: readonly { ticketId: string; seq: number }[]) {
  if (disputes.length === 0) return []
  return client.ticketEvent.findMany({
    where: {
      chain: 'public',
      OR: disputes.flatMap(({ ticketId, seq }) => [
        { ticketId, seq },
        { ticketId, type: 'answer_disputed', facts: { path: ['disputedSeq'], equals: seq } },
        { ticketId, type: 'corrected', facts: { path: ['correctedSeq'], equals: seq } },
      ]),
    },
    orderBy: { seq: 'asc' },
    select: {
      ticketId: true,
      seq: true,
      type: true,
      at: true,
      actorId: true,
      facts: true,
      content: { select: { body: true } },
    },
  })
}

/** Returns one page of the undecided disputes, oldest first, with the reply's and the customer's texts. */
export async function readOpenDisputes(
  ctx: ServiceContext,
  actor: Actor,
  after: string | null | undefined,
): Promise<{ rows: DisputeRow[]; next: string | null; now: Date }> {
  authorise(actor, ticketRights.decideDisputes)
  const place = decodeCursor(placeSchema, after)
  const at = place && new Date(place.at)
  const found = await ctx.db.dispute.findMany({
    where: {
      decidedAt: null,
      ...(place && at ? { OR: [{ openedAt: { gt: at } }, { openedAt: at, id: { gt: place.id } }] } : {}),
    },
    orderBy: [{ openedAt: 'asc' }, { id: 'asc' }],
    take: listed + 1,
    select: openColumns,
  })
  const page = pageOf(found, listed, ({ openedAt, id }) => ({ at: openedAt.getTime(), id }))
  const texts = await selectTexts(ctx.db, page.rows)
  const people = await usersByIds(
    ctx.db,
    texts.flatMap((event) => event.actorId ?? []),
  )
  const nameOf = (id: string | null | undefined) => (id && people.get(id)?.name) || ''
  const rows = page.rows.map(({ id, seq, openedAt, ticketId, ticket }): DisputeRow => {
    const own = texts.filter((event) => event.ticketId === ticketId)
    const reply = own.find((event) => event.seq === seq)
    const objection = readEvents(own).find(
      (event) => event.type === 'answer_disputed' && event.facts.disputedSeq === seq,
    )
    const corrected = correctedWords(
      readEvents(own).map(({ content, ...event }) => ({ ...event, body: content?.body ?? null })),
    ).get(seq)
    return {
      id,
      reference: ticket.reference,
      subject: ticket.subject,
      organisation: ticket.organisation.name,
      severity: ticket.severity,
      seq,
      openedAt,
      disputedBy: nameOf(objection?.actorId),
      reason: objection?.content?.body ?? null,
      author: nameOf(reply?.actorId),
      repliedAt: reply?.at ?? openedAt,
      reply: corrected ? corrected.body : (reply?.content?.body ?? null),
    }
  })
  return { rows, next: page.next, now: ctx.now() }
}

/** Counts what waits for the managers: undecided disputes, and low ratings that nobody has followed up. */
export async function countForManagers(client: Client): Promise<{ disputes: number; lowRatings: number }> {
  const rows = await client.$queryRaw<{ disputes: number; lowRatings: number }[]>`
    select (select count(*)::int from "Dispute" where "decidedAt" is null) as "disputes",
      (select count(*)::int from "LowRating" where "followedUpAt" is null) as "lowRatings"`
  return rows[0]!
}

/** Returns the ids of disputes whose reminder is due, earliest first. */
export async function dueDisputes(ctx: ServiceContext, limit: number): Promise<string[]> {
  const rows = await ctx.db.dispute.findMany({
    where: { nextAt: { lte: ctx.now() } },
    orderBy: [{ nextAt: 'asc' }, { id: 'asc' }],
    take: limit,
    select: { id: true },
  })
  return rows.map((row) => row.id)
}

/**
 * Mails the managers a reminder of an undecided dispute and schedules the next one. Idempotent: does nothing when the
 * dispute was decided or the reminder sent meanwhile, and the mail's unique key contains the reminder's number.
 */
export async function remindOfDispute(ctx: ServiceContext, id: string): Promise<void> {
  await unitOfWork(ctx, systemActor('disputes'), async (work) => {
    const { tx } = work
    await tx.$queryRaw`select 1 from "Dispute" where "id" = ${id}::uuid for update`
    const dispute = await tx.dispute.findUnique({
      where: { id },
      select: { ...openColumns, decidedAt: true, nextAt: true },
    })
    const { now } = work
    if (!dispute || dispute.decidedAt || !dispute.nextAt || dispute.nextAt > now) return
    const { ticket, ticketId, openedAt } = dispute
    const reminders = remindersDueBy(openedAt, now)
    for (const person of await selectResponsible(tx, null, true)) {
      const mailId = await queueMail(tx, {
        uniqueKey: `dispute:${id}:${reminders}:${person.id}`,
        template: 'dispute-waiting',
        props: {
          reference: ticket.reference,
          subject: ticket.subject,
          organisation: ticket.organisation.name,
          severity: ticket.severity,
          openedAt: openedAt.toISOString(),
          url: `${env().PUBLIC_URL}/desk/tickets/${ticket.reference}`,
        },
        ...recipientOf(person),
        ticketId,
        now,
      })
      work.nudge('mail.send', { mailId })
    }
    await tx.dispute.update({
      where: { id },
      data: { reminders, nextAt: disputeReminderAt(openedAt, reminders) },
      select: { id: true },
    })
  })
}
