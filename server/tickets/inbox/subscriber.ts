import type { NotificationKind } from '@/generated/prisma/client'
import { staffAmong } from '@/server/accounts/staff'
import type { Tx } from '@/server/infra/db/db'
import { subscriber } from '@/server/infra/outbox/subscribers'
import { log } from '@/server/infra/log'
import { isUrgent } from '@/server/vocabulary/severity'
import { ZodError } from 'zod'
import { readEvent } from '../events/schema'

/** Entries of an inbox are kept this long. */
const keptMs = 60 * 24 * 60 * 60_000

/**
 * Writes the entries of the inboxes: who was mentioned, assigned, replied to or disputed. Rows hold ids only; the words
 * are read through the ticket. An event that is delivered twice writes one row.
 */
export const inboxSubscriber = subscriber(
  'inbox',
  ['ticket.noted', 'ticket.replied', 'ticket.reopened', 'ticket.assigned', 'ticket.answer_disputed'],
  async ({ tx, live }, { at, payload }) => {
    const { ticketId, eventId, actorId } = payload
    const concerned = await whoIsConcerned(tx, eventId)
    if (!concerned) return
    const { kind } = concerned
    const others = concerned.personIds.filter((id) => id !== actorId)
    const staff = await staffAmong(tx, others)
    const muted = concerned.isAlwaysHeard ? new Set<string>() : await mutedBy(tx, ticketId, [...staff])
    const data = [...staff]
      .filter((personId) => !muted.has(personId))
      .map((personId) => ({
        personId,
        kind,
        ticketId,
        eventId,
        actorId,
        createdAt: at,
        removeAt: new Date(at.getTime() + keptMs),
      }))
    if (data.length === 0) return
    await tx.notification.createMany({ data, skipDuplicates: true })
    for (const { personId } of data) live({ kind: 'inbox', userId: personId })
  },
)

interface Concerned {
  kind: NotificationKind
  personIds: string[]
  /**
   * Comes through from a muted ticket too: what is meant for one person, and what a customer writes on an S1 or S2,
   * because that pages nobody who is on call for the ticket (SEMANTICS §3).
   */
  isAlwaysHeard: boolean
}

/** Returns whose inbox an event belongs in, and as what; null when in nobody's. */
async function whoIsConcerned(tx: Tx, eventId: string): Promise<Concerned | null> {
  const row = await tx.ticketEvent.findUnique({
    where: { id: eventId },
    select: {
      ticketId: true,
      seq: true,
      at: true,
      type: true,
      facts: true,
      actorKind: true,
      ticket: { select: { assigneeId: true, severity: true } },
    },
  })
  const event = row && readable(row)
  if (!event) return null
  const { ticketId, seq, ticket } = event
  const isAlwaysHeard = isUrgent(ticket.severity)
  const ofAssignee = (kind: NotificationKind) =>
    ticket.assigneeId ? { kind, personIds: [ticket.assigneeId], isAlwaysHeard } : null
  switch (event.type) {
    case 'internal_note':
      return { kind: 'mention', personIds: event.facts.mentioned ?? [], isAlwaysHeard: true }
    case 'customer_reply': {
      // A reply that reopens the ticket is one entry, not two.
      const reopens = await tx.ticketEvent.count({
        where: { ticketId, chain: 'public', seq: seq + 1, type: 'reopened', at: event.at },
      })
      return reopens > 0 ? null : ofAssignee('reply')
    }
    case 'reopened':
      return ofAssignee('reopened')
    case 'assigned':
      return event.facts.assigneeId
        ? { kind: 'assigned', personIds: [event.facts.assigneeId], isAlwaysHeard: true }
        : null
    case 'answer_disputed': {
      const answer = await tx.ticketEvent.findUnique({
        where: { ticketId_chain_seq: { ticketId, chain: 'public', seq: event.facts.disputedSeq } },
        select: { actorId: true },
      })
      return answer?.actorId ? { kind: 'disputed', personIds: [answer.actorId], isAlwaysHeard: true } : null
    }
    default:
      return null
  }
}

/** Parses an event; one whose facts cannot be read is left out, because it must not stop the inboxes of everybody. */
function readable<R extends { type: string; facts: unknown }>(row: R) {
  try {
    return readEvent(row)
  } catch (error) {
    if (!(error instanceof ZodError)) throw error
    log.error({ err: error, type: row.type }, 'an event cannot be read for the inbox')
    return null
  }
}

async function mutedBy(tx: Tx, ticketId: string, personIds: string[]): Promise<Set<string>> {
  if (personIds.length === 0) return new Set()
  const rows = await tx.ticketMute.findMany({
    where: { ticketId, personId: { in: personIds } },
    select: { personId: true },
  })
  return new Set(rows.map(({ personId }) => personId))
}
