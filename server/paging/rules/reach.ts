import { onCallAt } from '@/server/oncall/rules/shifts'
import type { ScheduleFacts } from '@/server/oncall/schema'
import type { EscalationTarget } from '../schema'
import type { Reach } from './escalation'

/**
 * Whom an escalation target reaches at an instant (epoch milliseconds): the engineer named, or whoever is on call on
 * the schedule then. A schedule that is unknown has nobody on call.
 * @param reachable engineers with at least one verified contact method
 */
export function reachOf(
  facts: { schedules: ReadonlyMap<string, ScheduleFacts>; reachable: ReadonlySet<string> },
  target: EscalationTarget,
  at: number,
): Reach {
  const schedule = facts.schedules.get(target.id)
  const engineerId = target.type === 'engineer' ? target.id : schedule ? onCallAt(schedule, at) : null
  if (engineerId === null) return { kind: 'gap', reason: 'NOBODY_ON_CALL', engineerId }
  if (!facts.reachable.has(engineerId)) return { kind: 'gap', reason: 'NO_VERIFIED_METHOD', engineerId }
  return { kind: 'reached', engineerId }
}
