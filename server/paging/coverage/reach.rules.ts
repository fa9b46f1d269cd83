import { onCallAt } from '@/server/oncall/shifts/shifts.rules'
import type { ScheduleFacts } from '@/server/oncall/schema'
import type { EscalationTarget } from '../schema'
import type { Reach } from '../page/escalation.rules'

/** What decides whom a target reaches. */
export interface ReachFacts {
  schedules: ReadonlyMap<string, ScheduleFacts>
  /** Members in order of their turns. */
  teams?: ReadonlyMap<string, readonly string[]>
  /** People named by targets or teams who are not on staff: they count as nobody and keep their place in the turns. */
  absent?: ReadonlySet<string>
  /** Engineers with at least one verified contact method. */
  reachable: ReadonlySet<string>
}

/** People whom targets name without a schedule: engineers, and all members of teams. */
export const namedPeople = (
  targets: readonly EscalationTarget[],
  teams: ReadonlyMap<string, readonly string[]>,
): string[] => [
  ...new Set(targets.flatMap((target) => (target.type === 'engineer' ? [target.id] : (teams.get(target.id) ?? [])))),
]

/** Everybody whom a target names at an instant: one, or a team. */
export function namedAt(facts: Omit<ReachFacts, 'reachable'>, target: EscalationTarget, at: number): readonly string[] {
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
 * Whom an escalation target reaches at an instant (epoch milliseconds): the engineer named, whoever is on call on the
 * schedule then, everybody of a team, or the one of the team whose turn it is; who cannot be reached is passed over. A
 * schedule that is unknown has nobody on call (SEMANTICS §3).
 * @param turn counts the calls of a team in turn; null calls all of it
 */
export function reachOf(facts: ReachFacts, target: EscalationTarget, at: number, turn: number | null = null): Reach {
  const named = namedAt(facts, target, at)
  const [first] = named
  if (first === undefined) return { kind: 'gap', reason: 'nobody_on_call', engineerId: null }
  const reached = named.filter((engineerId) => facts.reachable.has(engineerId))
  if (reached.length === 0) return { kind: 'gap', reason: 'no_verified_method', engineerId: first }
  if (target.type === 'team' || (target.type === 'roundRobin' && turn === null))
    return { kind: 'reachedAll', engineerIds: reached }
  // Turns count over all places of a team, so that nobody else's turn moves when a member leaves.
  const places = target.type === 'roundRobin' ? (facts.teams?.get(target.id) ?? named) : named
  const inTurn = places.map((_, index) => places[((turn ?? 0) + index) % places.length]!)
  return { kind: 'reached', engineerId: inTurn.find((engineerId) => facts.reachable.has(engineerId))! }
}
