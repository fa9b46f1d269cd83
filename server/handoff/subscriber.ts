import { notifyLive } from '@/server/infra/live'
import { subscriber } from '@/server/infra/outbox/subscribers'
import { assigneeOfEvent } from '@/server/tickets/record/assignee'
import { openBriefsOf, settleEntries } from './queries'

/**
 * Briefs no longer wait for a ticket that somebody was given or took otherwise. Entries of a brief that the new assignee
 * has still to hand over stay, unless it was handed over before.
 */
export const handoffSubscriber = subscriber('handoff', ['ticket.assigned'], async ({ tx }, { at, payload }) => {
  const assigneeId = await assigneeOfEvent(tx, payload.eventId)
  const where = {
    ticketId: payload.ticketId,
    brief: assigneeId
      ? { OR: [{ outgoingId: { not: assigneeId } }, { handedAt: { lt: at } }] }
      : { OR: [{ handedAt: null }, { handedAt: { lt: at } }] },
  }
  const briefs = await openBriefsOf(tx, where)
  if (briefs.length === 0) return
  await settleEntries(tx, where, { id: payload.actorId, at })
  for (const briefId of briefs) notifyLive(tx, { kind: 'handoff', briefId })
})
