import { notifyLive } from '@/server/infra/live'
import { subscriber } from '@/server/infra/outbox/subscribers'
import { openBriefsOf, settleEntries } from './queries'

/** Briefs no longer wait for a ticket that was given to, or taken by, somebody after they had it in them. */
export const handoffSubscriber = subscriber('handoff', ['ticket.assigned'], async ({ tx }, { at, payload }) => {
  const { ticketId, seq, actorId } = payload
  const where = { ticketId, staffSeq: { lt: seq } }
  const briefs = await openBriefsOf(tx, where)
  if (briefs.length === 0) return
  await settleEntries(tx, where, { id: actorId, at })
  for (const briefId of briefs) notifyLive(tx, { kind: 'handoff', briefId })
})
