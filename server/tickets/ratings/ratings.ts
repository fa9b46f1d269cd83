import { maskSecrets } from '../secrets/find.rules'
import type { z } from 'zod'
import { env } from '@/server/infra/env'
import type { Client } from '@/server/infra/db/db'
import type { Work } from '@/server/infra/db/unit-of-work'
import { DomainError, notFound } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import { authorise } from '@/server/infra/rights/authorise'
import { requireMessage } from '@/server/accounts/writing-limits'
import { queueMail, recipientOf } from '@/server/integrations/mail/mail'
import type { Actor } from '@/server/vocabulary/rights/actor'
import { changeTicket } from '../change/change-ticket'
import type { TicketDraft } from '../change/draft'
import { readEvent } from '../events/schema'
import { selectResponsible, visibleTo } from '../queries'
import { ticketRights } from '../rights.rules'
import { isLowRating, isRateable } from './rules'
import type { followUpRatingSchema, RateableTicket, rateSchema } from './schema'

/** Selects the ticket's last rating with its words; null when it was never rated. */
async function lastRating(client: Client, ticketId: string) {
  const row = await client.ticketEvent.findFirst({
    where: { ticketId, chain: 'public', type: 'rated' },
    orderBy: { seq: 'desc' },
    select: { type: true, facts: true, actorId: true, content: { select: { body: true } } },
  })
  const event = row && readEvent(row)
  return event?.type === 'rated'
    ? { rating: event.facts.rating, comment: event.content?.body ?? '', actorId: event.actorId }
    : null
}

/**
 * Records a customer's rating of the help (PRODUCT.md, T8), a public event that moves no clock. A later rating replaces
 * an earlier one; sending the same again records nothing. A rating of 1 or 2 notifies the managers by mail and waits in
 * their list until one of them has followed it up.
 * @throws DomainError CONFLICT `notRateable` before the ticket is resolved, and for a merged ticket
 */
export async function rateTicket(
  ctx: ServiceContext,
  actor: Actor,
  { reference, rating, comment: written }: z.output<typeof rateSchema>,
): Promise<void> {
  const viewer = authorise(actor, ticketRights.rate)
  await requireMessage(ctx, viewer)
  await changeTicket(ctx, viewer, { reference }, async (draft, work) => {
    const { tx, ticket } = draft
    if (!isRateable(ticket)) throw new DomainError('CONFLICT', 'notRateable')
    const last = await lastRating(tx, ticket.id)
    const comment = maskSecrets(written)
    if (last?.rating === rating && last.comment === comment) return
    const event = draft.record('rated', { rating }, { body: comment })
    draft.set({ rating })
    if (isLowRating(rating)) await openLowRating(work, draft, event.seq, rating)
  })
}

/**
 * Returns what the page behind a mail's rating link shows; null when the person cannot see the ticket any more.
 * @throws DomainError FORBIDDEN when the person is no customer any more
 */
export async function readRateable(
  ctx: ServiceContext,
  actor: Actor,
  ticketId: string,
): Promise<RateableTicket | null> {
  const viewer = authorise(actor, ticketRights.rate)
  const ticket = await ctx.db.ticket.findFirst({
    where: { AND: [{ id: ticketId }, visibleTo(viewer)] },
    select: { reference: true, subject: true, status: true, mergedIntoId: true },
  })
  if (!ticket) return null
  const { reference, subject } = ticket
  const last = await lastRating(ctx.db, ticketId)
  return {
    reference,
    subject,
    isRateable: isRateable(ticket),
    rating: last?.rating ?? null,
    comment: last?.actorId === viewer.userId ? last.comment : '',
  }
}

async function openLowRating(work: Work, draft: TicketDraft, seq: number, rating: number): Promise<void> {
  const { tx, ticket, at } = draft
  const { count } = await tx.lowRating.updateMany({
    where: { ticketId: ticket.id, followedUpAt: null },
    data: { seq, rating },
  })
  // The managers have been notified of this rating already; it was only changed.
  if (count > 0) return
  await tx.lowRating.create({ data: { ticketId: ticket.id, seq, rating, openedAt: at }, select: { id: true } })
  for (const person of await selectResponsible(tx, null, true)) {
    const mailId = await queueMail(tx, {
      uniqueKey: `low-rating:${ticket.id}:${seq}:${person.id}`,
      template: 'low-rating',
      props: {
        reference: ticket.reference,
        subject: ticket.subject,
        organisation: ticket.organisation.name,
        severity: ticket.severity,
        rating,
        url: `${env().PUBLIC_URL}/manage#low-ratings`,
      },
      ...recipientOf(person),
      ticketId: ticket.id,
      now: work.now,
    })
    work.nudge('mail.send', { mailId })
  }
}

/**
 * Records on the staff chain how a low rating was followed up, and takes it off the managers' list.
 * @throws DomainError NOT_FOUND for an unknown id, CONFLICT `alreadyFollowedUp` when a colleague was faster
 */
export async function followUpRating(
  ctx: ServiceContext,
  actor: Actor,
  { id, note }: z.output<typeof followUpRatingSchema>,
): Promise<void> {
  const viewer = authorise(actor, ticketRights.followUpRatings)
  const found = await ctx.db.lowRating.findUnique({
    where: { id },
    select: { ticket: { select: { reference: true } } },
  })
  if (!found) throw notFound(`low rating ${id}`)
  await changeTicket(ctx, viewer, { reference: found.ticket.reference }, async (draft) => {
    const open = await draft.tx.lowRating.findFirst({ where: { id, followedUpAt: null }, select: { seq: true } })
    if (!open) throw new DomainError('CONFLICT', 'alreadyFollowedUp')
    draft.record('rating_followed_up', { ratedSeq: open.seq }, { body: note })
    await draft.tx.lowRating.updateMany({ where: { id }, data: { followedUpAt: draft.at } })
  })
}
