import type { Client } from '@/server/infra/db/db'
import { finalShifts, onCallAt } from '@/server/oncall/shifts/shifts.rules'
import { horizonMs, scheduleFacts } from '@/server/oncall/schedule/schedules'
import { loadReach } from '../policy/target-facts'
import { type Asked, choosePolicy } from '../policy/policy-choice.rules'
import { appliesTo } from '../schema'
import { countTurns, selectManagers, selectPolicies } from '../queries'

/** Who is on call for a ticket, by the escalation policy that a page of it would open with (SEMANTICS §2 and §3). */

async function schedulesFor(client: Client, asked: Asked) {
  const steps = choosePolicy(await selectPolicies(client), asked)?.definition.steps ?? []
  const of = (step: (typeof steps)[number] | undefined) =>
    (step?.targets ?? []).filter((target) => target.type === 'schedule').map((target) => target.id)
  return { first: of(steps[0]), all: steps.flatMap((step) => of(step)) }
}

/** Whether this engineer is on call on any schedule of the policy at an instant (UTC). */
export async function isOnCallFor(client: Client, userId: string, asked: Asked, at: Date): Promise<boolean> {
  const { all } = await schedulesFor(client, asked)
  const schedules = await scheduleFacts(client, all)
  return [...schedules.values()].some((facts) => onCallAt(facts, at.getTime()) === userId)
}

/**
 * Returns whom the first applicable step of the policy that a page would open with reaches at an instant (UTC), or the
 * managers when it reaches nobody. A customer's reply on an S3 or S4 without an assignee is mailed to them
 * (SEMANTICS §3).
 */
export async function firstReached(client: Client, asked: Asked, at: Date): Promise<string[]> {
  const policy = choosePolicy(await selectPolicies(client), asked)
  const step = policy?.definition.steps.find((one) => appliesTo(one, asked.severity))
  if (!policy || !step) return selectManagers(client)
  const reached = await loadReach(client, policy.definition, await countTurns(client, policy.id))
  const people = step.targets.flatMap((target) => {
    const reach = reached(target, at.getTime(), 0)
    return reach.kind === 'gap' ? [] : reach.kind === 'reached' ? [reach.engineerId] : reach.engineerIds
  })
  return people.length > 0 ? [...new Set(people)] : selectManagers(client)
}

/**
 * Returns who is on call at an instant (UTC) by the schedules of the policy's first step, and until when; null when
 * nobody is. `until` is null when the shift does not end within 90 days.
 */
export async function onCallFor(
  client: Client,
  asked: Asked,
  at: Date,
): Promise<{ userId: string; name: string; until: Date | null } | null> {
  const { first } = await schedulesFor(client, asked)
  for (const facts of (await scheduleFacts(client, first)).values()) {
    const [now, next] = finalShifts(facts, at.getTime(), at.getTime() + horizonMs)
    if (!now?.person) continue
    const person = await client.user.findUnique({ where: { id: now.person }, select: { id: true, name: true } })
    if (person) return { userId: person.id, name: person.name, until: next ? new Date(now.to) : null }
  }
  return null
}
