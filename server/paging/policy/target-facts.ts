import { absentAmong } from '@/server/accounts/staff'
import { teamMembers } from '@/server/accounts/teams/teams'
import type { Client } from '@/server/infra/db/db'
import { log } from '@/server/infra/log'
import { scheduleFacts } from '@/server/oncall/schedule/schedules'
import type { advance } from '../page/escalation.rules'
import { namedPeople, type ReachFacts, reachOf } from '../coverage/reach.rules'
import { type EscalationDefinition, type EscalationTarget, isUuid } from '../schema'
import { selectMethods, selectReachable } from '../queries'

export type Methods = Awaited<ReturnType<typeof selectMethods>>

/** What decides whom the targets of one policy reach, as read at one time. */
export interface TargetFacts extends ReachFacts {
  /** Contact methods of all people whom the targets may reach. */
  methods: Methods
  /** People whose contact methods were read; those of anybody else must be looked up. */
  known: ReadonlySet<string>
}

/** Reads the facts that decide whom each target of a policy reaches, all but the contact methods (SEMANTICS §3). */
async function selectPeople(client: Client, policy: EscalationDefinition) {
  // A policy frozen into an old page may name an id that is not a UUID: it reaches nobody, but must not fail the query.
  const targets: EscalationTarget[] = policy.steps.flatMap((step) => step.targets).filter(({ id }) => isUuid(id))
  const schedules = await scheduleFacts(
    client,
    targets.filter((target) => target.type === 'schedule').map((target) => target.id),
  )
  const known = new Set<string>(targets.filter((target) => target.type === 'engineer').map((target) => target.id))
  for (const facts of schedules.values()) {
    for (const version of facts.versions)
      for (const layer of version.layers) for (const person of layer.participants.filter(isUuid)) known.add(person)
    for (const override of facts.overrides) known.add(override.person)
  }
  const teams = await teamMembers(
    client,
    targets.filter((target) => target.type === 'team' || target.type === 'roundRobin').map((target) => target.id),
  )
  for (const members of teams.values()) for (const member of members) known.add(member)
  const absent = await absentAmong(client, namedPeople(targets, teams))
  return { schedules, teams, absent, known }
}

/** Reads the facts that decide whom each target of a policy reaches, and how (SEMANTICS §3). */
export async function selectTargetFacts(client: Client, policy: EscalationDefinition): Promise<TargetFacts> {
  const people = await selectPeople(client, policy)
  const methods = await selectMethods(client, [...people.known])
  return { ...people, methods, reachable: new Set(methods.map((method) => method.userId)) }
}

/** Returns the `reached` function of `advance` for these facts; it never throws. */
export function reachFrom(facts: ReachFacts, turn: number): Parameters<typeof advance>[2]['reached'] {
  return (target, instant, repeat) => {
    try {
      return reachOf(facts, target, instant, typeof repeat === 'number' ? turn + repeat : null)
    } catch (error) {
      // Choosing whom to page must not fail: a schedule that cannot be computed has nobody on call.
      log.error({ target, err: error }, 'a target cannot be evaluated')
      return { kind: 'gap', reason: 'nobody_on_call', engineerId: null }
    }
  }
}

/** Reads the facts of a policy and returns the `reached` function of `advance` for them (SEMANTICS §3). */
export async function loadReach(
  client: Client,
  policy: EscalationDefinition,
  turn: number,
): Promise<Parameters<typeof advance>[2]['reached']> {
  const people = await selectPeople(client, policy)
  return reachFrom({ ...people, reachable: await selectReachable(client, [...people.known]) }, turn)
}

/** Returns the contact methods of these people, from the facts where they were read and else from the database. */
export async function methodsOf(
  client: Client,
  facts: TargetFacts | null,
  userIds: readonly string[],
): Promise<Methods> {
  const others = facts ? userIds.filter((id) => !facts.known.has(id)) : userIds
  const read = facts ? facts.methods.filter((method) => userIds.includes(method.userId)) : []
  return others.length > 0 ? [...read, ...(await selectMethods(client, others))] : read
}
