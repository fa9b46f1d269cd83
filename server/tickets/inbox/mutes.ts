import type { z } from 'zod'
import type { ServiceContext } from '@/server/infra/context'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { DomainError } from '@/server/infra/errors'
import { authorise } from '@/server/infra/rights/authorise'
import type { Actor } from '@/server/vocabulary/rights/actor'
import { visibleTo } from '../queries'
import { ticketRights } from '../rights.rules'
import type { muteSchema } from './schema'

/**
 * Mutes a ticket for the viewer, or ends that: a muted ticket sends them no mails about its messages and writes nothing
 * but mentions into their inbox. Its pages, and the mails of warnings and breaches, come as before. Idempotent.
 * @throws DomainError NOT_FOUND
 */
export async function muteTicket(
  ctx: ServiceContext,
  actor: Actor,
  { reference, muted }: z.output<typeof muteSchema>,
): Promise<void> {
  const viewer = authorise(actor, ticketRights.keepInbox)
  await unitOfWork(ctx, viewer, async ({ tx, now }) => {
    const ticket = await tx.ticket.findFirst({ where: { reference, ...visibleTo(viewer) }, select: { id: true } })
    if (!ticket) throw new DomainError('NOT_FOUND', 'notFound')
    const key = { ticketId: ticket.id, personId: viewer.userId }
    if (muted) await tx.ticketMute.createMany({ data: [{ ...key, createdAt: now }], skipDuplicates: true })
    else await tx.ticketMute.deleteMany({ where: key })
  })
}

/** Tells whether the viewer has muted a ticket. */
export async function readMuted(ctx: ServiceContext, actor: Actor, reference: string): Promise<boolean> {
  const viewer = authorise(actor, ticketRights.keepInbox)
  const where = { personId: viewer.userId, ticket: { reference, ...visibleTo(viewer) } }
  return (await ctx.db.ticketMute.count({ where })) > 0
}
