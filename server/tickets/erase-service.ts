import { isAdministrator, isStaff, type Viewer } from '@/server/accounts/schema'
import { forbidden, invalid, notFound } from '@/server/errors'
import type { ServiceContext } from '@/server/infra/context'
import { eraseMailSubject, eraseMailWords } from '@/server/integrations/mail/service'
import { renamePages } from '@/server/paging/service'
import type { z } from 'zod'
import { appendEvents } from './record'
import { actorOf, onTicket, saveTicket } from './change'
import { subjectFrom } from './rules/conduct'
import { type eraseWordsSchema, limits } from './schema'

/**
 * Erases a person's words and their salt for good, with every copy of them here (SEMANTICS §4). The chain stays whole: the
 * entry keeps its digest, and a new one says who erased them and why.
 * @throws DomainError NOT_FOUND and FORBIDDEN for whoever is no administrator, INVALID `nothingToErase` when the entry has
 * no words, or none any more
 */
export async function eraseWords(
  ctx: ServiceContext,
  viewer: Viewer,
  input: z.output<typeof eraseWordsSchema>,
): Promise<void> {
  if (!isAdministrator(viewer)) throw isStaff(viewer) ? forbidden('erasing words') : notFound(input.reference)
  await onTicket(ctx, viewer, input.reference, undefined, async (tx, ticket, now) => {
    const { chain, seq } = input
    const event = await tx.ticketEvent.findFirst({
      where: { ticketId: ticket.id, chain: chain === 'public' ? 'PUBLIC' : 'STAFF', seq },
      select: { id: true, content: { select: { body: true } } },
    })
    if (!event?.content) throw invalid('nothingToErase', 'seq')
    const words = event.content.body
    await tx.eventContent.delete({ where: { eventId: event.id }, select: { eventId: true } })
    await eraseMailWords(tx, `ticket-event:${event.id}:`)
    // A subject that nobody wrote is the beginning of these words.
    const subject = seq === 1 && ticket.subject === subjectFrom(words, limits.subject) ? ticket.reference : undefined
    if (subject !== undefined) {
      await eraseMailSubject(tx, ticket.id, subject)
      await renamePages(tx, ticket.id, subject)
    }
    const actor = actorOf(viewer)
    await appendEvents(
      tx,
      ticket,
      [{ chain, type: 'words_erased', actor, facts: { erasedSeq: seq }, body: input.reason }],
      now,
    )
    // Who erases says nothing new: the ticket does not become unread.
    await saveTicket(tx, ticket, {
      lastActivityAt: undefined,
      publicActivityAt: undefined,
      subject,
      holdReason: ticket.holdReason === words ? '' : undefined,
      rootCauseUnknown: ticket.rootCauseUnknown === words ? '' : undefined,
    })
    return { nudges: [], staffOnly: chain === 'staff' }
  })
}
