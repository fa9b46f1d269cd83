import { type PolicyDefinition } from '../schema'
import { compilePolicy } from './targets.rules'
import { type Metric, metrics } from '@/server/vocabulary/metric'
import { type Severity } from '@/server/vocabulary/severity'

/**
 * Returns the due instants that a policy promises for a ticket filed at an instant: of the clocks that filing starts,
 * and of the first update and next response as if their clocks started then (SEMANTICS §1.2, §1.3). Epoch milliseconds,
 * UTC; metrics without a target, or whose due instant never comes, are left out.
 */
export function promiseAt(
  policy: PolicyDefinition,
  severity: Severity,
  filedAt: number,
): Partial<Record<Metric, number>> {
  const { target } = compilePolicy(policy)
  const promised: Partial<Record<Metric, number>> = {}
  for (const metric of metrics) {
    const wanted = target(metric, severity)
    const at = wanted?.calendar.instantAfter(filedAt, wanted.targetMs) ?? null
    if (at !== null) promised[metric] = at
  }
  return promised
}
