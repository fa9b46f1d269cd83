import type { z } from 'zod'
import { requireMessage } from '@/server/accounts/writing-limits'
import type { ServiceContext } from '@/server/infra/context'
import type { Tx } from '@/server/infra/db/db'
import { authorise } from '@/server/infra/rights/authorise'
import { rewriteUnsentMails } from '@/server/integrations/mail/mail'
import { type Actor, isStaff } from '@/server/vocabulary/rights/actor'
import { changeTicket } from '../change/change-ticket'
import { refuse } from '../change/conduct'
import { sentForm } from '../change/form'
import { readEvent } from '../events/schema'
import { ticketRights } from '../rights.rules'
import { maskInput } from '../secrets/mask-input.rules'
import { mayCorrect } from './rules'
import type { correctSchema } from './schema'

/**
 * Corrects the words of the viewer's own public message within two minutes. The earlier words stay in the record, and
 * kind, audience, files and clocks do not change. Mails that were not sent yet get the new words; when one was, its
 * readers get a second mail.
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
    const entry = await selectMessage(tx, ticket.id, seq)
    refuse(mayCorrect(entry, viewer.userId, now))
    if (!entry) return
    const corrected = draft.record('corrected', { correctedSeq: seq }, { body, form, isMasked: true })
    draft.afterEvents(async () => {
      const { publicSeq, publicHead } = ticket
      const mails = await rewriteUnsentMails(tx, ticket.id, `ticket-event:${entry.id}:`, {
        body,
        seq: publicSeq,
        head: publicHead,
      })
      if (mails.others > 0)
        draft.notify(corrected, 'ticket-reply', { actorName: viewer.name, body, isCorrection: true })
    })
  })
}

/** Selects a public entry that still has words; null when there is none. */
async function selectMessage(tx: Tx, ticketId: string, seq: number) {
  const row = await tx.ticketEvent.findFirst({
    where: { ticketId, chain: 'public', seq, content: { isNot: null } },
    select: { id: true, type: true, facts: true, at: true, actorId: true },
  })
  return row && readEvent(row)
}
