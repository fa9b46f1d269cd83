import type { z } from 'zod'
import type { Actor } from '@/server/vocabulary/rights/actor'
import type { ServiceContext } from '@/server/infra/context'
import type { Tx } from '@/server/infra/db/db'
import { authorise } from '@/server/infra/rights/authorise'
import { rewriteMails } from '@/server/integrations/mail/mail'
import { type ErasedWords, eraseWords } from '@/server/tickets/record/erase'
import type { eraseWordsSchema } from '@/server/tickets/record/erase-schema'
import { ticketRights } from '@/server/tickets/rights.rules'
import { mailKeyPrefix } from './mails'
import { withoutCopies } from './words/prefill.rules'
import { wordFields } from './brief/rules'
import { partLabels } from './words/words'

/**
 * Erases words of a ticket's record for good, with the copies in handoff briefs and their mails (SEMANTICS §4).
 * @throws DomainError as `eraseWords`
 */
export async function eraseTicketWords(
  ctx: ServiceContext,
  actor: Actor,
  input: z.output<typeof eraseWordsSchema>,
): Promise<void> {
  await eraseWords(ctx, authorise(actor, ticketRights.eraseWords), input, eraseFromHandoffs)
}

/**
 * Removes erased words of a ticket from its entries in briefs and from their mails. When the erased event is a handoff,
 * all fields of its brief's entry are emptied; for a reply or note, the copies of its text are removed. When the
 * subject was erased, the mails get the replacement `erased.subject`.
 */
async function eraseFromHandoffs(tx: Tx, erased: ErasedWords): Promise<void> {
  const { ticket } = erased
  const fields = [...wordFields, 'note' as const]
  const entries = await tx.handoffEntry.findMany({ where: { ticketId: ticket.id } })
  for (const entry of entries) {
    const whole = entry.briefId === erased.briefId
    const rest = (text: string) => (whole ? '' : withoutCopies(text, erased.words, partLabels))
    const left = Object.fromEntries(fields.map((field) => [field, rest(entry[field])]))
    if (erased.subject === null && fields.every((field) => left[field] === entry[field])) continue
    await tx.handoffEntry.update({ where: { id: entry.id }, data: left, select: { id: true } })
    const named = { ...left, ...(erased.subject === null ? {} : { subject: erased.subject }) }
    await rewriteMails(tx, mailKeyPrefix(entry.briefId), (props) => ({
      ...props,
      entries: (props.entries as Record<string, unknown>[]).map((one) =>
        one.reference === ticket.reference ? { ...one, ...named } : one,
      ),
    }))
  }
}
