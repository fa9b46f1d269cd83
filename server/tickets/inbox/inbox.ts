import { z } from 'zod'
import { usersByIds } from '@/server/accounts/sign-in/options'
import type { ServiceContext } from '@/server/infra/context'
import type { Client } from '@/server/infra/db/db'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { decodeCursor, pageOf } from '@/server/infra/input/cursor'
import { authorise } from '@/server/infra/rights/authorise'
import type { Actor, PersonActor } from '@/server/vocabulary/rights/actor'
import { ticketRights } from '../rights.rules'
import { maxUnread } from './facts'
import type { InboxRow, markAllReadSchema, markReadSchema } from './schema'

const listed = 30
const placeSchema = z.strictObject({ at: z.number(), id: z.uuid() })

/** Returns one page of the viewer's inbox, newest first. */
export async function readInbox(
  ctx: ServiceContext,
  actor: Actor,
  after: string | null | undefined,
): Promise<{ rows: InboxRow[]; next: string | null }> {
  const viewer = authorise(actor, ticketRights.keepInbox)
  const place = decodeCursor(placeSchema, after)
  const at = place && new Date(place.at)
  const found = await ctx.db.notification.findMany({
    where: {
      personId: viewer.userId,
      ...(place && at ? { OR: [{ createdAt: { lt: at } }, { createdAt: at, id: { lt: place.id } }] } : {}),
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: listed + 1,
    select: {
      id: true,
      kind: true,
      eventId: true,
      actorId: true,
      createdAt: true,
      readAt: true,
      ticket: { select: { reference: true, subject: true } },
    },
  })
  const page = pageOf(found, listed, ({ createdAt, id }) => ({ at: createdAt.getTime(), id }))
  const people = await usersByIds(
    ctx.db,
    page.rows.flatMap(({ actorId }) => actorId ?? []),
  )
  const rows = page.rows.map(
    ({ id, kind, eventId, actorId, createdAt, readAt, ticket }): InboxRow => ({
      id,
      kind,
      reference: ticket.reference,
      subject: ticket.subject,
      eventId,
      actor: actorId === null ? null : (people.get(actorId)?.name ?? ''),
      at: createdAt,
      isRead: readAt !== null,
    }),
  )
  return { rows, next: page.next }
}

/** Returns how many entries of a person's inbox are unread, at most `maxUnread`. */
export async function countUnread(client: Client, personId: string): Promise<number> {
  return client.notification.count({ where: { personId, readAt: null }, take: maxUnread })
}

/** Marks an entry of the viewer's inbox as read. Somebody else's entry, or one that is gone, is left as it is. */
export async function markInboxRead(
  ctx: ServiceContext,
  actor: Actor,
  { id }: z.output<typeof markReadSchema>,
): Promise<void> {
  await markRead(ctx, authorise(actor, ticketRights.keepInbox), { id })
}

/** Marks every entry of the viewer's inbox up to an instant as read. */
export async function markAllInboxRead(
  ctx: ServiceContext,
  actor: Actor,
  { upTo }: z.output<typeof markAllReadSchema>,
): Promise<void> {
  await markRead(ctx, authorise(actor, ticketRights.keepInbox), { createdAt: { lte: upTo } })
}

async function markRead(
  ctx: ServiceContext,
  viewer: PersonActor,
  which: { id: string } | { createdAt: { lte: Date } },
): Promise<void> {
  await unitOfWork(ctx, viewer, async ({ tx, now, live }) => {
    const { count } = await tx.notification.updateMany({
      where: { personId: viewer.userId, readAt: null, ...which },
      data: { readAt: now },
    })
    // The count on the viewer's other screens.
    if (count > 0) live({ kind: 'inbox', userId: viewer.userId })
  })
}

/** Returns the ids of entries that have been kept long enough; the oldest first. */
export async function dueNotifications(ctx: ServiceContext, limit: number): Promise<string[]> {
  const rows = await ctx.db.notification.findMany({
    where: { removeAt: { lte: ctx.now() } },
    orderBy: [{ removeAt: 'asc' }, { id: 'asc' }],
    take: limit,
    select: { id: true },
  })
  return rows.map(({ id }) => id)
}

/** Removes an entry that has been kept long enough. Idempotent. */
export async function removeNotification(ctx: ServiceContext, id: string): Promise<void> {
  await ctx.db.notification.deleteMany({ where: { id, removeAt: { lte: ctx.now() } } })
}
