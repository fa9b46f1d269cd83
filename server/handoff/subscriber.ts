import { subscriber } from '@/server/infra/outbox/subscribers'
import { openBriefsOf, settleEntries } from './queries'

/** Settles the open entries of a ticket that was assigned after they were made: its briefs no longer wait for it. */
export const handoffSubscriber = subscriber('handoff', ['ticket.assigned'], async ({ tx, live }, { at, payload }) => {
  const { ticketId, seq, actorId } = payload
  const where = { ticketId, staffSeq: { lt: seq } }
  const briefs = await openBriefsOf(tx, where)
  if (briefs.length === 0) return
  await settleEntries(tx, where, { id: actorId, at })
  for (const briefId of briefs) live({ kind: 'handoff', briefId })
})
