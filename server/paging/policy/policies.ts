import { pagingRights } from '../rights.rules'
import { authorise } from '@/server/infra/rights/authorise'
import type { Actor } from '@/server/vocabulary/rights/actor'
import { auditAct } from '@/server/accounts/audit'
import { z } from 'zod'
import type { Prisma } from '@/generated/prisma/client'
import { severities, severitySchema } from '@/server/vocabulary/severity'
import { staffNow } from '@/server/accounts/staff'
import { readTeams } from '@/server/accounts/teams/teams'
import { DomainError, invalid, notFound } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import type { Tx } from '@/server/infra/db/db'
import { mayApply, revisionOf } from '@/server/infra/input/revision'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { lookAtEveryHandoffAgain } from '@/server/oncall/schedule/handoff-looks'
import { type EscalationDefinition, escalationDefinition, type EscalationTarget, isUuid } from '../schema'
import { rivalOf } from './policy-choice.rules'
import { halfMeantTriggers, tidyTriggers } from './triggers.rules'
import { lockPolicyUses, selectPolicies } from '../queries'
import { oneLine } from '@/server/vocabulary/text'

/** Escalation policies with names for their targets. */
export async function readPolicies(ctx: ServiceContext, actor: Actor) {
  authorise(actor, pagingRights.readPages)
  const [policies, schedules, people, teams] = await Promise.all([
    selectPolicies(ctx.db),
    ctx.db.schedule.findMany({ select: { id: true, name: true } }),
    ctx.db.user.findMany({
      where: staffNow(),
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
      select: { id: true, name: true },
    }),
    readTeams(ctx, actor),
  ])
  return {
    policies: policies.map((policy) => ({ ...policy, revision: revisionOf(policyContent(policy)) })),
    schedules,
    people,
    teams,
  }
}

type StoredPolicy = Awaited<ReturnType<typeof selectPolicies>>[number]
/** What an edit of a policy replaces. */
const policyContent = ({ name, isDefault, severities, teamId, definition }: StoredPolicy) => ({
  name,
  isDefault,
  severities,
  teamId,
  definition,
})

/**
 * Checks that every target exists: a schedule, a team, or somebody on staff now.
 * @throws DomainError INVALID `unknownTarget`
 */
async function requireTargets(tx: Tx, { steps }: EscalationDefinition): Promise<void> {
  const targets = steps.flatMap((step) => step.targets)
  const idsOf = (...types: EscalationTarget['type'][]) => [
    ...new Set(targets.filter(({ type }) => types.includes(type)).map(({ id }) => id)),
  ]
  const [schedules, teams, people] = [idsOf('schedule'), idsOf('team', 'roundRobin'), idsOf('engineer')]
  const known =
    [...schedules, ...teams, ...people].every(isUuid) &&
    (await tx.schedule.count({ where: { id: { in: schedules } } })) === schedules.length &&
    (await tx.team.count({ where: { id: { in: teams } } })) === teams.length &&
    (await tx.user.count({
      where: { id: { in: people }, ...staffNow() },
    })) === people.length
  if (!known) throw invalid('unknownTarget', 'definition.steps')
}

/**
 * A definition as somebody may save it: warnings are at whole percents, and a step names a severity once. What an earlier
 * release stored is read as it stands.
 */
const savedDefinition = escalationDefinition.superRefine((definition, context) => {
  const refuse = (...path: (string | number)[]) => context.addIssue({ code: 'custom', path, message: 'invalidValue' })
  for (const [index, { severities: named = [] }] of definition.steps.entries())
    if (new Set(named).size !== named.length) refuse('steps', index, 'severities')
  for (const severity of severities)
    if (!(definition.triggers?.[severity].warnings.percents ?? []).every(Number.isInteger))
      refuse('triggers', severity, 'warnings', 'percents')
})

export const savePolicySchema = z.object({
  id: z.uuid().nullish(),
  /** The id of a new policy, made by the form: it is made once however often it is sent. */
  clientKey: z.uuid().nullish(),
  /** The revision that the form was drawn from. */
  basedOn: z.string().max(40).nullish(),
  name: oneLine(80),
  /** For whatever no other policy is for; the one that was default before is not any more. */
  isDefault: z.boolean().default(false),
  /** Empty: every severity. */
  severities: z.array(severitySchema).max(severities.length).default([]),
  teamId: z.uuid().nullable().default(null),
  definition: savedDefinition,
})

/**
 * Makes or edits an escalation policy. Pages that are open keep the policy that was in force when they opened
 * (SEMANTICS §3). There is always a default: the first policy is, and the default stays until another takes its place.
 * @throws DomainError INVALID `unknownTeam`, `unknownTarget`, `halfMeantTriggers` when a severity's warnings name percents and no metric or
 *   metrics and no percent; CONFLICT `policyUseTaken` when another policy is for the same,
 *   `staleSettings` when somebody else saved it since the form was drawn
 */
export async function savePolicy(
  ctx: ServiceContext,
  actor: Actor,
  input: z.output<typeof savePolicySchema>,
): Promise<{ id: string }> {
  authorise(actor, pagingRights.changePolicies)
  const now = ctx.now()
  const { triggers } = input.definition
  const [half] = triggers ? halfMeantTriggers(triggers) : []
  if (half)
    throw new DomainError('INVALID', 'halfMeantTriggers', { field: 'definition.triggers', values: { severity: half } })
  const definition = triggers ? { ...input.definition, triggers: tidyTriggers(triggers) } : input.definition
  return unitOfWork(ctx, async ({ tx }) => {
    await auditAct(
      tx,
      ctx,
      actor,
      'escalation-policy.saved',
      { type: 'escalation-policy', id: input.id ?? input.clientKey ?? '' },
      { name: input.name },
    )
    await lockPolicyUses(tx)
    if (input.teamId && (await tx.team.count({ where: { id: input.teamId } })) === 0)
      throw invalid('unknownTeam', 'teamId')
    await requireTargets(tx, input.definition)
    const policies = await selectPolicies(tx)
    // A form that is sent again after a lost answer edits what it has made.
    const made = policies.some((policy) => policy.id === input.clientKey) ? input.clientKey : null
    const id = input.id ?? made
    const others = policies.filter((policy) => policy.id !== id)
    const isDefault = input.isDefault || !others.some((policy) => policy.isDefault)
    const use = {
      isDefault,
      severities: isDefault ? [] : severities.filter((severity) => input.severities.includes(severity)),
      teamId: isDefault ? null : input.teamId,
    }
    if (id) {
      const current = policies.find((policy) => policy.id === id)
      if (!current) throw notFound(id)
      const wanted = { ...use, name: input.name, definition: escalationDefinition.parse(definition) }
      if (!mayApply(policyContent(current), wanted, input.basedOn)) return { id }
    }
    const rival = rivalOf(others, use)
    if (rival)
      throw new DomainError('CONFLICT', 'policyUseTaken', { field: 'severities', values: { name: rival.name } })
    if (isDefault) await tx.escalationPolicy.updateMany({ where: { isDefault: true }, data: { isDefault: false } })
    const data = {
      ...use,
      name: input.name,
      definition: definition as unknown as Prisma.InputJsonObject,
      updatedAt: now,
    }
    const saved = id
      ? await tx.escalationPolicy.update({ where: { id }, data, select: { id: true } })
      : await tx.escalationPolicy.create({
          data: { ...data, id: input.clientKey ?? undefined, createdAt: now },
          select: { id: true },
        })
    // A schedule may be called from now on, or no more, and only those that are called hand over.
    await lookAtEveryHandoffAgain(tx)
    return saved
  })
}

/** A page's life: what triggered it, every step, every attempt to notify and its answer. */
export async function readPageLog(ctx: ServiceContext, actor: Actor, pageId: string) {
  authorise(actor, pagingRights.readPages)
  const page = await ctx.db.page.findUnique({
    where: { id: pageId },
    select: {
      id: true,
      state: true,
      severity: true,
      about: true,
      openedAt: true,
      triggers: { orderBy: [{ at: 'asc' }, { id: 'asc' }], select: { kind: true, detail: true, at: true } },
      log: { orderBy: { id: 'asc' }, select: { kind: true, detail: true, at: true } },
      deliveries: {
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
        select: {
          id: true,
          cycle: true,
          step: true,
          engineerId: true,
          state: true,
          sendAt: true,
          sentAt: true,
          contactMethod: { select: { kind: true } },
          attemptLog: {
            orderBy: { id: 'asc' },
            select: { at: true, outcome: true, repeated: true, bundleSize: true, answer: true },
          },
        },
      },
    },
  })
  if (!page) throw notFound(pageId)
  // Staff are few: everybody whom the log may name, at once, former staff included.
  const people = await ctx.db.user.findMany({
    where: { OR: [{ memberships: { some: { organisation: { isVendor: true } } } }, { absences: { some: {} } }] },
    select: { id: true, name: true },
  })
  return { ...page, people: Object.fromEntries(people.map(({ id, name }) => [id, name])) }
}
