import type { Nudge } from '@/server/infra/jobs'
import type { Tx } from '@/server/infra/db'
import { openOrJoinPage, updatePageFacts } from '@/server/paging/service'
import { type ClockSignal, type Settlement, settleClocks } from '@/server/sla/service'
import { slaEvents } from './rules/timeline'
import type { SeverityName } from './schema'
import { type LockedTicket, selectPublicEvents } from './store'

export const severityNumber = (severity: SeverityName) => Number(severity.slice(1))
export const isGrave = (severity: SeverityName) => severity === 'S1' || severity === 'S2'
export const urgencyOf = (severity: SeverityName) => (isGrave(severity) ? 'HIGH' : 'LOW')
export const aboutTicket = (ticket: { reference: string; subject: string; organisation: { name: string } }) => ({
  reference: ticket.reference,
  subject: ticket.subject,
  organisation: ticket.organisation.name,
})

/** How far ahead a delayed nudge is laid; the arming pass lays the rest (ARCHITECTURE, deadlines). */
export const nudgeHorizonMs = 2 * 60_000

/** Default triggers of SEMANTICS §3: S1 and S2 at 90 % and at every breach, S3 and S4 at the breach of first response. */
export function pages(severity: SeverityName, signal: Pick<ClockSignal, 'kind' | 'metric' | 'percent'>): boolean {
  if (isGrave(severity)) return signal.kind === 'breach' || signal.percent === 90
  return signal.kind === 'breach' && signal.metric === 'first_response'
}

/**
 * Brings clocks, queue order and pages in line with the timeline as of `now`. Runs after every event and whenever a
 * clock falls due; running it twice changes nothing. The caller holds the ticket's row lock and writes `columns`.
 * @param answeredNow the event just appended answers or ends the ticket, so nobody need be paged for what it ended
 */
export async function judge(
  tx: Tx,
  ticket: LockedTicket,
  now: Date,
  answeredNow = false,
): Promise<{
  settlement: Settlement
  nudges: Nudge[]
  columns: { nextDueAt: Date | null; nextUpdateBy: Date | null; judgedAt?: Date }
}> {
  const events = slaEvents(await selectPublicEvents(tx, ticket.id))
  const settlement = await settleClocks(
    tx,
    { id: ticket.id, severity: severityNumber(ticket.severity), policyVersionId: ticket.policyVersionId },
    events,
    now,
  )
  const nudges: Nudge[] = []
  const over = ticket.status === 'RESOLVED' || ticket.status === 'CLOSED'
  for (const signal of settlement.signals) {
    if (over || answeredNow || !pages(ticket.severity, signal)) continue
    nudges.push(
      ...(await openOrJoinPage(tx, {
        ticketId: ticket.id,
        policyId: ticket.escalationPolicyId,
        severity: ticket.severity,
        urgency: urgencyOf(ticket.severity),
        about: aboutTicket(ticket),
        trigger: {
          key: `${signal.kind}:${signal.clockId}:${signal.percent}`,
          kind: signal.kind,
          detail: { metric: signal.metric, percent: signal.percent },
          at: signal.at,
        },
        answered: false,
        responseWarningAt: settlement.responseWarningAt,
        now,
      })),
    )
  }
  nudges.push(
    ...(await updatePageFacts(tx, ticket.id, {
      severity: ticket.severity,
      responseWarningAt: settlement.responseWarningAt,
      now,
    })),
  )
  const { nextAt, nextDueAt, nextUpdateBy } = settlement
  if (nextAt && nextAt.getTime() - now.getTime() <= nudgeHorizonMs)
    nudges.push({ name: 'clock.settle', payload: { ticketId: ticket.id }, at: nextAt })
  return {
    settlement,
    nudges,
    columns: { nextDueAt, nextUpdateBy, ...(settlement.signals.length > 0 ? { judgedAt: now } : {}) },
  }
}
