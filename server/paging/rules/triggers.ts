import { defaultTriggers, type PageTriggers, type Urgency } from '../schema'
import type { Metric, Severity } from '@/server/accounts/schema'

/** What happened to a ticket, as far as it may page somebody. */
export type TicketHappening =
  | { kind: 'filed' }
  | { kind: 'severity_changed'; from: Severity }
  | { kind: 'reopened' }
  | { kind: 'customer_reply'; assigneeOnCall: boolean }
  | { kind: 'warning'; metric: Metric; percent: number }
  | { kind: 'breach'; metric: Metric }

export const isGrave = (severity: Severity) => severity === 'S1' || severity === 'S2'
export const urgencyOf = (severity: Severity): Urgency => (isGrave(severity) ? 'HIGH' : 'LOW')

/**
 * Whether a happening opens a page (or joins the open one), and how urgent it is; null when it pages nobody
 * (SEMANTICS §3, triggers).
 * @param severity the ticket's, after the happening
 * @param triggers which warnings and breaches page, by the escalation policy
 */
export function triggersPage(
  happening: TicketHappening,
  severity: Severity,
  triggers: PageTriggers = defaultTriggers,
): Urgency | null {
  const pages = (): boolean => {
    switch (happening.kind) {
      case 'filed':
      case 'reopened':
        return isGrave(severity)
      case 'severity_changed':
        return isGrave(severity) && severity < happening.from
      case 'customer_reply':
        return isGrave(severity) && !happening.assigneeOnCall
      case 'warning': {
        const { percents, metrics } = triggers[severity].warnings
        return percents.includes(happening.percent) && metrics.includes(happening.metric)
      }
      case 'breach':
        return triggers[severity].breaches.includes(happening.metric)
    }
  }
  return pages() ? urgencyOf(severity) : null
}
