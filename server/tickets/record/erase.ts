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
import { selectCorrections } from '../corrections/queries'
import { readEvent } from '../events/schema'
import type { eraseWordsSchema } from './erase-schema'

/** Empty values for the filing form's free-text fields. */
const emptyForm = { sdkVersion: '', region: '', carrier: '', errorCodes: [], channelId: '', userIds: '' }

/** What was erased, for domains that depend on this one and keep copies: they erase them in the same transaction. */
export interface ErasedWords {
  ticket: { id: string; reference: string }
  words: string
  /** The brief of an erased `handed_over` event; null for any other event. */
  briefId: string | null
  /** The ticket's new subject when the old one was erased, else null. */
  subject: string | null
}

/**
 * Permanently erases the text and files of an entry with their salts, and every copy in this domain and in those it
 * depends on; `eraseCopies` erases the copies in domains that depend on this one (SEMANTICS §4). The chain stays valid:
 * the entry keeps its digests, and a new entry records who erased them and why.
 * @throws DomainError FORBIDDEN, NOT_FOUND, INVALID `nothingToErase` when the entry has, or still has, neither text nor
 * files
 */
export async function eraseWords(
  ctx: ServiceContext,
  actor: Actor,
  input: z.output<typeof eraseWordsSchema>,
  eraseCopies: (tx: Tx, erased: ErasedWords) => Promise<void>,
): Promise<void> {
  const viewer = authorise(actor, ticketRights.eraseWords)
  const erased: string[] = []
  await changeTicket(ctx, viewer, { reference: input.reference }, async (draft, work) => {
    const { tx, ticket, now } = draft
    await auditAct(
      work,
      ctx,
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
    const erasedEvent = readEvent(event)
    const corrections = chain === 'public' ? await selectCorrections(tx, ticket.id, seq) : []
    for (const { id } of [event, ...corrections]) {
      await tx.eventContent.deleteMany({ where: { eventId: id } })
      await eraseMailWords(tx, `ticket-event:${id}:`)
    }
    if (erasedEvent?.type === 'corrected') {
      // Mails of the message itself have its newest words, which may be these.
      const message = await tx.ticketEvent.findFirst({
        where: { ticketId: ticket.id, chain: 'public', seq: erasedEvent.facts.correctedSeq },
        select: { id: true },
      })
      if (message) await eraseMailWords(tx, `ticket-event:${message.id}:`)
    }
    erased.push(...(await eraseFiles(tx, event.id, now)))
    // Erasing the first entry also erases the subject and the form's other free-text fields.
    const form = chain === 'public' && seq === 1 ? { subject: ticket.reference, ...emptyForm } : null
    for (const copied of [words ?? '', ...corrections.map(({ body }) => body)])
      await eraseCopies(tx, {
        ticket: { id: ticket.id, reference: ticket.reference },
        words: copied,
        briefId: erasedEvent?.type === 'handed_over' ? erasedEvent.facts.briefId : null,
        subject: form?.subject ?? null,
      })
    if (form) {
      await eraseMailSubject(tx, ticket, form.subject)
      await renamePages(tx, ticket.id, form.subject)
    }
    draft.record('words_erased', { erasedSeq: seq }, { chain, body: input.reason })
    // An erasure adds nothing to read: the ticket does not become unread.
    draft.keepActivity()
    draft.set({
      ...form,
      ...(words !== undefined && ticket.holdReason === words ? { holdReason: '' } : {}),
      ...(words !== undefined && ticket.rootCauseUnknown === words ? { rootCauseUnknown: '' } : {}),
    })
  })
  // The files can no longer be opened; the sweep retries those that cannot be removed now.
  for (const id of erased)
    await removeFile(ctx, id).catch((error: unknown) => log.warn({ fileId: id, err: error }, 'erased file'))
}
