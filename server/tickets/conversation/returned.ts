import { staffNow } from '@/server/accounts/staff'
import type { ServiceContext } from '@/server/infra/context'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { env } from '@/server/infra/env'
import { queueMail, recipientOf } from '@/server/integrations/mail/mail'
import { systemActor } from '@/server/vocabulary/rights/actor'

const personColumns = { id: true, name: true, email: true, locale: true, timeZone: true } as const

/**
 * Returns a message to its author's drafts. For one that was to be sent later, author and assignee are notified by mail,
 * since neither of them is waiting at the screen.
 */
export async function returnMessage(ctx: ServiceContext, id: string, reason: string): Promise<void> {
  await unitOfWork(ctx, systemActor('messages'), async (work) => {
    const { tx, now } = work
    const { isLater, author, ticket } = await tx.heldMessage.update({
      where: { id },
      data: { state: 'returned', reason, nextAt: null },
      select: {
        isLater: true,
        author: { select: personColumns },
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
    const readers = await tx.user.findMany({
      where: { AND: [staffNow(), { id: { in: [author.id, ...(ticket.assigneeId ? [ticket.assigneeId] : [])] } }] },
      select: personColumns,
    })
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
