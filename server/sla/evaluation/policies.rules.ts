import { alwaysCalendarName } from '../facts'
import type { PolicyDefinition, Target } from '../schema'
import { type Metric, metrics } from '@/server/vocabulary/metric'
import { type Severity } from '@/server/vocabulary/severity'

/** The SLA policies of a new installation, with 24×7 calendars only. Targets are in minutes. */
type Row = Partial<Record<Metric, number>>

const hour = 60

function policy(rows: Record<Severity, Row>): PolicyDefinition {
  const severities: PolicyDefinition['severities'] = {}
  for (const [severity, row] of Object.entries(rows) as [Severity, Row][]) {
    const promises: Row = { ...row, next_response: row.first_response }
    const targets: Partial<Record<Metric, Target>> = {}
    for (const metric of metrics) {
      const targetMinutes = promises[metric]
      if (targetMinutes !== undefined) targets[metric] = { targetMinutes, calendar: alwaysCalendarName }
    }
    severities[severity] = targets
  }
  return { warningPercents: [50, 75, 90], calendars: { [alwaysCalendarName]: { type: '24x7' } }, severities }
}

export const seededPolicies = {
  ENTERPRISE: policy({
    S1: { first_response: 15, update: 30, workaround: 2 * hour, resolution: 24 * hour },
    S2: { first_response: hour, update: 4 * hour, workaround: 8 * hour, resolution: 72 * hour },
    S3: { first_response: 8 * hour },
    S4: { first_response: 24 * hour },
  }),
  BUSINESS: policy({
    S1: { first_response: 30, update: hour, workaround: 4 * hour, resolution: 24 * hour },
    S2: { first_response: 2 * hour, update: 8 * hour, workaround: 24 * hour, resolution: 72 * hour },
    S3: { first_response: 12 * hour },
    S4: { first_response: 24 * hour },
  }),
  STANDARD: policy({
    S1: { first_response: hour, update: 4 * hour },
    S2: { first_response: 4 * hour },
    S3: { first_response: 24 * hour },
    S4: { first_response: 48 * hour },
  }),
} satisfies Record<string, PolicyDefinition>
export type SeededPlan = keyof typeof seededPolicies
