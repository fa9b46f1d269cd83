import { pagingRights } from '../rights.rules'
import { authorise } from '@/server/infra/rights/authorise'
import { type Actor, systemActor } from '@/server/vocabulary/rights/actor'
import { staffWithRole, usersByIds } from '@/server/accounts/sign-in/options'
import { teamMembers } from '@/server/accounts/teams/teams'
import { absentAmong } from '@/server/accounts/staff'
import type { ServiceContext } from '@/server/infra/context'
import type { Client, Tx } from '@/server/infra/db/db'
import { env } from '@/server/infra/env'
import type { Nudge } from '@/server/infra/jobs/jobs'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { queueMail, recipientOf } from '@/server/integrations/mail/mail'
import { scheduleFacts } from '@/server/oncall/schedule/schedules'
import { type CoverageFacts, coverageOver, type SeverityCoverage } from './coverage.rules'
import {
  gapsToReport,
  type NamedGap,
  mergeSharedGaps,
  nextCheckAt,
  proofLengthMs,
  searchedFrom,
  weeklyInstant,
} from './coverage-watch.rules'
import { severitiesOf } from '../policy/policy-choice.rules'
import { namedPeople } from './reach.rules'
import { lockCoverageWatch, selectPolicies, selectReachable } from '../queries'
import { type Severity, severities } from '@/server/vocabulary/severity'

const watchId = 'coverage'
/** Gaps listed in one mail; the number of the others is given. */
const maxGapsInMail = 20

/** Returns every policy with the severities at which pages may open with it; only those are proved. */
async function loadPolicies(client: Client) {
  const policies = await selectPolicies(client)
  const teamIds = policies.flatMap(({ teamId }) => teamId ?? [])
  return policies.map((policy) => ({ ...policy, usedAt: severitiesOf(policies, policy, teamIds, severities) }))
}

async function loadFacts(client: Client, policies: Awaited<ReturnType<typeof loadPolicies>>): Promise<CoverageFacts> {
  const targets = policies.flatMap(({ definition }) => definition.steps.flatMap((step) => step.targets))
  const scheduleIds = targets.filter(({ type }) => type === 'schedule').map(({ id }) => id)
  const schedules = await scheduleFacts(client, [...new Set(scheduleIds)])
  const reachable = await selectReachable(client)
  const teams = await teamMembers(client)
  const absent = await absentAmong(client, namedPeople(targets, teams))
  return { schedules, teams, absent, reachable: { high: reachable, low: reachable } }
}

export interface GapView {
  from: Date
  to: Date
  reason: 'nobody_on_call' | 'no_verified_method'
  people: string[]
  severities: Severity[]
}
export interface PolicyCoverageView {
  policyId: string
  name: string
  /** Severities at which pages open with the policy; empty when none do, so that nothing has to be proved. */
  usedAt: Severity[]
  /** Intervals in which a page reaches nobody. */
  gaps: GapView[]
  /** Steps that reach nobody while another one does; `step` counts from 1. */
  stepGaps: (GapView & { step: number })[]
}

/**
 * Returns the proof of coverage of every policy and severity for the next 90 days (SEMANTICS §3): the intervals in
 * which nobody is reached, with the reasons.
 */
export async function readCoverage(
  ctx: ServiceContext,
  actor: Actor,
): Promise<{ from: Date; to: Date; policies: PolicyCoverageView[] }> {
  authorise(actor, pagingRights.readPages)
  const from = ctx.now().getTime()
  const to = from + proofLengthMs
  const policies = await loadPolicies(ctx.db)
  const cover = coverageOver(await loadFacts(ctx.db, policies), from, to)
  const proved = policies.map((policy) => ({
    policy,
    proof: policy.usedAt.map((one) => cover(policy.definition, one)),
  }))
  const everybody = proved.flatMap(({ proof }) =>
    proof.flatMap((one) => [...one.gaps, ...one.stepGaps.flat()].flatMap((gap) => gap.engineerIds)),
  )
  const people = await usersByIds(ctx.db, everybody)
  const view = (gap: NamedGap): GapView => ({
    from: new Date(gap.from),
    to: new Date(gap.to),
    reason: gap.reason,
    people: gap.engineerIds.map((id) => people.get(id)?.name ?? id),
    severities: gap.severities,
  })
  return {
    from: new Date(from),
    to: new Date(to),
    policies: proved.map(({ policy, proof }) => {
      const gaps = mergeSharedGaps(proof, (one) => one.gaps)
      const within = (gap: NamedGap) => gaps.some((whole) => whole.from <= gap.from && gap.to <= whole.to)
      return {
        policyId: policy.id,
        name: policy.name,
        usedAt: policy.usedAt,
        gaps: gaps.map(view),
        stepGaps: policy.definition.steps.flatMap((_, index) =>
          mergeSharedGaps(proof, (one) => one.stepGaps[index]!)
            .filter((gap) => !within(gap))
            .map((gap) => ({ ...view(gap), step: index + 1 })),
        ),
      }
    }),
  }
}

/** Returns the id of the coverage watch when its hourly check is due. Creates the watch's row on the first call. */
export async function dueCoverageChecks(ctx: ServiceContext): Promise<string[]> {
  const now = ctx.now()
  const watch = await ctx.db.coverageWatch.findUnique({ where: { id: watchId }, select: { nextAt: true } })
  if (watch) return watch.nextAt <= now ? [watchId] : []
  await ctx.db.coverageWatch.createMany({
    data: [{ id: watchId, startedAt: now, nextAt: new Date(nextCheckAt(now.getTime())) }],
    skipDuplicates: true,
  })
  return []
}

interface MailedGap {
  policy: string
  severities: string
  from: string
  to: string
  reason: NamedGap['reason']
  people: string[]
}

async function writeMails(
  tx: Tx,
  kind: 'weekly' | 'ahead',
  gaps: readonly MailedGap[],
  keyOf: (manager: { id: string; timeZone: string }) => string | null,
  now: Date,
): Promise<Nudge[]> {
  const nudges: Nudge[] = []
  for (const manager of await staffWithRole(tx, ['manager'])) {
    const uniqueKey = keyOf(manager)
    if (uniqueKey === null) continue
    const known = await tx.mailMessage.findUnique({ where: { uniqueKey }, select: { id: true } })
    if (known) continue
    const mailId = await queueMail(tx, {
      uniqueKey,
      template: 'coverage',
      props: {
        kind,
        until: new Date(now.getTime() + proofLengthMs).toISOString(),
        gaps: gaps.slice(0, maxGapsInMail),
        more: Math.max(0, gaps.length - maxGapsInMail),
        url: `${env().PUBLIC_URL}/desk/oncall`,
      },
      ...recipientOf(manager),
      now,
    })
    nudges.push({ name: 'mail.send', payload: { mailId } })
  }
  return nudges
}

/**
 * Checks the coverage and mails the managers: a weekly summary on Monday at 09:00 in each manager's zone, and each gap
 * once, seven days before it begins or as soon as it is found. Rows and unique keys are written under the watch's lock,
 * so that two workers mail once. Idempotent.
 */
export async function watchCoverage(ctx: ServiceContext): Promise<void> {
  const now = ctx.now()
  const at = now.getTime()
  await unitOfWork(ctx, systemActor('coverage'), async ({ tx, nudgeAll }) => {
    const watch = await lockCoverageWatch(tx, watchId, now)
    if (!watch) return
    await tx.coverageWatch.update({
      where: { id: watchId },
      data: { nextAt: new Date(nextCheckAt(at)) },
      select: { id: true },
    })
    const policies = await loadPolicies(tx)
    if (policies.length === 0) return
    const facts = await loadFacts(tx, policies)
    const proofOver = (from: number, to: number) => {
      const cover = coverageOver(facts, from, to)
      const whole = (one: SeverityCoverage) => one.gaps
      return policies.flatMap((policy) =>
        mergeSharedGaps(
          policy.usedAt.map((one) => cover(policy.definition, one)),
          whole,
        ).map((gap) => ({ policy, ...gap })),
      )
    }
    const coming = gapsToReport(proofOver(searchedFrom(at), at + proofLengthMs), at)
    const reported = await tx.coverageWarning.createManyAndReturn({
      data: coming.map((gap) => ({
        policyId: gap.policy.id,
        severities: gap.severities.join(' '),
        gapFrom: new Date(gap.from),
        gapTo: new Date(gap.to),
        createdAt: now,
      })),
      skipDuplicates: true,
      select: { id: true, policyId: true, severities: true, gapFrom: true },
    })
    const isReported = (gap: (typeof coming)[number]) =>
      reported.some(
        (row) =>
          row.policyId === gap.policy.id &&
          row.severities === gap.severities.join(' ') &&
          row.gapFrom.getTime() === gap.from,
      )
    const ahead = proofOver(at, at + proofLengthMs)
    const people = await usersByIds(
      tx,
      [...coming, ...ahead].flatMap((gap) => gap.engineerIds),
    )
    const mailed = (gap: (typeof coming)[number]): MailedGap => ({
      policy: gap.policy.name,
      severities: gap.severities.join(', '),
      from: new Date(gap.from).toISOString(),
      to: new Date(gap.to).toISOString(),
      reason: gap.reason,
      people: gap.engineerIds.map((id) => people.get(id)?.name ?? id),
    })
    const first = reported[0]
    const warned = first
      ? await writeMails(
          tx,
          'ahead',
          coming.filter(isReported).map(mailed),
          (manager) => `coverage-gap:${first.id}:${manager.id}`,
          now,
        )
      : []
    const weekly = await writeMails(
      tx,
      'weekly',
      ahead.map(mailed),
      ({ id, timeZone }) => {
        const monday = weeklyInstant(at, timeZone)
        return monday > watch.startedAt.getTime() ? `coverage-weekly:${monday}:${id}` : null
      },
      now,
    )
    nudgeAll([...warned, ...weekly])
  })
}
