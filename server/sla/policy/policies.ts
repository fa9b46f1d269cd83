import { slaRights } from '../rights.rules'
import { authorise } from '@/server/infra/rights/authorise'
import { type Actor, isStaff } from '@/server/vocabulary/rights/actor'
import { auditAct } from '@/server/accounts/audit'
import { conflict, DomainError, invalid, notFound } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import type { Client, Tx } from '@/server/infra/db/db'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import type { PolicyAction, PlanMatrixView, PlanPolicyView, PolicyVersionView, SavePolicyInput } from './schema'
import {
  countPinned,
  deleteVersion,
  insertChange,
  insertPolicy,
  insertVersion,
  lockPlan,
  selectLastVersion,
  selectPersonNames,
  selectPlanPolicies,
  selectPlans,
  selectVersion,
  selectWarningPercents,
  updateDraft,
  updatePlanShown,
  type VersionRow,
} from './queries'
import { digestOf } from './digest.rules'
import { policyDefinition } from '../schema'
import { selectPolicyInForce } from '../clocks/queries'

/** Returns the policies of every plan, general and per product: in force, scheduled, drafts and history. */
export async function listPolicies(ctx: ServiceContext, actor: Actor): Promise<PlanPolicyView[]> {
  authorise(actor, slaRights.readPolicies)
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
  return plans.flatMap((plan) => {
    const policies = plan.policies.some((policy) => policy.product === null)
      ? plan.policies
      : [{ id: null, product: null, versions: [] }, ...plan.policies]
    return policies.map(({ id, product, versions }): PlanPolicyView => {
      const views = versions.map(view)
      const acting = views.filter((one) => one.state === 'published' && one.inForceFrom && one.inForceFrom <= now)
      // Same order as in `selectPolicyInForce`: latest `inForceFrom`, then highest version.
      const byBeginning = (a: PolicyVersionView, b: PolicyVersionView) =>
        b.inForceFrom!.getTime() - a.inForceFrom!.getTime() || b.version - a.version
      const [inForce] = [...acting].sort(byBeginning)
      return {
        planId: plan.id,
        planKey: plan.key,
        planName: plan.name,
        isPublic: plan.isPublic,
        policyId: id,
        product,
        inForce: inForce ?? null,
        scheduled: views
          .filter((one) => one.state === 'published' && one.inForceFrom && one.inForceFrom > now)
          .sort((a, b) => byBeginning(b, a)),
        drafts: views.filter((one) => one.state === 'draft'),
        history: acting,
      }
    })
  })
}

/** Returns the warning percents of all published versions, ascending; tickets may still be pinned to old versions. */
export async function readWarningPercents(ctx: ServiceContext, actor: Actor): Promise<number[]> {
  authorise(actor, slaRights.readPolicies)
  return selectWarningPercents(ctx.db)
}

type PlanRow = Awaited<ReturnType<typeof selectPlans>>[number]

async function matricesOf(client: Client, plans: PlanRow[], now: Date): Promise<PlanMatrixView[]> {
  const matrices = await Promise.all(
    plans.flatMap(({ policies, id, key, name, isPublic }) =>
      [null, ...new Set(policies.map((policy) => policy.product))].map(
        async (product): Promise<PlanMatrixView | null> => {
          const row = await selectPolicyInForce(client, id, product, now)
          // A product whose own policy is not yet in force falls back to the plan's general one.
          if (!row || row.product !== product) return null
          const definition = policyDefinition.parse(row.definition)
          return { planId: id, planKey: key, planName: name, isPublic, product, definition }
        },
      ),
    ),
  )
  return matrices.filter((matrix) => matrix !== null)
}

/** Returns the policies in force of the plans of the viewer's organisations; for staff, of every plan. */
export async function readMatrix(ctx: ServiceContext, actor: Actor): Promise<PlanMatrixView[]> {
  const viewer = authorise(actor, slaRights.readPromises)
  const organisationIds = viewer.memberships.map((membership) => membership.organisationId)
  const plans = await selectPlans(ctx.db, isStaff(viewer) ? null : { organisationIds })
  return matricesOf(ctx.db, plans, ctx.now())
}

/**
 * Returns the policies in force of a public plan, the general one first. Needs no sign-in.
 * @throws DomainError NOT_FOUND for a plan that is not public or does not exist
 */
export async function readPublicPromise(ctx: ServiceContext, planKey: string): Promise<PlanMatrixView[]> {
  const plans = await selectPlans(ctx.db, { publicKey: planKey })
  if (plans.length === 0) throw notFound(planKey)
  return matricesOf(ctx.db, plans, ctx.now())
}

/**
 * Saves a plan's next version, or overwrites a draft. A published version applies to tickets filed from now, or from
 * `inForceFrom`, on. Tickets keep the version that they were filed under (SEMANTICS §1.1), so published versions are
 * never changed.
 * @throws DomainError INVALID for an unknown plan or an `inForceFrom` in the past, CONFLICT `staleDraft` when the draft
 * was changed, published or discarded meanwhile
 */
export async function savePolicy(
  ctx: ServiceContext,
  actor: Actor,
  { planId, product, definition, publish, inForceFrom, draft, clientKey }: SavePolicyInput,
): Promise<{ id: string; version: number }> {
  const viewer = authorise(actor, slaRights.changePolicies)
  return unitOfWork(ctx, actor, async (work) => {
    const { tx } = work
    await auditAct(work, ctx, publish ? 'sla-policy.published' : 'sla-policy.changed', {
      type: 'plan',
      id: planId,
    })
    const plan = await lockPlan(tx, planId)
    if (!plan) throw new DomainError('INVALID', 'unknownPlan', { field: 'planId' })
    const earlier = clientKey && !draft ? await selectVersion(tx, clientKey) : null
    if (earlier) return { id: earlier.id, version: earlier.version }
    // Read after the lock, so that the version with the higher number is also the later one in force.
    const now = ctx.now()
    if (publish && inForceFrom && inForceFrom < now) throw invalid('publishInPast', 'inForceFrom')
    const columns = {
      definition,
      digest: digestOf(definition),
      state: publish ? ('published' as const) : ('draft' as const),
      inForceFrom: publish ? (inForceFrom ?? now) : null,
      publishedAt: publish ? now : null,
    }
    const published: PolicyAction = inForceFrom && inForceFrom > now ? 'scheduled' : 'published'
    const change = { at: now, byId: viewer.userId, after: definition, inForceFrom: columns.inForceFrom }
    if (draft) {
      const known = await draftAsSeen(tx, draft, planId, product)
      const { policyId, version } = known
      const edited = digestOf(policyDefinition.parse(known.definition)) !== columns.digest
      if (edited) await insertChange(tx, { ...change, policyId, version, action: 'edited', before: known.definition })
      if (publish) await insertChange(tx, { ...change, policyId, version, action: published })
      return updateDraft(tx, known.id, columns)
    }
    const last = await selectLastVersion(tx, planId, product)
    const name = product === null ? plan.name : `${plan.name}, ${product}`
    const policyId = last?.policyId ?? (await insertPolicy(tx, { planId, product, name, createdAt: now }))
    const version = (last?.version ?? 0) + 1
    await insertChange(tx, { ...change, policyId, version, action: publish ? published : 'drafted' })
    return insertVersion(tx, {
      ...columns,
      id: clientKey ?? undefined,
      policyId,
      version,
      createdById: viewer.userId,
      createdAt: now,
    })
  })
}

async function draftAsSeen(
  tx: Tx,
  seen: { versionId: string; revision: number },
  planId: string,
  product: string | null,
) {
  const known = await selectVersion(tx, seen.versionId)
  const own = known?.policy.planId === planId && known.policy.product === product
  if (!known || !own || known.state !== 'draft' || known.revision !== seen.revision) throw conflict('staleDraft')
  return known
}

/** Locks the plan of a version and reads the version again under that lock. */
async function lockAndReload(tx: Tx, versionId: string) {
  const known = await selectVersion(tx, versionId)
  if (!known) return null
  await lockPlan(tx, known.policy.planId)
  return selectVersion(tx, versionId)
}

/**
 * Deletes a draft; the change log keeps its definition.
 * @throws DomainError CONFLICT `staleDraft` when it was changed, published or discarded meanwhile
 */
export async function discardDraft(
  ctx: ServiceContext,
  actor: Actor,
  { versionId, revision }: { versionId: string; revision: number },
): Promise<void> {
  const viewer = authorise(actor, slaRights.changePolicies)
  await unitOfWork(ctx, actor, async (work) => {
    const { tx } = work
    const known = await lockAndReload(tx, versionId)
    if (known?.state !== 'draft' || known.revision !== revision) throw conflict('staleDraft')
    const what = { type: 'sla-policy-version', id: versionId }
    await auditAct(work, ctx, 'sla-policy.changed', what, { discarded: true })
    await deleteVersion(tx, known.id)
    await insertChange(tx, {
      policyId: known.policyId,
      version: known.version,
      at: ctx.now(),
      byId: viewer.userId,
      action: 'discarded',
      before: known.definition,
    })
  })
}

/**
 * Turns a scheduled version back into a draft with the same number before it comes into force. The draft gets a new id,
 * so that the id of a published version never refers to anything else.
 * @throws DomainError CONFLICT `alreadyInForce` once it is in force, `staleDraft` when it is not published
 */
export async function callBackVersion(
  ctx: ServiceContext,
  actor: Actor,
  versionId: string,
): Promise<{ id: string; version: number }> {
  const viewer = authorise(actor, slaRights.changePolicies)
  return unitOfWork(ctx, actor, async (work) => {
    const { tx } = work
    const what = { type: 'sla-policy-version', id: versionId }
    await auditAct(work, ctx, 'sla-policy.changed', what, { calledBack: true })
    const known = await lockAndReload(tx, versionId)
    if (known?.state !== 'published' || !known.inForceFrom) throw conflict('staleDraft')
    const now = ctx.now()
    if (known.inForceFrom <= now || (await countPinned(tx, known.id)) > 0) throw conflict('alreadyInForce')
    await deleteVersion(tx, known.id)
    await insertChange(tx, {
      policyId: known.policyId,
      version: known.version,
      at: now,
      byId: viewer.userId,
      action: 'called_back',
      inForceFrom: known.inForceFrom,
    })
    return insertVersion(tx, {
      policyId: known.policyId,
      version: known.version,
      revision: known.revision + 1,
      definition: policyDefinition.parse(known.definition),
      digest: known.digest,
      state: 'draft',
      inForceFrom: null,
      publishedAt: null,
      createdById: known.createdById,
      createdAt: known.createdAt,
    })
  })
}

/**
 * Makes a plan's SLA public, or no longer public.
 * @throws DomainError INVALID for an unknown plan, CONFLICT `noPolicyInForce` when no policy of the plan is in force
 */
export async function showPlan(
  ctx: ServiceContext,
  actor: Actor,
  { planId, isPublic }: { planId: string; isPublic: boolean },
): Promise<void> {
  const viewer = authorise(actor, slaRights.changePolicies)
  await unitOfWork(ctx, actor, async (work) => {
    const { tx } = work
    await auditAct(work, ctx, 'sla-policy.changed', { type: 'plan', id: planId }, { isPublic })
    const plan = await lockPlan(tx, planId)
    if (!plan) throw new DomainError('INVALID', 'unknownPlan', { field: 'planId' })
    const now = ctx.now()
    const last = await selectLastVersion(tx, planId, null)
    if (!last || (isPublic && !(await selectPolicyInForce(tx, planId, null, now)))) throw conflict('noPolicyInForce')
    await updatePlanShown(tx, planId, isPublic)
    await insertChange(tx, {
      policyId: last.policyId,
      version: null,
      at: now,
      byId: viewer.userId,
      action: isPublic ? 'shown' : 'hidden',
    })
  })
}
