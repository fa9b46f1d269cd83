import type { Client } from '@/server/infra/db/db'
import { allSchedules } from '@/server/oncall/schedule/schedules'
import { selectPolicies } from '../queries'
import type { EscalationDefinition } from '../schema'

/**
 * Returns the ids of the schedules that a step of an escalation policy calls, and the default policy's definition (null
 * without one). Pages use no other schedule, so no other one hands anything over.
 */
export async function policiesInUse(
  client: Client,
): Promise<{ scheduleIds: Set<string>; byDefault: EscalationDefinition | null }> {
  const policies = await selectPolicies(client)
  const targets = policies.flatMap(({ definition }) => definition.steps.flatMap((step) => step.targets))
  return {
    scheduleIds: new Set(targets.flatMap(({ type, id }) => (type === 'schedule' ? [id] : []))),
    byDefault: policies.find(({ isDefault }) => isDefault)?.definition ?? null,
  }
}

/** Returns the schedules that policies call, with their facts, ordered by name. */
export async function usedSchedules(client: Client): ReturnType<typeof allSchedules> {
  const [{ scheduleIds }, schedules] = await Promise.all([policiesInUse(client), allSchedules(client)])
  return schedules.filter(({ id }) => scheduleIds.has(id))
}
