import { pagingRights } from '../rights.rules'
import { authorise } from '@/server/infra/rights/authorise'
import type { Actor } from '@/server/vocabulary/rights/actor'
import { severities, type Severity } from '@/server/vocabulary/severity'
import { usersByIds } from '@/server/accounts/sign-in/options'
import { teamMembers } from '@/server/accounts/teams/teams'
import { absentAmong } from '@/server/accounts/staff'
import type { ServiceContext } from '@/server/infra/context'
import { finalShifts } from '@/server/oncall/shifts/shifts.rules'
import { horizonMs, scheduleFacts } from '@/server/oncall/schedule/schedules'
import { severitiesOf } from '../policy/policy-choice.rules'
import { peopleNamedBy, namedPeople } from './reach.rules'
import { appliesTo } from '../schema'
import { selectPolicies } from '../queries'

export interface PolicyNow {
  policyId: string
  name: string
  isDefault: boolean
  /** Routing rules choose it, whatever else it is for. */
  isRouted: boolean
  severities: Severity[]
  teamId: string | null
  /** People whom its first step names now, in the order of its targets. */
  people: { id: string; name: string }[]
  /** Whether only one member of a team is called, rotating with each page. */
  inTurn: boolean
  /** When the next shift of one of its schedules begins; null when none does within 90 days. */
  until: Date | null
  /** The next person to come on call, gaps skipped; null when there is none within 90 days. */
  next: { name: string; at: Date } | null
  /** The first schedule that its first step calls, where a gap can be closed; null when it calls none. */
  scheduleId: string | null
}

/**
 * Returns, for each escalation policy that pages may open with, whom its first step would call now at the most severe
 * severity it is used for, until when, and who is next.
 */
export async function readPoliciesNow(ctx: ServiceContext, actor: Actor): Promise<PolicyNow[]> {
  authorise(actor, pagingRights.readPages)
  const now = ctx.now().getTime()
  const all = await selectPolicies(ctx.db)
  const teamIds = all.flatMap(({ teamId }) => teamId ?? [])
  const used = all.flatMap((policy) => {
    const [mostSevere] = severitiesOf(all, policy, teamIds, severities)
    if (!mostSevere) return []
    const first = policy.definition.steps.find((step) => appliesTo(step, mostSevere))
    return [{ policy, targets: first?.targets ?? [] }]
  })
  const idsOf = (...types: string[]) =>
    used.flatMap(({ targets }) => targets.filter(({ type }) => types.includes(type)).map(({ id }) => id))
  const [schedules, teams] = await Promise.all([
    scheduleFacts(ctx.db, [...new Set(idsOf('schedule'))]),
    teamMembers(ctx.db, [...new Set(idsOf('team', 'roundRobin'))]),
  ])
  const absent = await absentAmong(
    ctx.db,
    namedPeople(
      used.flatMap(({ targets }) => targets),
      teams,
    ),
  )
  const shiftsOf = new Map([...schedules].map(([id, facts]) => [id, finalShifts(facts, now, now + horizonMs)]))
  const lines = used.map(({ policy, targets }) => {
    const mine = targets.flatMap(({ type, id }) => (type === 'schedule' ? (shiftsOf.get(id) ?? []) : []))
    // Later shifts of all its schedules together, to find the next handoff and the next person.
    const later = mine.filter(({ from }) => from > now).sort((a, b) => a.from - b.from)
    return {
      policy,
      people: [...new Set(targets.flatMap((target) => peopleNamedBy({ schedules, teams, absent }, target, now)))],
      inTurn: targets.length > 0 && targets.every(({ type }) => type === 'roundRobin'),
      until: later[0]?.from ?? null,
      next: later.find(({ person }) => person !== null) ?? null,
      scheduleId: targets.find(({ type }) => type === 'schedule')?.id ?? null,
    }
  })
  const people = await usersByIds(
    ctx.db,
    lines.flatMap((line) => [...line.people, line.next?.person ?? []].flat()),
  )
  const nameOf = (id: string) => people.get(id)?.name ?? ''
  return lines.map(({ policy, people, inTurn, until, next, scheduleId }) => ({
    policyId: policy.id,
    name: policy.name,
    isDefault: policy.isDefault,
    isRouted: policy.isRouted,
    severities: policy.severities,
    teamId: policy.teamId,
    people: people.map((id) => ({ id, name: nameOf(id) })),
    inTurn,
    until: until === null ? null : new Date(until),
    next: next?.person ? { name: nameOf(next.person), at: new Date(next.from) } : null,
    scheduleId,
  }))
}
