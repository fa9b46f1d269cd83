import type { ServiceContext } from '@/server/infra/context'
import type { BreachReasonCode } from '@/server/tickets/breach-schema'
import type { BreachRow, RiskRow, SlaOverview } from './schema'
import {
  selectAtRisk,
  selectBreaches,
  selectCells,
  selectDays,
  selectMedianFirstResponse,
  selectReasons,
} from './store'
import type { Metric, Severity } from '@/server/accounts/schema'

const dayMs = 24 * 60 * 60_000
const metricOf = (stored: string) => stored.toLowerCase() as Metric

/** Attainment of the last `days` days up to now (UTC), by metric and severity. Counts come from the clocks' own rows. */
export async function readSlaOverview(ctx: ServiceContext, days: number): Promise<SlaOverview> {
  const to = ctx.now()
  const from = new Date(to.getTime() - days * dayMs)
  const [cells, perDay, medianFirstResponseMs, atRisk, reasons] = await Promise.all([
    selectCells(ctx.db, from, to),
    selectDays(ctx.db, from, to),
    selectMedianFirstResponse(ctx.db, from, to),
    selectAtRisk(ctx.db, 500),
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
    atRisk: atRisk.length,
    cells: cells.map((cell) => ({
      metric: metricOf(cell.metric),
      severity: `S${cell.severity}` as Severity,
      met: cell.met,
      breached: cell.breached,
      medianMs: cell.medianMs,
    })),
    reasons: reasons.map(({ code, count }) => ({ code: code as BreachReasonCode | null, count })),
    days: everyDay,
  }
}

/** Open promises past their 75 % warning or past due, the most urgent first. */
export async function readAtRisk(ctx: ServiceContext): Promise<{ rows: RiskRow[]; now: Date }> {
  const now = ctx.now()
  const clocks = await selectAtRisk(ctx.db, 200)
  const rows = clocks.flatMap((clock): RiskRow[] => {
    if (!clock.dueAt) return []
    const left = clock.dueAt.getTime() - now.getTime()
    return [
      {
        reference: clock.ticket.reference,
        subject: clock.ticket.subject,
        organisation: clock.ticket.organisation.name,
        severity: clock.ticket.severity,
        metric: metricOf(clock.metric),
        assignee: clock.ticket.assignee?.name ?? null,
        dueAt: clock.dueAt,
        breached: clock.state === 'BREACHED',
        elapsedShare: Math.min(1, Math.max(0, 1 - left / Number(clock.targetMs))),
      },
    ]
  })
  return { rows, now }
}

/** Every breach of the period, newest first; its instant is the due instant, whenever it was noticed. */
export async function readBreaches(ctx: ServiceContext, days: number): Promise<BreachRow[]> {
  const to = ctx.now()
  const breaches = await selectBreaches(ctx.db, new Date(to.getTime() - days * dayMs), to, 500)
  return breaches.map((clock) => ({
    reference: clock.ticket.reference,
    subject: clock.ticket.subject,
    organisation: clock.ticket.organisation.name,
    severity: clock.ticket.severity,
    metric: metricOf(clock.metric),
    breachedAt: clock.breachedAt!,
    endedAt: clock.endedAt,
    lateMs: (clock.endedAt ?? to).getTime() - clock.breachedAt!.getTime(),
    reason: clock.breach?.reasonCode
      ? { code: clock.breach.reasonCode as BreachReasonCode, words: clock.breach.reason ?? '' }
      : null,
  }))
}
