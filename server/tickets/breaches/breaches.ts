import { can } from '@/server/vocabulary/rights/rights'
import { ticketRights } from '../rights.rules'
import { admit, authorise } from '@/server/infra/rights/authorise'
import type { Actor, PersonActor } from '@/server/vocabulary/rights/actor'
import { z } from 'zod'
import { notFound } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import { decodeCursor, pageOf } from '@/server/infra/input/cursor'
import type { Client } from '@/server/infra/db/db'
import type { BreachReasonCode } from './facts'
import type { BreachExplanation, ExplainBreach, WaitingBreachRow } from './schema'
import { countWaiting, selectBreach, selectReasons, selectWaiting, writeReason } from './queries'
import { selectNames } from '../reading/queries'
import { changeTicket } from '../change/change-ticket'

const listed = 50

/**
 * Records why a promise was missed, or a new reason; earlier reasons are kept with author and instant. Repeating the
 * current reason changes nothing.
 * @throws DomainError NOT_FOUND when the ticket has no such breach (or it was removed by an upheld dispute), FORBIDDEN
 * unless the viewer is a manager or the ticket's assignee
 */
export async function explainBreach(ctx: ServiceContext, actor: Actor, input: ExplainBreach): Promise<void> {
  const viewer = admit(actor, ticketRights.explainBreach)
  await changeTicket(ctx, viewer, { reference: input.reference }, async (draft) => {
    const { tx, ticket, now } = draft
    draft.keepFromCustomers()
    authorise(viewer, ticketRights.explainBreach, ticket)
    const breach = await selectBreach(tx, ticket.id, input.clockId)
    if (!breach) throw notFound(input.clockId)
    const { clockId, code, words } = input
    if (breach.reasonCode !== code || breach.reason !== words)
      await writeReason(tx, { ticketId: ticket.id, clockId, code, words, byId: viewer.userId, at: now })
  })
}

/** Returns the reasons given for a ticket's breaches and whether the viewer may add one, by clock id. */
export async function readExplanations(
  client: Client,
  viewer: PersonActor,
  ticket: { id: string; assigneeId: string | null },
  clockIds: readonly string[],
): Promise<Map<string, BreachExplanation>> {
  if (clockIds.length === 0) return new Map()
  const rows = await selectReasons(client, ticket.id)
  const names = await selectNames(client, [...new Set(rows.map((row) => row.byId))])
  return new Map(
    clockIds.map((clockId) => [
      clockId,
      {
        clockId,
        mayExplain: can(viewer, ticketRights.explainBreach, ticket),
        reasons: rows
          .filter((row) => row.clockId === clockId)
          .map(({ code, words, byId, at }) => ({
            code: code as BreachReasonCode,
            words,
            by: names.get(byId) ?? '',
            at,
          })),
      },
    ]),
  )
}

const placeSchema = z.strictObject({ at: z.number(), id: z.uuid() })

/**
 * Returns one page of the breaches without a reason, oldest first, and their total: all of them for managers, those on
 * their own tickets for engineers.
 */
export async function readWaitingBreaches(
  ctx: ServiceContext,
  actor: Actor,
  after?: string | null,
): Promise<{ rows: WaitingBreachRow[]; total: number; next: string | null }> {
  const viewer = authorise(actor, ticketRights.readWaitingBreaches)
  const ownerId = can(viewer, ticketRights.readEveryWaitingBreach) ? null : viewer.userId
  const place = decodeCursor(placeSchema, after)
  const [found, total] = await Promise.all([
    selectWaiting(ctx.db, ownerId, place && { at: new Date(place.at), id: place.id }, listed + 1),
    countWaiting(ctx.db, ownerId),
  ])
  const page = pageOf(found, listed, ({ at, clockId }) => ({ at: at.getTime(), id: clockId }))
  const rows = page.rows.map(({ clockId, at, clock: { metric, severity, ticket } }) => ({
    clockId,
    reference: ticket.reference,
    subject: ticket.subject,
    organisation: ticket.organisation.name,
    severity,
    metric: metric,
    breachedAt: at,
    owner: ticket.assignee?.name ?? null,
  }))
  return { rows, total, next: page.next }
}
