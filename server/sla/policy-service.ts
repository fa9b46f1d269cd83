import { isStaff, type Viewer } from '@/server/accounts/schema'
import { DomainError } from '@/server/errors'
import type { ServiceContext } from '@/server/infra/context'
import type { PlanMatrixView, PlanPolicyView, PolicyVersionView, SavePolicyInput } from './policy-schema'
import {
  insertPolicy,
  insertVersion,
  lockPlan,
  selectLastVersion,
  selectPersonNames,
  selectPlanPolicies,
  selectPlans,
  type VersionRow,
} from './policy-store'
import { digestOfPolicy } from './rules/digest'
import { policyDefinition } from './schema'
import { selectPolicyInForce } from './store'

/** Every plan with what it promises now, what is drafted and what it promised before. */
export async function listPolicies(ctx: ServiceContext): Promise<PlanPolicyView[]> {
  const now = ctx.now()
  const plans = await selectPlanPolicies(ctx.db)
  const rows = plans.flatMap((plan) => plan.policies.flatMap((policy) => policy.versions))
  const names = await selectPersonNames(ctx.db, [
    ...new Set(rows.flatMap((row) => (row.createdById ? [row.createdById] : []))),
  ])
  const view = ({ createdById, definition, ...row }: VersionRow): PolicyVersionView => ({
    ...row,
    definition: policyDefinition.parse(definition),
    createdBy: (createdById && names.get(createdById)) ?? null,
  })
  return Promise.all(
    plans.map(async (plan) => {
      const versions = plan.policies.flatMap((policy) => policy.versions).map(view)
      const pinned = await selectPolicyInForce(ctx.db, plan.id, null, now)
      const inForce = versions.find((version) => version.id === pinned?.id) ?? null
      return {
        planId: plan.id,
        planName: plan.name,
        inForce,
        drafts: versions.filter((one) => one.state === 'DRAFT' && one.version > (inForce?.version ?? 0)),
        history: versions.filter((one) => one.state === 'PUBLISHED'),
      }
    }),
  )
}

/** What the plans of the viewer's own organisations promise now; every plan for staff. Drafts are never among them. */
export async function readMatrix(ctx: ServiceContext, viewer: Viewer): Promise<PlanMatrixView[]> {
  const now = ctx.now()
  const own = viewer.memberships.map((membership) => membership.organisationId)
  const plans = await selectPlans(ctx.db, isStaff(viewer) ? null : own)
  const matrices = await Promise.all(
    plans.map(async (plan): Promise<PlanMatrixView[]> => {
      const row = await selectPolicyInForce(ctx.db, plan.id, null, now)
      return row ? [{ planId: plan.id, planName: plan.name, definition: policyDefinition.parse(row.definition) }] : []
    }),
  )
  return matrices.flat()
}

/**
 * Writes a plan's next version; a published one is in force from now on, for tickets filed from now on. Tickets keep
 * the version that they were filed under (SEMANTICS §1.1), so no earlier version is ever changed.
 * @throws DomainError INVALID when there is no such plan
 */
export async function savePolicy(
  ctx: ServiceContext,
  viewer: Viewer,
  { planId, definition, publish }: SavePolicyInput,
): Promise<{ id: string; version: number }> {
  return ctx.db.$transaction(async (tx) => {
    const plan = await lockPlan(tx, planId)
    if (!plan) throw new DomainError('INVALID', 'unknownPlan', { field: 'planId' })
    // Read after the lock: of two saves the later in number is then also the later in force.
    const now = ctx.now()
    const last = await selectLastVersion(tx, planId)
    return insertVersion(tx, {
      policyId: last?.policyId ?? (await insertPolicy(tx, planId, plan.name, now)),
      version: (last?.version ?? 0) + 1,
      definition,
      digest: digestOfPolicy(definition),
      state: publish ? 'PUBLISHED' : 'DRAFT',
      inForceFrom: publish ? now : null,
      publishedAt: publish ? now : null,
      createdById: viewer.userId,
      createdAt: now,
    })
  })
}
