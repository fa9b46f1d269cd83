import { isTimeTrusted, type ServiceContext } from '@/server/infra/context'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { systemActor } from '@/server/vocabulary/rights/actor'
import { clocksToArm, ticketsWithDueClocks } from '@/server/sla/clocks/clocks'
import { changeLockedTicket } from '../change/change-ticket'
import { settleTicket } from '../change/settle'
import { lockTicket } from '../change/lock'

/**
 * Evaluates one ticket's clocks now: records due warnings and breaches and runs the policy's actions (SEMANTICS §1.3,
 * §3). Idempotent; called by the delayed job and by the sweep. Does nothing while the time is not trusted: the clocks
 * stay due.
 */
export async function settleTicketClocks(ctx: ServiceContext, ticketId: string): Promise<void> {
  if (!isTimeTrusted(ctx)) return
  await unitOfWork(ctx, systemActor('clocks'), async (work) => {
    const ticket = await lockTicket(work.tx, { id: ticketId })
    if (!ticket) return
    const { columns, settlement } = await settleTicket(work, ticket, work.now)
    await work.tx.ticket.update({ where: { id: ticket.id }, data: columns, select: { id: true } })
    if (settlement.signals.length > 0)
      work.live({ kind: 'ticket', ticketId, organisationId: ticket.organisationId, staffOnly: false })
  })
}

/** Returns the ids of tickets with a warning or due instant that has come; none while the time is not trusted. */
export async function dueClockTickets(ctx: ServiceContext, limit: number): Promise<string[]> {
  if (!isTimeTrusted(ctx)) return []
  return ticketsWithDueClocks(ctx.db, ctx.now(), limit)
}

/**
 * Enqueues a delayed job per ticket for clocks that fall due within the horizon (ms); returns how many. A lost job only
 * delays the evaluation until the next sweep.
 */
export async function armClocks(ctx: ServiceContext, horizonMs: number): Promise<number> {
  const from = ctx.now()
  const due = await clocksToArm(ctx.db, from, new Date(from.getTime() + horizonMs))
  for (const { ticketId, at } of due) ctx.enqueue('clock.settle', { ticketId }, { at })
  return due.length
}

/** Closes a ticket 14 days after it was resolved (SEMANTICS §5). A reply before reopens it and clears `closesAt`. */
export async function closeResolvedTicket(ctx: ServiceContext, ticketId: string): Promise<void> {
  if (!isTimeTrusted(ctx)) return
  await unitOfWork(ctx, systemActor('closings'), async (work) => {
    const ticket = await lockTicket(work.tx, { id: ticketId })
    if (!ticket || ticket.status !== 'resolved' || !ticket.closesAt || ticket.closesAt > work.now) return
    await changeLockedTicket(work, ticket, async (draft) => {
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

/** Returns the ids of resolved tickets whose 14 days have passed; none while the time is not trusted. */
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
