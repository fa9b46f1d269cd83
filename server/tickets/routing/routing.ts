import type { z } from 'zod'
import { auditAct } from '@/server/accounts/audit'
import { storedJson } from '@/server/infra/db/json'
import type { ServiceContext } from '@/server/infra/context'
import type { Tx } from '@/server/infra/db/db'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { invalid } from '@/server/infra/errors'
import { mayApply, revisionOf } from '@/server/infra/input/revision'
import { authorise } from '@/server/infra/rights/authorise'
import { followRouting, readPolicies } from '@/server/paging/policy/policies'
import type { Actor } from '@/server/vocabulary/rights/actor'
import { ticketRights } from '../rights.rules'
import { tagKey } from '../tags/names.rules'
import { makeTagsKnown } from '../tags/tags'
import { changesOf } from './changes.rules'
import { lockRouting, selectFollowedPolicies, selectRouting, selectRoutingNames } from './queries'
import type { Routing, RoutingOutcome, RoutingView, saveRoutingSchema } from './schema'

/** Returns the content that a save of the rules replaces. */
export const routingContent = ({ rules, otherwise }: Routing): Routing => ({ rules, otherwise })

/** Returns the rules in force, and the names of what rules can ask for and give. */
export async function readRouting(ctx: ServiceContext, actor: Actor): Promise<RoutingView> {
  authorise(actor, ticketRights.readRouting)
  const [{ version, saved, ...routing }, names, { policies }] = await Promise.all([
    selectRouting(ctx.db),
    selectRoutingNames(ctx.db),
    readPolicies(ctx, actor),
  ])
  const named = new Set(routing.rules.flatMap(({ when }) => when.organisationIds))
  return {
    ...routing,
    version,
    saved,
    revision: revisionOf(routingContent(routing)),
    teams: names.teams,
    plans: names.plans,
    policies: policies.map(({ id, name }) => ({ id, name })),
    organisations: names.organisations
      .filter(({ id, archivedAt }) => archivedAt === null || named.has(id))
      .map(({ archivedAt, ...organisation }) => ({ ...organisation, isArchived: archivedAt !== null })),
  }
}

/**
 * Replaces the routing rules, and returns them as they are stored. They apply to tickets that are filed from then on; earlier ones keep what they got. What
 * has been archived since a rule was written stays in it, so that the other rules can still be changed.
 * @throws DomainError INVALID `unknownTeam`, `unknownPolicy`, `unknownOrganisation` or `unknownPlan` for what a rule
 * names anew; CONFLICT `staleSettings` when somebody else saved the rules since the form was loaded
 */
export async function saveRouting(
  ctx: ServiceContext,
  actor: Actor,
  { basedOn, ...given }: z.output<typeof saveRoutingSchema>,
): Promise<{ version: number; routing: Routing }> {
  const viewer = authorise(actor, ticketRights.changeRouting)
  return unitOfWork(ctx, viewer, async (work) => {
    const { tx } = work
    await lockRouting(tx)
    const { version, saved: _saved, ...current } = await selectRouting(tx)
    const routing = await inKnownSpelling(tx, given, work.now)
    if (!mayApply(routingContent(current), routing, basedOn)) return { version, routing }
    await requireKnown(tx, routing, current)
    await tx.routingVersion.create({
      data: {
        version: version + 1,
        definition: storedJson(routing),
        savedById: viewer.userId,
        savedAt: work.now,
      },
      select: { id: true },
    })
    await followRouting(tx, [...policiesOf(routing), ...(await selectFollowedPolicies(tx))])
    await auditAct(
      work,
      ctx,
      'routing.saved',
      { type: 'routing', id: String(version + 1) },
      changesOf(current, routing),
    )
    return { version: version + 1, routing }
  })
}

const outcomesOf = ({ rules, otherwise }: Routing): RoutingOutcome[] => [...rules.map(({ then }) => then), otherwise]
const policiesOf = (routing: Routing) => outcomesOf(routing).flatMap(({ policyId }) => policyId ?? [])
const teamsOf = (routing: Routing) =>
  outcomesOf(routing).flatMap(({ team }) => (team === 'project' || team === 'none' ? [] : [team]))

/** Makes the tags of the rules known, and returns the rules with the one spelling of each tag, each tag once. */
async function inKnownSpelling(tx: Tx, { rules, otherwise }: Routing, now: Date): Promise<Routing> {
  const names = outcomesOf({ rules, otherwise }).flatMap(({ tags }) => tags)
  const known = await makeTagsKnown(tx, names, now)
  const spelt = (outcome: RoutingOutcome): RoutingOutcome => ({
    ...outcome,
    tags: [...new Set(outcome.tags.map((name) => known.get(tagKey(name)) ?? name))],
  })
  return { rules: rules.map((rule) => ({ ...rule, then: spelt(rule.then) })), otherwise: spelt(otherwise) }
}

/** Requires that what the rules name exists, apart from what they named before. */
async function requireKnown(tx: Tx, routing: Routing, before: Routing): Promise<void> {
  const fresh = (idsOf: (of: Routing) => string[]) => {
    const had = new Set(idsOf(before))
    return [...new Set(idsOf(routing))].filter((id) => !had.has(id))
  }
  const named = (key: 'organisationIds' | 'planIds') => (of: Routing) => of.rules.flatMap(({ when }) => when[key])
  const teams = fresh(teamsOf)
  const policies = fresh(policiesOf)
  const organisations = fresh(named('organisationIds'))
  const plans = fresh(named('planIds'))
  if ((await tx.team.count({ where: { id: { in: teams } } })) < teams.length) throw invalid('unknownTeam', 'rules')
  if ((await tx.escalationPolicy.count({ where: { id: { in: policies } } })) < policies.length)
    throw invalid('unknownPolicy', 'rules')
  const open = { id: { in: organisations }, isVendor: false, archivedAt: null }
  if ((await tx.organisation.count({ where: open })) < organisations.length)
    throw invalid('unknownOrganisation', 'rules')
  if ((await tx.plan.count({ where: { id: { in: plans } } })) < plans.length) throw invalid('unknownPlan', 'rules')
}
