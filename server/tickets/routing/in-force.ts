import type { Client } from '@/server/infra/db/db'
import type { PersonActor } from '@/server/vocabulary/rights/actor'
import { type FilingContext, selectFilingContext } from '../queries'
import {
  type KnownTargets,
  type PreparedRouting,
  prepareRouting,
  type Route,
  type RoutedTicket,
  routeTicket,
} from './routing.rules'
import { readStoredRouting } from './queries'
import { builtInRouting } from './routing.rules'
import type { FactsOf } from '../events/schema'

/**
 * The rules that this process read last. The statement that reads the project of a filing also says which version is in
 * force and brings its rules when they are others, so every process routes by a new version at once.
 */
let last: { id: string; routing: PreparedRouting } | null = null

const builtIn = prepareRouting(builtInRouting)

/** The place of a filing, and how its ticket is routed. */
export interface FilingPlace extends FilingContext {
  /** Returns where a ticket goes; null when that depends on a text that is not written yet. */
  route: (ticket: Omit<RoutedTicket, 'language' | 'planId' | 'organisationId' | 'projectTeamId'>) => Filed | null
}

/** What a new ticket gets, and the event that says so; null while nobody has saved routing rules. */
export interface Filed {
  teamId: string | null
  routedPolicyId: string | null
  tags: string[]
  facts: FactsOf<'routed'> | null
}

/** Returns the project's organisation and team with the routing rules in force; null as `selectFilingContext`. */
export async function readFilingPlace(
  client: Client,
  { locale }: Pick<PersonActor, 'locale'>,
  projectId: string,
): Promise<FilingPlace | null> {
  const known = last
  const context = await selectFilingContext(client, projectId, known?.id ?? null)
  if (!context) return null
  const { routingId, routing: definition, teams, policies, organisationId, planId, teamId } = context
  const routing =
    routingId === null
      ? builtIn
      : definition === null && known
        ? known.routing
        : prepareRouting(readStoredRouting(routingId, definition))
  if (routingId !== null && routingId !== last?.id) last = { id: routingId, routing }
  const targets: KnownTargets = { hasTeam: (id) => id in teams, hasPolicy: (id) => id in policies }
  return {
    ...context,
    route(ticket) {
      const place = { language: locale, planId, organisationId, projectTeamId: teamId }
      const route = routeTicket(routing, { ...ticket, ...place }, targets)
      return (
        route && {
          teamId: route.teamId,
          routedPolicyId: route.policyId,
          tags: [...route.tags],
          facts: routingId === null ? null : factsOf(route, teams, policies),
        }
      )
    },
  }
}

type Names = Readonly<Record<string, string>>

const factsOf = ({ rule, teamId, policyId, tags }: Route, teams: Names, policies: Names): FactsOf<'routed'> => ({
  ruleId: rule?.id ?? null,
  rule: rule?.name ?? null,
  teamId,
  team: teamId === null ? null : (teams[teamId] ?? null),
  policyId,
  policy: policyId === null ? null : (policies[policyId] ?? null),
  tags: [...tags],
})
