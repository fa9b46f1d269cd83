import { isTimeTrusted, type ServiceContext } from '@/server/infra/context'
import { notifyLive } from '@/server/infra/live'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { clocksToArm, ticketsWithDueClocks } from '@/server/sla/clocks/clocks'
import { changeLockedTicket } from '../change/change-ticket'
import { settleTicket } from '../change/settle'
import { lockTicket } from '../change/lock'

/**
 * Judges one ticket's clocks now: records warnings and breaches that have come due and pages by policy (SEMANTICS
 * §1.3, §3). Idempotent; called by the nudge and by the sweep. While the time is in doubt nothing is decided and the
 * clocks stay due.
 */
export async function settleTicketClocks(ctx: ServiceContext, ticketId: string): Promise<void> {
  if (!isTimeTrusted(ctx)) return
  await unitOfWork(ctx, async (work) => {
    const { tx } = work
    const ticket = await lockTicket(tx, { id: ticketId })
    if (!ticket) return
    const { columns, nudges, settlement } = await settleTicket(tx, ticket, work.now)
    await tx.ticket.update({ where: { id: ticket.id }, data: columns, select: { id: true } })
    if (settlement.signals.length > 0)
      notifyLive(tx, { kind: 'ticket', ticketId, organisationId: ticket.organisationId, staffOnly: false })
    work.nudgeAll(nudges)
  })
}

/** Tickets whose next warning or due instant has come (UTC). */
export async function dueClockTickets(ctx: ServiceContext, limit: number): Promise<string[]> {
  if (!isTimeTrusted(ctx)) return []
  return ticketsWithDueClocks(ctx.db, ctx.now(), limit)
}

/** Lays delayed nudges for what falls due within the horizon, one a ticket. A nudge lost costs one sweep, no promise. */
export async function armClocks(ctx: ServiceContext, horizonMs: number): Promise<number> {
  const from = ctx.now()
  const due = await clocksToArm(ctx.db, from, new Date(from.getTime() + horizonMs))
  for (const { ticketId, at } of due) ctx.enqueue('clock.settle', { ticketId }, { at })
  return due.length
}

/** Closes a ticket 14 days after it was resolved (SEMANTICS §5); a reply in between has taken the date away. */
export async function closeResolvedTicket(ctx: ServiceContext, ticketId: string): Promise<void> {
  if (!isTimeTrusted(ctx)) return
  await unitOfWork(ctx, async (work) => {
    const ticket = await lockTicket(work.tx, { id: ticketId })
    if (!ticket || ticket.status !== 'resolved' || !ticket.closesAt || ticket.closesAt > work.now) return
    await changeLockedTicket(work, ticket, { kind: 'system', id: null }, async (draft) => {
      draft.record('closed', {})
      draft.set({
        status: 'closed',
        closedAt: draft.at,
        closesAt: null,
        nextDueAt: null,
        savableDueAt: null,
        newestBreachAt: null,
      })
      draft.keepActivity()
    })
  })
}

/** Resolved tickets whose 14 days are over. */
export async function dueClosings(ctx: ServiceContext, limit: number): Promise<string[]> {
  if (!isTimeTrusted(ctx)) return []
  const rows = await ctx.db.ticket.findMany({
    where: { closesAt: { not: null, lte: ctx.now() } },
    orderBy: [{ closesAt: 'asc' }, { id: 'asc' }],
    take: limit,
    select: { id: true },
  })
  return rows.map((row) => row.id)
}
