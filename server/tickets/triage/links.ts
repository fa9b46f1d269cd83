import { ticketRights } from '../rights.rules'
import { admit, authorise } from '@/server/infra/rights/authorise'
import { type Actor, isStaff } from '@/server/vocabulary/rights/actor'
import { staffNow } from '@/server/accounts/staff'
import { invalid } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import type { z } from 'zod'
import { changeTicket } from '../change/change-ticket'
import type { linkArticleSchema, watcherSchema } from './schema'

type Input<S extends z.ZodType> = z.output<S>

/** Adds a watcher: a member of the ticket's organisation or, when staff adds them, also a staff member. */
export async function watchTicket(
  ctx: ServiceContext,
  actor: Actor,
  input: Input<typeof watcherSchema>,
): Promise<void> {
  const viewer = authorise(actor, ticketRights.watch)
  await changeTicket(ctx, viewer, { reference: input.reference }, async ({ tx, ticket }) => {
    const person = await tx.user.findFirst({
      where: {
        id: input.userId,
        OR: [
          {
            deactivatedAt: null,
            memberships: { some: { organisationId: ticket.organisationId, organisation: { archivedAt: null } } },
          },
          ...(isStaff(viewer) ? [staffNow()] : []),
        ],
      },
      select: { id: true },
    })
    if (!person) throw invalid('unknownPerson', 'userId')
    await tx.watcher.createMany({ data: [{ ticketId: ticket.id, userId: person.id }], skipDuplicates: true })
  })
}

/** Removes a watcher. Everybody may remove themselves; the filer, a lead and staff may remove others too. */
export async function unwatchTicket(
  ctx: ServiceContext,
  actor: Actor,
  input: Input<typeof watcherSchema>,
): Promise<void> {
  const viewer = admit(actor, ticketRights.unwatch)
  await changeTicket(ctx, viewer, { reference: input.reference }, async ({ tx, ticket }) => {
    authorise(viewer, ticketRights.unwatch, { ...ticket, watcherId: input.userId })
    await tx.watcher.deleteMany({ where: { ticketId: ticket.id, userId: input.userId } })
  })
}

export async function linkArticle(
  ctx: ServiceContext,
  actor: Actor,
  input: Input<typeof linkArticleSchema>,
): Promise<void> {
  const viewer = authorise(actor, ticketRights.triage)
  await changeTicket(ctx, viewer, { reference: input.reference }, async ({ tx, ticket, now }) => {
    const article = await tx.article.findFirst({
      where: { id: input.articleId, state: 'published' },
      select: { id: true },
    })
    if (!article) throw invalid('unknownArticle', 'articleId')
    await tx.ticketArticle.createMany({
      data: [{ ticketId: ticket.id, articleId: article.id, linkedById: viewer.userId, linkedAt: now }],
      skipDuplicates: true,
    })
  })
}

export async function unlinkArticle(
  ctx: ServiceContext,
  actor: Actor,
  input: Input<typeof linkArticleSchema>,
): Promise<void> {
  const viewer = authorise(actor, ticketRights.triage)
  await changeTicket(ctx, viewer, { reference: input.reference }, async ({ tx, ticket }) => {
    await tx.ticketArticle.deleteMany({ where: { ticketId: ticket.id, articleId: input.articleId } })
  })
}
