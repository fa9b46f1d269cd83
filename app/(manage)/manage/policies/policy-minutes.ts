import {
  type Metric,
  metrics,
  type PolicyDefinition,
  type Severity,
  severities,
  type Target,
} from '@/server/sla/schema'

/** What the form holds: whole minutes as typed, empty where nothing is promised. */
export type PolicyMinutes = Record<Severity, Record<Metric, number | string>>

const nothing: PolicyDefinition = { warningPercents: [50, 75, 90], calendars: {}, severities: {} }

export function minutesOf(definition: PolicyDefinition | null): PolicyMinutes {
  const row = (severity: Severity) =>
    Object.fromEntries(
      metrics.map((metric) => [metric, definition?.severities[severity]?.[metric]?.targetMinutes ?? '']),
    ) as PolicyMinutes[Severity]
  return Object.fromEntries(severities.map((severity) => [severity, row(severity)])) as PolicyMinutes
}

/**
 * The definition with the minutes of the form. A target keeps its calendar; a new one counts around the clock.
 * Warnings and calendars stay as they were.
 */
export function definitionOf(before: PolicyDefinition | null, minutes: PolicyMinutes): PolicyDefinition {
  const { warningPercents, calendars, severities: old } = before ?? nothing
  const always = Object.keys(calendars).find((name) => calendars[name]?.type === '24x7') ?? freeName(calendars)
  const rows: PolicyDefinition['severities'] = {}
  for (const severity of severities) {
    const targets: Partial<Record<Metric, Target>> = {}
    for (const metric of metrics) {
      const targetMinutes = minutes[severity][metric]
      if (typeof targetMinutes !== 'number') continue
      targets[metric] = { targetMinutes, calendar: old[severity]?.[metric]?.calendar ?? always }
    }
    rows[severity] = targets
  }
  return { warningPercents, calendars: { ...calendars, [always]: { type: '24x7' } }, severities: rows }
}

function freeName(taken: Record<string, unknown>): string {
  let name = 'always'
  while (Object.hasOwn(taken, name)) name += '-24x7'
  return name
}
