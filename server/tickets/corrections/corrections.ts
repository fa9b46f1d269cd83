import type { z } from 'zod'
import { requireMessage } from '@/server/accounts/writing-limits'
import type { ServiceContext } from '@/server/infra/context'
import { authorise } from '@/server/infra/rights/authorise'
import { rewriteUnsentMails } from '@/server/integrations/mail/mail'
import { type Actor, isStaff } from '@/server/vocabulary/rights/actor'
import { changeTicket } from '../change/change-ticket'
import { refuse } from '../change/conduct'
import { sentForm } from '../change/form'
import { ticketRights } from '../rights.rules'
import { maskInput } from '../secrets/mask-input.rules'
import { selectCorrections, selectMessage } from './queries'
import { mayCorrect } from './rules'
import type { correctSchema } from './schema'

/**
 * Corrects the words of the viewer's own public message within two minutes. The earlier words stay in the record, and
 * kind, audience, files and clocks do not change. Mails that were not sent yet get the new words; readers
 * whose mail was get a second one.
 * @throws DomainError NOT_FOUND, INVALID `nothingToCorrect` for anything but an own message with words, CONFLICT
 * `correctedTooLate`
 */
export async function correctMessage(
  ctx: ServiceContext,
  actor: Actor,
  input: z.output<typeof correctSchema>,
): Promise<void> {
  const viewer = authorise(actor, ticketRights.correctOwnMessages)
  await requireMessage(ctx, viewer)
  const { reference, clientKey, seq, body } = isStaff(viewer) ? input : maskInput(input, ['body'])
  const form = sentForm('correct', viewer, clientKey, { reference, seq, body })
  await changeTicket(ctx, viewer, { reference, form }, async (draft) => {
    const { tx, ticket, now } = draft
    const entry = ticket.mergedIntoId === null ? await selectMessage(tx, ticket.id, seq) : null
    refuse(mayCorrect(entry, viewer.userId, now))
    if (!entry) return
    const earlier = await selectCorrections(tx, ticket.id, seq)
    const corrected = draft.record('corrected', { correctedSeq: seq }, { body, form, isMasked: true })
    draft.afterEvents(async () => {
      const waiting = new Set<string>()
      const mailed = new Set<string>()
      const newest = { body, seq: ticket.publicSeq, head: ticket.publicHead }
      for (const { id } of [entry, ...earlier]) {
        const mails = await rewriteUnsentMails(tx, ticket.id, `ticket-event:${id}:`, newest)
        for (const reader of mails.waiting) waiting.add(reader)
        for (const reader of mails.others) mailed.add(reader)
      }
      const readers = [...mailed].filter((reader) => !waiting.has(reader))
      if (readers.length > 0)
        draft.notify(corrected, 'ticket-reply', { actorName: viewer.name, body, isCorrection: true }, readers)
    })
  })
}
