import { staffNow } from '@/server/accounts/staff'
import type { ServiceContext } from '@/server/infra/context'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { env } from '@/server/infra/env'
import { z } from 'zod'
import { queueMail, recipientOf } from '@/server/integrations/mail/mail'
import { systemActor } from '@/server/vocabulary/rights/actor'
import { selectResponsible } from '../queries'

const personColumns = { id: true, email: true, locale: true, timeZone: true } as const
const written = z.object({ body: z.string().default('') }).catch({ body: '' })

/**
 * Returns a message to its author's drafts. For one that was to be sent later, author and assignee are notified by mail,
 * since neither of them is waiting at the screen; when the author has left, the assignee or the managers get its words.
 */
export async function returnMessage(ctx: ServiceContext, id: string, reason: string): Promise<void> {
  await unitOfWork(ctx, systemActor('messages'), async (work) => {
    const { tx, now } = work
    const { isLater, input, author, ticket } = await tx.heldMessage.update({
      where: { id },
      data: { state: 'returned', reason, nextAt: null },
      select: {
        isLater: true,
        input: true,
        author: { select: { id: true, name: true } },
        ticket: {
          select: {
            id: true,
            reference: true,
            subject: true,
            severity: true,
            organisation: { select: { name: true } },
            assigneeId: true,
          },
        },
      },
    })
    if (!isLater) return
    const own = await tx.user.findMany({ where: { AND: [staffNow(), { id: author.id }] }, select: personColumns })
    const hasLeft = own.length === 0
    const responsible = await selectResponsible(tx, ticket.assigneeId, false)
    // Without an assignee the author is enough, unless there is no author any more.
    const others = (ticket.assigneeId || hasLeft ? responsible : []).filter(({ id }) => id !== author.id)
    const readers = [...own, ...others]
    // Nobody else can open the drafts of somebody who has left, so the words are in the mail.
    const body = hasLeft ? written.parse(input).body : null
    for (const person of readers) {
      const mailId = await queueMail(tx, {
        uniqueKey: `message-returned:${id}:${person.id}`,
        template: 'message-returned',
        props: {
          reference: ticket.reference,
          subject: ticket.subject,
          organisation: ticket.organisation.name,
          severity: ticket.severity,
          author: author.name,
          own: person.id === author.id,
          reason,
          body,
          url: `${env().PUBLIC_URL}/desk/tickets/${ticket.reference}`,
        },
        ...recipientOf(person),
        ticketId: ticket.id,
        now,
      })
      work.nudge('mail.send', { mailId })
    }
  })
}
