import { insightRights } from '../rights.rules'
import { authorise } from '@/server/infra/rights/authorise'
import type { Actor } from '@/server/vocabulary/rights/actor'
import { z } from 'zod'
import type { ServiceContext } from '@/server/infra/context'
import { decodeCursor, pageOf } from '@/server/infra/input/cursor'
import type { BreachReasonCode } from '@/server/tickets/breaches/facts'
import type { AtRiskView, BreachesFilter, BreachRow, RiskRow, SlaOverview } from '../schema'
import {
  countAtRisk,
  selectAtRisk,
  selectBreaches,
  selectCells,
  selectDays,
  selectMedianFirstResponse,
  selectReasons,
  selectRiskTickets,
  selectTicketsAtRisk,
} from './queries'

const dayMs = 24 * 60 * 60_000

/**
 * Returns the start of the UTC day `days - 1` days before that of `now`. The period consists of whole days, so that its
 * total equals the sum of the days in the chart.
 */
const periodStart = (now: Date, days: number): Date =>
  new Date(Math.floor(now.getTime() / dayMs) * dayMs - (days - 1) * dayMs)

/** Returns the SLA attainment of the last `days` UTC days, today included, by metric and severity and per day. */
export async function readSlaOverview(ctx: ServiceContext, actor: Actor, days: number): Promise<SlaOverview> {
  authorise(actor, insightRights.readFigures)
  const to = ctx.now()
  const from = periodStart(to, days)
  const [cells, perDay, medianFirstResponseMs, atRisk, reasons] = await Promise.all([
    selectCells(ctx.db, from, to),
    selectDays(ctx.db, from, to),
    selectMedianFirstResponse(ctx.db, from, to),
    countAtRisk(ctx.db),
    selectReasons(ctx.db, from, to),
  ])
  const total = cells.reduce((sum, cell) => ({ met: sum.met + cell.met, breached: sum.breached + cell.breached }), {
    met: 0,
    breached: 0,
  })
  const known = new Map(perDay.map((day) => [day.day, day]))
  const everyDay = Array.from({ length: days }, (_, index) => {
    const day = new Date(to.getTime() - (days - 1 - index) * dayMs).toISOString().slice(0, 10)
    return known.get(day) ?? { day, met: 0, breached: 0 }
  })
  return {
    from,
    to,
    total,
    medianFirstResponseMs,
    breaches: total.breached,
    atRisk: atRisk.promises,
    cells: cells.map((cell) => ({
      metric: cell.metric,
      severity: cell.severity,
      met: cell.met,
      breached: cell.breached,
      medianMs: cell.medianMs,
    })),
    reasons: reasons.map(({ code, count }) => ({ code: code as BreachReasonCode | null, count })),
    days: everyDay,
  }
}

const listed = 100
const placeSchema = z.strictObject({ at: z.number(), id: z.uuid() })
const placeOf = (after: string | null | undefined) => {
  const place = decodeCursor(placeSchema, after)
  return place && { at: new Date(place.at), id: place.id }
}

/**
 * Returns one page of the tickets with open promises at risk (see `atRisk` in queries.ts), the most urgent first, each
 * with those promises.
 */
export async function readAtRisk(ctx: ServiceContext, actor: Actor, after?: string | null): Promise<AtRiskView> {
  authorise(actor, insightRights.readFigures)
  const now = ctx.now()
  const [found, counts] = await Promise.all([
    selectTicketsAtRisk(ctx.db, placeOf(after), listed + 1),
    countAtRisk(ctx.db),
  ])
  const page = pageOf(found, listed, ({ at, ticketId }) => ({ at: at.getTime(), id: ticketId }))
  const ids = page.rows.map(({ ticketId }) => ticketId)
  const [clocks, facts] = await Promise.all([selectAtRisk(ctx.db, ids), selectRiskTickets(ctx.db, ids)])
  const rows = ids.flatMap((id): RiskRow[] => {
    const ticket = facts.find((one) => one.id === id)
    const own = clocks.filter((clock) => clock.ticketId === id)
    // The clocks ended between the two queries.
    if (!ticket || own.length === 0) return []
    return [
      {
        reference: ticket.reference,
        subject: ticket.subject,
        organisation: ticket.organisation.name,
        severity: ticket.severity,
        assignee: ticket.assignee?.name ?? null,
        clocks: own.map((clock) => ({
          metric: clock.metric,
          dueAt: clock.dueAt,
          breached: clock.state === 'breached',
        })),
      },
    ]
  })
  return { rows, total: counts.promises, tickets: counts.tickets, next: page.next, now }
}

/**
 * Returns one page of the period's breaches, newest first, each with the severity under which the breakdown counts it.
 * The instant of a breach is the due instant, however late it was noticed.
 */
export async function readBreaches(
  ctx: ServiceContext,
  actor: Actor,
  { days, after, reason }: BreachesFilter,
): Promise<{ rows: BreachRow[]; next: string | null }> {
  authorise(actor, insightRights.readFigures)
  const to = ctx.now()
  const found = await selectBreaches(ctx.db, periodStart(to, days), to, placeOf(after), listed + 1, reason ?? null)
  const page = pageOf(found, listed, ({ breachedAt, id }) => ({ at: breachedAt!.getTime(), id }))
  const rows = page.rows.map((clock) => ({
    reference: clock.ticket.reference,
    subject: clock.ticket.subject,
    organisation: clock.ticket.organisation.name,
    severity: clock.severity,
    metric: clock.metric,
    breachedAt: clock.breachedAt!,
    endedAt: clock.endedAt,
    lateMs: (clock.endedAt ?? to).getTime() - clock.breachedAt!.getTime(),
    reason: clock.breach?.reasonCode
      ? { code: clock.breach.reasonCode as BreachReasonCode, words: clock.breach.reason ?? '' }
      : null,
  }))
  return { rows, next: page.next }
}
