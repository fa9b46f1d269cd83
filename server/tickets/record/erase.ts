import { ticketRights } from '../rights.rules'
import { authorise } from '@/server/infra/rights/authorise'
import type { Actor } from '@/server/vocabulary/rights/actor'
import type { Tx } from '@/server/infra/db/db'
import { auditAct } from '@/server/accounts/audit'
import { invalid } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import { log } from '@/server/infra/log'
import { eraseMailSubject, eraseMailWords } from '@/server/integrations/mail/mail'
import { renamePages } from '@/server/paging/page/pages'
import type { z } from 'zod'
import { eraseFiles, removeFile } from '../attachments/attachments'
import { changeTicket } from '../change/change-ticket'
import { readEvent } from '../events/schema'
import type { eraseWordsSchema } from '../schema'

/** Everything of the filing form that is typed and not chosen. */
const emptyForm = { sdkVersion: '', region: '', carrier: '', errorCodes: [], channelId: '', userIds: '' }

/** What was erased, for the domains above that keep copies of words: they erase them in the same transaction. */
export interface ErasedWords {
  ticket: { id: string; reference: string }
  words: string
  /** The brief whose handover was erased as a whole; null for any other event. */
  briefId: string | null
  /** What the ticket is called from now on, when its subject was erased. */
  subject: string | null
}

/**
 * Erases a person's words and files with their salts for good, and every copy of them in this domain and below; `eraseCopies` does the same above it (SEMANTICS §4). The chain
 * stays whole: the entry keeps its digests, and a new one says who erased them and why.
 * @throws DomainError FORBIDDEN, NOT_FOUND, INVALID `nothingToErase` when the entry has
 * neither words nor files, or none any more
 */
export async function eraseWords(
  ctx: ServiceContext,
  actor: Actor,
  input: z.output<typeof eraseWordsSchema>,
  eraseCopies: (tx: Tx, erased: ErasedWords) => Promise<void>,
): Promise<void> {
  const viewer = authorise(actor, ticketRights.eraseWords)
  const erased: string[] = []
  await changeTicket(ctx, viewer, { reference: input.reference }, async (draft) => {
    const { tx, ticket, now } = draft
    await auditAct(
      tx,
      ctx,
      actor,
      'words.erased',
      { type: 'ticket', id: input.reference },
      { chain: input.chain, seq: input.seq },
    )
    const { chain, seq } = input
    const event = await tx.ticketEvent.findFirst({
      where: { ticketId: ticket.id, chain, seq },
      select: {
        id: true,
        type: true,
        facts: true,
        content: { select: { body: true } },
        attachments: { select: { id: true } },
      },
    })
    if (!event || (!event.content && event.attachments.length === 0)) throw invalid('nothingToErase', 'seq')
    const words = event.content?.body
    await tx.eventContent.deleteMany({ where: { eventId: event.id } })
    await eraseMailWords(tx, `ticket-event:${event.id}:`)
    erased.push(...(await eraseFiles(tx, event.id, now)))
    // With the first entry go the subject and whatever else its author typed into the form.
    const form = chain === 'public' && seq === 1 ? { subject: ticket.reference, ...emptyForm } : null
    const erasedEvent = readEvent(event)
    await eraseCopies(tx, {
      ticket: { id: ticket.id, reference: ticket.reference },
      words: words ?? '',
      briefId: erasedEvent?.type === 'handed_over' ? erasedEvent.facts.briefId : null,
      subject: form?.subject ?? null,
    })
    if (form) {
      await eraseMailSubject(tx, ticket, form.subject)
      await renamePages(tx, ticket.id, form.subject)
    }
    draft.record('words_erased', { erasedSeq: seq }, { chain, body: input.reason })
    // Who erases says nothing new: the ticket does not become unread.
    draft.keepActivity()
    draft.set({
      ...form,
      ...(words !== undefined && ticket.holdReason === words ? { holdReason: '' } : {}),
      ...(words !== undefined && ticket.rootCauseUnknown === words ? { rootCauseUnknown: '' } : {}),
    })
  })
  // Nobody can open them any more; what cannot be removed now is left to the sweep.
  for (const id of erased)
    await removeFile(ctx, id).catch((error: unknown) => log.warn({ fileId: id, err: error }, 'erased file'))
}
