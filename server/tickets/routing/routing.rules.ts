import { storedRegion } from '@/server/vocabulary/region/region.rules'
import type { Severity } from '@/server/vocabulary/severity'
import { readTerms, type Term } from '../search/terms.rules'
import { isFoundIn, normalForm } from '../search/text.rules'
import type { Routing, RoutingOutcome, RoutingRule } from './schema'

/* Which rule takes a ticket, and what the ticket gets. Pure. */

/** The rules until somebody saves some: the team of the project, and the policy that is closest to it. */
export const builtInRouting: Routing = { rules: [], otherwise: { team: 'project', tags: [], policyId: null } }

/** What routing asks of a ticket at its filing. */
export interface RoutedTicket {
  product: string | null
  scenario: string
  region: string
  /** The filer's language. */
  language: string
  /** The plan of its organisation. */
  planId: string | null
  severity: Severity
  organisationId: string
  projectTeamId: string | null
  /** Null while it is being written: then a rule with words can be undecided. */
  text: { subject: string; body: string } | null
}

/** What exists: a rule whose team or policy does not is skipped. */
export interface KnownTargets {
  hasTeam: (id: string) => boolean
  hasPolicy: (id: string) => boolean
}

export interface Route {
  /** Null when the default applied. */
  rule: { id: string; name: string } | null
  teamId: string | null
  /** Null: the policy that is closest to team and severity. */
  policyId: string | null
  tags: readonly string[]
}

interface PreparedRule {
  rule: RoutingRule
  regions: ReadonlySet<string>
  words: readonly (readonly Term[])[]
}

/** Rules with their regions and words in the form in which they are compared. */
export interface PreparedRouting {
  rules: readonly PreparedRule[]
  otherwise: RoutingOutcome
  /** Number of the queries that may have to be looked for in a text. */
  queries: number
}

/** Returns a region in the form in which it is compared: a known one is the same in both languages. */
const regionKey = (region: string): string => normalForm(storedRegion(region))

/** Returns the regions of a condition in the form in which they are compared; entries with nothing in it do not count. */
export const regionsOf = (regions: readonly string[]): string[] =>
  regions.map(regionKey).filter((region) => region !== '')

/** Returns the queries of a condition; entries without a term do not count. */
export const wordsOf = (words: readonly string[]): Term[][] => words.map(readTerms).filter((terms) => terms.length > 0)

/** Prepares rules for routing many tickets. */
export function prepareRouting({ rules, otherwise }: Routing): PreparedRouting {
  const prepared = rules.map((rule) => ({
    rule,
    regions: new Set(regionsOf(rule.when.regions)),
    words: wordsOf(rule.when.words),
  }))
  return { rules: prepared, otherwise, queries: prepared.reduce((sum, { words }) => sum + words.length, 0) }
}

/** A condition that is not given holds; one that is given holds for no ticket that lacks the value. */
const isAnyOf = (wanted: readonly string[], value: string | null) =>
  wanted.length === 0 || (value !== null && wanted.includes(value))

const areFound = (terms: readonly Term[], fields: readonly string[]) =>
  terms.every((term) => fields.some((field) => isFoundIn(term.text, term.quoted, field)) !== term.excluded)

/** Tells whether a rule takes a ticket; null when that depends on a text that is not written yet. */
function takes(
  { rule: { when }, regions, words }: PreparedRule,
  ticket: RoutedTicket,
  fields: readonly string[] | null,
): boolean | null {
  const isOfFacts =
    isAnyOf(when.products, ticket.product) &&
    isAnyOf(when.scenarios, ticket.scenario) &&
    isAnyOf(when.languages, ticket.language) &&
    isAnyOf(when.planIds, ticket.planId) &&
    isAnyOf(when.severities, ticket.severity) &&
    isAnyOf(when.organisationIds, ticket.organisationId) &&
    (regions.size === 0 || regions.has(regionKey(ticket.region)))
  if (!isOfFacts) return false
  if (words.length === 0) return true
  return fields && words.some((terms) => areFound(terms, fields))
}

/** Whether the team and the policy of an outcome exist. */
export const isUsable = ({ team, policyId }: RoutingOutcome, known: KnownTargets): boolean =>
  (team === 'project' || team === 'none' || known.hasTeam(team)) && (policyId === null || known.hasPolicy(policyId))

/**
 * Returns what a ticket gets: by the first rule that takes it and whose team and policy exist, else by the default. A
 * default whose team or policy is gone gives the project's team or the closest policy instead.
 * @returns null when that depends on a text that is not written yet
 */
export function routeTicket(routing: PreparedRouting, ticket: RoutedTicket, known: KnownTargets): Route | null {
  const { text } = ticket
  const fields = text && (routing.queries > 0 ? [normalForm(text.subject), normalForm(text.body)] : [])
  for (const prepared of routing.rules) {
    const { rule } = prepared
    if (!isUsable(rule.then, known)) continue
    const isTaken = takes(prepared, ticket, fields)
    if (isTaken === null) return null
    if (isTaken) return { rule: { id: rule.id, name: rule.name }, ...given(rule.then, ticket) }
  }
  const { team, policyId, tags } = routing.otherwise
  const outcome: RoutingOutcome = {
    team: isUsable({ team, policyId: null, tags }, known) ? team : 'project',
    policyId: policyId !== null && known.hasPolicy(policyId) ? policyId : null,
    tags,
  }
  return { rule: null, ...given(outcome, ticket) }
}

function given({ team, policyId, tags }: RoutingOutcome, { projectTeamId }: RoutedTicket) {
  const teamId = team === 'project' ? projectTeamId : team === 'none' ? null : team
  return { teamId, policyId, tags }
}
