import type { Deed, PolicyDefinition } from '../schema'
import type { Metric } from '@/server/vocabulary/metric'
import type { Severity } from '@/server/vocabulary/severity'

/**
 * What the policy wants done when a clock warns or breaches (SEMANTICS §3: "by policy"). Null when the policy leaves a
 * severity to the escalation policy's triggers.
 * @param severity the ticket's, when the signal is recorded
 */
export function consequencesOf(
  policy: Pick<PolicyDefinition, 'consequences'>,
  severity: Severity,
  signal: { kind: 'warning' | 'breach'; metric: Metric; percent: number },
): Set<Deed> | null {
  const said = policy.consequences?.[severity]
  if (!said) return null
  const at = signal.kind === 'breach' ? 'breach' : signal.percent
  return new Set(said.flatMap((one) => (one.at === at && one.metrics.includes(signal.metric) ? one.does : [])))
}
