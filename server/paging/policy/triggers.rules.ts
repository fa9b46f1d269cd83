import { defaultTriggers, type Urgency } from '../facts'
import type { PageTriggers } from '../schema'
import { metrics, type Metric } from '@/server/vocabulary/metric'
import { severities, type Severity, isUrgent } from '@/server/vocabulary/severity'

/** An event of a ticket that may page somebody. */
export type TicketHappening =
  | { kind: 'filed' }
  | { kind: 'severity_changed'; from: Severity }
  | { kind: 'reopened' }
  | { kind: 'customer_reply'; assigneeOnCall: boolean }
  | { kind: 'warning'; metric: Metric; percent: number }
  | { kind: 'breach'; metric: Metric }

export const urgencyOf = (severity: Severity): Urgency => (isUrgent(severity) ? 'high' : 'low')

/**
 * Returns the urgency with which an event opens a page or joins the open one; null when it pages nobody (SEMANTICS §3,
 * triggers).
 * @param severity the ticket's severity after the event
 * @param triggers the escalation policy's choice of warnings and breaches that page
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
        return isUrgent(severity)
      case 'severity_changed':
        return isUrgent(severity) && severity < happening.from
      case 'customer_reply':
        return isUrgent(severity) && !happening.assigneeOnCall
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

type SeverityTriggers = PageTriggers[Severity]

/**
 * Normalises triggers: percents ascending and metrics in their fixed order, each once. Warnings without a percent or
 * without a metric page nobody, so they become empty.
 */
export function tidyTriggers(triggers: PageTriggers): PageTriggers {
  const inOrder = (chosen: readonly Metric[]) => metrics.filter((metric) => chosen.includes(metric))
  const tidy = ({ warnings, breaches }: SeverityTriggers): SeverityTriggers => ({
    warnings: isIncomplete(warnings)
      ? { percents: [], metrics: [] }
      : {
          percents: [...new Set(warnings.percents)].sort((a, b) => a - b),
          metrics: inOrder(warnings.metrics),
        },
    breaches: inOrder(breaches),
  })
  return { S1: tidy(triggers.S1), S2: tidy(triggers.S2), S3: tidy(triggers.S3), S4: tidy(triggers.S4) }
}

const isIncomplete = ({ percents, metrics: of }: SeverityTriggers['warnings']) =>
  (percents.length === 0) !== (of.length === 0)

/**
 * Returns severities whose warnings name percents but no metric, or metrics but no percent, so that they never page.
 */
export const incompleteTriggers = (triggers: PageTriggers): Severity[] =>
  severities.filter((severity) => isIncomplete(triggers[severity].warnings))

/** Groups severities whose warnings and breaches page alike, the most severe first. */
export function groupEqualTriggers(triggers: PageTriggers): { severities: Severity[]; triggers: SeverityTriggers }[] {
  const tidied = tidyTriggers(triggers)
  const groups = new Map<string, Severity[]>()
  for (const severity of severities) {
    const key = JSON.stringify(tidied[severity])
    groups.set(key, [...(groups.get(key) ?? []), severity])
  }
  return [...groups.values()].map((alike) => ({ severities: alike, triggers: tidied[alike[0]!] }))
}
