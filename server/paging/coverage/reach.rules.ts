import { onCallAt } from '@/server/oncall/shifts/shifts.rules'
import type { ScheduleFacts } from '@/server/oncall/schema'
import type { EscalationTarget } from '../schema'
import type { Reach } from '../page/escalation.rules'

/** The facts that decide whom a target reaches. */
export interface ReachFacts {
  schedules: ReadonlyMap<string, ScheduleFacts>
  /** Members by team, in the order of their turns. */
  teams?: ReadonlyMap<string, readonly string[]>
  /** People named by targets or teams who are not on staff: they are skipped but keep their place in the rotation. */
  absent?: ReadonlySet<string>
  /** Engineers with at least one verified contact method. */
  reachable: ReadonlySet<string>
}

/** Returns the people whom targets name without a schedule: engineers, and all members of teams. */
export const namedPeople = (
  targets: readonly EscalationTarget[],
  teams: ReadonlyMap<string, readonly string[]>,
): string[] => [
  ...new Set(targets.flatMap((target) => (target.type === 'engineer' ? [target.id] : (teams.get(target.id) ?? [])))),
]

/** Returns everybody whom a target names at an instant: at most one person, or a team. */
export function peopleNamedBy(
  facts: Omit<ReachFacts, 'reachable'>,
  target: EscalationTarget,
  at: number,
): readonly string[] {
  switch (target.type) {
    case 'engineer':
      return facts.absent?.has(target.id) ? [] : [target.id]
    case 'team':
    case 'roundRobin':
      return (facts.teams?.get(target.id) ?? []).filter((member) => !facts.absent?.has(member))
    case 'schedule': {
      const schedule = facts.schedules.get(target.id)
      const person = schedule ? onCallAt(schedule, at) : null
      return person === null ? [] : [person]
    }
  }
}

/**
 * Returns whom an escalation target reaches at an instant (epoch milliseconds): the engineer named, the person on call
 * on the schedule, all members of a team, or the member whose turn it is. People without a usable contact method are
 * skipped. An unknown schedule has nobody on call (SEMANTICS §3).
 * @param turn selects the member of a round-robin team, counting from 0; null calls all members
 */
export function reachOf(facts: ReachFacts, target: EscalationTarget, at: number, turn: number | null = null): Reach {
  const named = peopleNamedBy(facts, target, at)
  const [first] = named
  if (first === undefined) return { kind: 'gap', reason: 'nobody_on_call', engineerId: null }
  const reached = named.filter((engineerId) => facts.reachable.has(engineerId))
  if (reached.length === 0) return { kind: 'gap', reason: 'no_verified_method', engineerId: first }
  if (target.type === 'team' || (target.type === 'roundRobin' && turn === null))
    return { kind: 'reachedAll', engineerIds: reached }
  // Turns count over all places of a team, so that the others' turns do not shift when a member leaves the staff.
  const places = target.type === 'roundRobin' ? (facts.teams?.get(target.id) ?? named) : named
  const inTurn = places.map((_, index) => places[((turn ?? 0) + index) % places.length]!)
  return { kind: 'reached', engineerId: inTurn.find((engineerId) => facts.reachable.has(engineerId))! }
}
