import type { ClockAction } from '../facts'
import type { PolicyDefinition } from '../schema'
import type { Metric } from '@/server/vocabulary/metric'
import type { Severity } from '@/server/vocabulary/severity'

/**
 * Returns the actions that the policy requires for a warning or breach (SEMANTICS §3: "by policy"); null when it leaves
 * the severity to the escalation policy's triggers.
 * @param severity the ticket's severity when the warning or breach is recorded
 */
export function consequencesOf(
  policy: Pick<PolicyDefinition, 'consequences'>,
  severity: Severity,
  signal: { kind: 'warning' | 'breach'; metric: Metric; percent: number },
): Set<ClockAction> | null {
  const consequences = policy.consequences?.[severity]
  if (!consequences) return null
  const at = signal.kind === 'breach' ? 'breach' : signal.percent
  return new Set(consequences.flatMap((one) => (one.at === at && one.metrics.includes(signal.metric) ? one.does : [])))
}
