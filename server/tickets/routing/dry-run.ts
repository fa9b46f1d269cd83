import { setImmediate } from 'node:timers/promises'
import type { z } from 'zod'
import type { ServiceContext } from '@/server/infra/context'
import { conflict } from '@/server/infra/errors'
import { revisionOf } from '@/server/infra/input/revision'
import { authorise } from '@/server/infra/rights/authorise'
import { choosePolicy } from '@/server/paging/policy/policy-choice.rules'
import { readPolicies } from '@/server/paging/policy/policies'
import type { Actor } from '@/server/vocabulary/rights/actor'
import { ticketRights } from '../rights.rules'
import { dryRunDays, dryRunNamed } from './facts'
import { type FiledTicket, selectFiled, selectRouting } from './queries'
import { prepareRouting, type PreparedRouting, routeTicket } from './routing.rules'
import { routingContent } from './routing'
import type { DryRunBatch, dryRunSchema, RoutedNames } from './schema'

const dayMs = 24 * 60 * 60_000
/** Tickets of one batch, and queries that are looked for in the texts of one batch. */
const batchSize = 500
const maxQueries = 25_000
/** Tickets after which other requests get their turn. */
const turn = 20

interface Outcome {
  ruleId: string | null
  /** What is compared: equal texts are equal outcomes. */
  identity: string
  names: RoutedNames
}

/**
 * Returns who would have got which of the tickets of the last 30 days by these rules, and which tickets the rules in
 * force would have routed differently. One batch at a time, the newest tickets first: the caller asks for the next until
 * there is none. Changes nothing.
 * @throws DomainError CONFLICT `staleSettings` when the rules in force are no longer those of `basedOn`
 */
export async function dryRunRouting(
  ctx: ServiceContext,
  actor: Actor,
  { basedOn, after, rules, otherwise }: z.output<typeof dryRunSchema>,
): Promise<DryRunBatch> {
  authorise(actor, ticketRights.readRouting)
  const [current, { policies, teams }] = await Promise.all([selectRouting(ctx.db), readPolicies(ctx, actor)])
  if (revisionOf(routingContent(current)) !== basedOn) throw conflict('staleSettings')
  const now = prepareRouting(current)
  const next = prepareRouting({ rules, otherwise })
  const queries = now.queries + next.queries
  const take = Math.max(turn, Math.min(batchSize, Math.floor(maxQueries / (queries + 1))))
  const tickets = await selectFiled(ctx.db, {
    since: new Date(ctx.now().getTime() - dryRunDays * dayMs),
    after,
    take,
    withBodies: queries > 0,
  })
  const outcome = outcomeBy(policies, teams)
  const counts = new Map<string | null, number>()
  const changed: DryRunBatch['tickets'] = []
  for (const [index, ticket] of tickets.entries()) {
    if (index % turn === turn - 1) await setImmediate()
    const [before, then] = [outcome(now, ticket), outcome(next, ticket)]
    counts.set(then.ruleId, (counts.get(then.ruleId) ?? 0) + 1)
    if (before.identity !== then.identity) changed.push(changeOf(ticket, before, then))
  }
  const last = tickets.length < take ? undefined : tickets.at(-1)
  return {
    checked: tickets.length,
    counts: [...counts].map(([ruleId, count]) => ({ ruleId, count })),
    changed: changed.length,
    tickets: changed.slice(0, dryRunNamed),
    next: last ? { at: last.createdAt, id: last.id } : null,
  }
}

type Policies = Awaited<ReturnType<typeof readPolicies>>['policies']

/** Returns a function that routes a past ticket, with the policy that its page would open with. */
function outcomeBy(policies: Policies, teams: readonly { id: string; name: string }[]) {
  const teamNames = new Map(teams.map(({ id, name }) => [id, name]))
  const policyIds = new Set(policies.map(({ id }) => id))
  const known = { hasTeam: (id: string) => teamNames.has(id), hasPolicy: (id: string) => policyIds.has(id) }
  return (routing: PreparedRouting, { subject, body, ...ticket }: FiledTicket): Outcome => {
    const route = routeTicket(routing, { ...ticket, text: { subject, body: body ?? '' } }, known)!
    const { teamId, policyId: routedPolicyId } = route
    const policy = choosePolicy(policies, { severity: ticket.severity, teamId, routedPolicyId })
    const tags = [...route.tags]
    return {
      ruleId: route.rule?.id ?? null,
      identity: JSON.stringify([teamId, policy?.id ?? null, tags.toSorted()]),
      names: { team: teamId === null ? null : (teamNames.get(teamId) ?? null), policy: policy?.name ?? null, tags },
    }
  }
}

const changeOf = (
  { reference, subject, organisation, severity, createdAt }: FiledTicket,
  before: Outcome,
  then: Outcome,
) => ({
  reference,
  subject,
  organisation,
  severity,
  filedAt: createdAt,
  ruleId: then.ruleId,
  before: before.names,
  after: then.names,
})
