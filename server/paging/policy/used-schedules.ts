import type { Client } from '@/server/infra/db/db'
import { allSchedules } from '@/server/oncall/schedule/schedules'
import { selectPolicies } from '../queries'

/**
 * Returns the ids of the schedules that a step of an escalation policy calls. Pages use no other schedule, so no other
 * one hands anything over.
 */
export async function usedScheduleIds(client: Client): Promise<Set<string>> {
  const policies = await selectPolicies(client)
  const targets = policies.flatMap(({ definition }) => definition.steps.flatMap((step) => step.targets))
  return new Set(targets.flatMap(({ type, id }) => (type === 'schedule' ? [id] : [])))
}

/** Returns the schedules that policies call, with their facts, ordered by name. */
export async function usedSchedules(client: Client): ReturnType<typeof allSchedules> {
  const [ids, schedules] = await Promise.all([usedScheduleIds(client), allSchedules(client)])
  return schedules.filter(({ id }) => ids.has(id))
}
