import type { z } from 'zod'
import type { ServiceContext } from '@/server/infra/context'
import { authorise } from '@/server/infra/rights/authorise'
import type { Tx } from '@/server/infra/db/db'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { DomainError } from '@/server/infra/errors'
import { type Actor, systemActor } from '@/server/vocabulary/rights/actor'
import { pageOfTicket } from '@/server/paging/page/pages'
import { changeTicket } from '../change/change-ticket'
import { factsOf, refuse } from '../change/conduct'
import { sentForm } from '../change/form'
import { lockTicket } from '../change/lock'
import { ticketRights } from '../rights.rules'
import type { snoozeSchema } from './schema'
import { maySnooze } from './snooze.rules'

/**
 * Hides a ticket from the lists of the desk until an instant, or shows it again (`until` null); recorded in the staff
 * chain. Its clocks and pages run. It comes back at that instant, when its customer does anything, at a warning, a breach
 * or a page, and when it ends. Idempotent.
 * @throws DomainError INVALID `snoozeInPast`, `snoozeTooFar`; CONFLICT `ticketNotOpen`, `snoozeWhilePaged`,
 * `staleForm` when the customer wrote after `seenAt`
 */
export async function snoozeTicket(
  ctx: ServiceContext,
  actor: Actor,
  { reference, until, seenAt, clientKey }: z.output<typeof snoozeSchema>,
): Promise<void> {
  const viewer = authorise(actor, ticketRights.triage)
  const form = sentForm('snooze', viewer, clientKey, { until })
  await changeTicket(ctx, viewer, { reference, form }, async (draft) => {
    const { tx, ticket, now } = draft
    draft.keepFromCustomers()
    draft.keepActivity()
    if (until) {
      const page = await pageOfTicket(tx, ticket.id)
      const isPaged = page?.state === 'open' || page?.state === 'unanswered'
      refuse(maySnooze(factsOf(ticket), { until, now, isPaged }))
      if (seenAt && (await hasWrittenSince(tx, ticket.id, seenAt))) throw new DomainError('CONFLICT', 'staleForm')
    }
    if ((ticket.snoozedUntil?.getTime() ?? null) === (until?.getTime() ?? null)) return
    draft.record('snoozed', { until: until?.toISOString() ?? null }, { form })
    draft.set({ snoozedUntil: until })
  })
}

async function hasWrittenSince(tx: Tx, id: string, seenAt: Date): Promise<boolean> {
  return (await tx.ticket.count({ where: { id, lastCustomerAt: { gt: seenAt } } })) > 0
}

/** Returns the ids of tickets whose snooze is over; the oldest first. */
export async function dueSnoozes(ctx: ServiceContext, limit: number): Promise<string[]> {
  const rows = await ctx.db.ticket.findMany({
    where: { snoozedUntil: { not: null, lte: ctx.now() } },
    orderBy: [{ snoozedUntil: 'asc' }, { id: 'asc' }],
    take: limit,
    select: { id: true },
  })
  return rows.map(({ id }) => id)
}

/** Brings a ticket back whose snooze is over, also on the screens that are open. Idempotent. */
export async function endSnooze(ctx: ServiceContext, ticketId: string): Promise<void> {
  await unitOfWork(ctx, systemActor('snoozes'), async (work) => {
    const ticket = await lockTicket(work.tx, { id: ticketId })
    if (!ticket?.snoozedUntil || ticket.snoozedUntil > work.now) return
    await work.tx.ticket.update({ where: { id: ticketId }, data: { snoozedUntil: null }, select: { id: true } })
    work.live({ kind: 'ticket', ticketId, organisationId: ticket.organisationId, staffOnly: true })
  })
}
