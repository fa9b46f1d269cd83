import { z } from 'zod'
import { usersByIds } from '@/server/accounts/sign-in/options'
import type { Client } from '@/server/infra/db/db'
import type { ServiceContext } from '@/server/infra/context'
import { decodeCursor, pageOf } from '@/server/infra/input/cursor'
import { authorise } from '@/server/infra/rights/authorise'
import type { Actor } from '@/server/vocabulary/rights/actor'
import { ticketRights } from '../rights.rules'
import type { LowRatingRow } from './schema'

const listed = 50
const placeSchema = z.strictObject({ at: z.number(), id: z.uuid() })

/** Returns one page of the low ratings that nobody has followed up, oldest first, with the customers' words. */
export async function readLowRatings(
  ctx: ServiceContext,
  actor: Actor,
  after: string | null | undefined,
): Promise<{ rows: LowRatingRow[]; next: string | null }> {
  authorise(actor, ticketRights.followUpRatings)
  const place = decodeCursor(placeSchema, after)
  const at = place && new Date(place.at)
  const found = await ctx.db.lowRating.findMany({
    where: {
      followedUpAt: null,
      ...(place && at ? { OR: [{ openedAt: { gt: at } }, { openedAt: at, id: { gt: place.id } }] } : {}),
    },
    orderBy: [{ openedAt: 'asc' }, { id: 'asc' }],
    take: listed + 1,
    select: {
      id: true,
      seq: true,
      rating: true,
      openedAt: true,
      ticketId: true,
      ticket: {
        select: {
          reference: true,
          subject: true,
          severity: true,
          organisation: { select: { name: true } },
          assignee: { select: { name: true } },
        },
      },
    },
  })
  const page = pageOf(found, listed, ({ openedAt, id }) => ({ at: openedAt.getTime(), id }))
  const events = await selectEvents(ctx.db, page.rows)
  const people = await usersByIds(
    ctx.db,
    events.flatMap((event) => event.actorId ?? []),
  )
  const rows = page.rows.map(({ id, seq, rating, openedAt, ticketId, ticket }): LowRatingRow => {
    const event = events.find((one) => one.ticketId === ticketId && one.seq === seq)
    const isErased = event !== undefined && event.contentDigest !== null && event.content === null
    return {
      id,
      reference: ticket.reference,
      subject: ticket.subject,
      organisation: ticket.organisation.name,
      severity: ticket.severity,
      rating,
      ratedAt: event?.at ?? openedAt,
      ratedBy: people.get(event?.actorId ?? '')?.name ?? '',
      comment: isErased ? null : (event?.content?.body ?? ''),
      assignee: ticket.assignee?.name ?? null,
    }
  })
  return { rows, next: page.next }
}

/** Selects the `rated` event of each row. */
async function selectEvents(client: Client, rows: readonly { ticketId: string; seq: number }[]) {
  if (rows.length === 0) return []
  return client.ticketEvent.findMany({
    where: { chain: 'public', OR: rows.map(({ ticketId, seq }) => ({ ticketId, seq })) },
    select: {
      ticketId: true,
      seq: true,
      at: true,
      actorId: true,
      contentDigest: true,
      content: { select: { body: true } },
    },
  })
}
