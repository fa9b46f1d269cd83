import { pagingRights } from '../rights.rules'
import { authorise } from '@/server/infra/rights/authorise'
import type { Actor } from '@/server/vocabulary/rights/actor'
import { z } from 'zod'
import { usersByIds } from '@/server/accounts/sign-in/options'
import { teamMembers } from '@/server/accounts/teams/teams'
import { absentAmong } from '@/server/accounts/staff'
import type { ServiceContext } from '@/server/infra/context'
import { scheduleFacts } from '@/server/oncall/schedule/schedules'
import { namedPeople } from '../coverage/reach.rules'
import { rehearse } from './rehearsal.rules'
import { escalationDefinition, isUuid } from '../schema'
import { countTurns, selectManagers, selectManagersOnly, selectReachable } from '../queries'
import { severitySchema } from '@/server/vocabulary/schemas/words'

export const rehearsalSchema = z.object({
  /** The definition as in the form, saved or not. */
  definition: escalationDefinition,
  severity: severitySchema,
  /** Within the range for which shifts can be computed. */
  at: z
    .date()
    .min(new Date('2000-01-01T00:00:00Z'), 'invalidValue')
    .max(new Date('2100-01-01T00:00:00Z'), 'invalidValue'),
  policyId: z.uuid().nullish(),
})

export interface RehearsedView {
  at: Date
  kind: 'notify' | 'skip' | 'persist' | 'unanswered'
  /** Number of the step, from 1; null for persistence and the end of the escalation. */
  step: number | null
  people: string[]
  /** Targets that reach nobody at `at`. */
  gaps: { reason: 'nobody_on_call' | 'no_verified_method'; target: string; person: string | null }[]
}

/**
 * Returns who would be reached, and when, if a page opened at `at` and nobody acknowledged it (SEMANTICS §3). Writes
 * nothing.
 */
export async function rehearsePolicy(
  ctx: ServiceContext,
  actor: Actor,
  input: z.output<typeof rehearsalSchema>,
): Promise<RehearsedView[]> {
  authorise(actor, pagingRights.readPages)
  const targets = input.definition.steps.flatMap((step) => step.targets)
  // Ids that are not UUIDs are left out: like unknown ids they are coverage gaps, as for a real page.
  const ofType = (...types: string[]) =>
    targets.filter(({ type, id }) => types.includes(type) && isUuid(id)).map(({ id }) => id)
  const [schedules, teams, reachable, turn, managers, managersOnly] = await Promise.all([
    scheduleFacts(ctx.db, ofType('schedule')),
    teamMembers(ctx.db, ofType('team', 'roundRobin')),
    selectReachable(ctx.db),
    input.policyId ? countTurns(ctx.db, input.policyId) : 0,
    selectManagers(ctx.db),
    selectManagersOnly(ctx.db),
  ])
  const absent = await absentAmong(ctx.db, namedPeople(targets, teams))
  const steps = rehearse(
    input.definition,
    { schedules, teams, absent, reachable },
    { severity: input.severity, at: input.at.getTime(), turn, managers: managersOnly },
  )
  const views = steps.map((step) => {
    if (step.kind === 'unanswered')
      return { ...step, stepIndex: null, engineerIds: step.shouldNotifyManagers ? managers : [] }
    if (step.kind === 'persist')
      return { ...step, stepIndex: null, engineerIds: [...new Set([...step.engineerIds, ...managers])] }
    return step.kind === 'skip' ? { ...step, engineerIds: [] } : step
  })
  const people = await usersByIds(
    ctx.db,
    views.flatMap((step) => [...step.engineerIds, ...step.gaps.flatMap((gap) => gap.engineerId ?? [])]),
  )
  const nameOf = (id: string) => people.get(id)?.name ?? id
  return views.map((step) => ({
    at: new Date(step.at),
    kind: step.kind,
    step: step.stepIndex === null ? null : step.stepIndex + 1,
    people: step.engineerIds.map(nameOf),
    gaps: step.gaps.map((gap) => ({
      reason: gap.reason,
      target: gap.target.id,
      person: gap.engineerId === null ? null : nameOf(gap.engineerId),
    })),
  }))
}
