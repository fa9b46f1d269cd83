import type { Viewer } from '@/server/accounts/schema'
import { DomainError, invalid, notFound } from '@/server/errors'
import type { ServiceContext } from '@/server/infra/context'
import { notifyLive } from '@/server/infra/live'
import { closePage } from '@/server/paging/service'
import type { z } from 'zod'
import { judge } from './judgement'
import { writeNotices } from './notices'
import { appendEvents } from './record'
import { actorOf, onTicket, refuse, requireEngineer, saveTicket } from './change'
import { mayMerge } from './rules/conduct'
import type { mergeSchema } from './schema'
import { copyWatchers, lockTicket, visibleTo } from './store'

/**
 * Merges a ticket into an older one of the same organisation (T6): its open clocks are cancelled and its page closes,
 * recorded breaches stay, and the older one's clocks are not touched (SEMANTICS §1.2). Whoever watched it, its filer
 * included, watches the older one from now on and is told by mail. Both records say so.
 * @throws DomainError INVALID `unknownTicket` for a ticket that is not there or another organisation's, `mergeIntoOlder`,
 * `mergeIntoClosed`; CONFLICT `ticketClosed`; FORBIDDEN, NOT_FOUND
 */
export async function mergeTicket(
  ctx: ServiceContext,
  viewer: Viewer,
  input: z.output<typeof mergeSchema>,
): Promise<void> {
  requireEngineer(viewer, input.reference)
  await refuseBeforeLocking(ctx, viewer, input)
  await onTicket(ctx, viewer, input.reference, undefined, async (tx, ticket, now) => {
    if (ticket.status === 'CLOSED') throw new DomainError('CONFLICT', 'ticketClosed')
    // The newer one is locked first, here and wherever two tickets are locked, so that merges never deadlock.
    const older = await lockTicket(tx, { reference: input.into, viewer })
    if (!older || older.organisationId !== ticket.organisationId) throw invalid('unknownTicket', 'into')
    refuse(mayMerge({ number: ticket.number }, { number: older.number, closed: older.status === 'CLOSED' }))

    const actor = actorOf(viewer)
    const [event] = await appendEvents(
      tx,
      ticket,
      [{ chain: 'public', type: 'merged', actor, facts: { into: older.reference } }],
      now,
    )
    ticket.status = 'CLOSED'
    const { nudges, columns } = await judge(tx, ticket, ticket.lastEventAt, true)
    nudges.push(...(await closePage(tx, { ticketId: ticket.id, reason: 'merged', now: ticket.lastEventAt })))
    nudges.push(
      ...(await writeNotices(
        tx,
        ticket,
        event!,
        'ticket-merged',
        { actorName: viewer.name, to: older.reference },
        now,
      )),
    )
    await saveTicket(tx, ticket, {
      ...columns,
      status: 'CLOSED',
      mergedIntoId: older.id,
      closedAt: ticket.lastEventAt,
      closesAt: null,
    })

    await appendEvents(
      tx,
      older,
      [{ chain: 'public', type: 'merge_received', actor, facts: { from: ticket.reference } }],
      now,
    )
    await copyWatchers(tx, ticket.id, older.id)
    await saveTicket(tx, older)
    await notifyLive(tx, {
      kind: 'ticket',
      ticketId: older.id,
      organisationId: older.organisationId,
      staffOnly: false,
    })
    return { nudges }
  })
}

/**
 * Refuses what the numbers alone decide before any row is locked. A merge of an older ticket into a newer one would
 * otherwise lock both in the opposite order of a permitted merge and deadlock with it.
 */
async function refuseBeforeLocking(
  ctx: ServiceContext,
  viewer: Viewer,
  input: z.output<typeof mergeSchema>,
): Promise<void> {
  const [ticket, older] = await Promise.all(
    [input.reference, input.into].map((reference) =>
      ctx.db.ticket.findFirst({
        where: { AND: [{ reference }, visibleTo(viewer)] },
        select: { number: true, organisationId: true, status: true },
      }),
    ),
  )
  if (!ticket) throw notFound(input.reference)
  if (ticket.status === 'CLOSED') throw new DomainError('CONFLICT', 'ticketClosed')
  if (!older || older.organisationId !== ticket.organisationId) throw invalid('unknownTicket', 'into')
  refuse(mayMerge(ticket, { number: older.number, closed: older.status === 'CLOSED' }))
}
