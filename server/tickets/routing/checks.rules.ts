import { locales } from '@/server/vocabulary/locale'
import { scenarios } from '@/server/vocabulary/field'
import { severities } from '@/server/vocabulary/severity'
import type { Term } from '../search/terms.rules'
import { isUsable, type KnownTargets, regionsOf, wordsOf } from './routing.rules'
import type { Routing, RoutingConditions, RoutingOutcome, RoutingRule } from './schema'

/* What is wrong or surprising in a list of routing rules, for the screen on which it is edited. Pure. */

export type RoutingFinding =
  /** An earlier rule takes every ticket that this one could take. */
  | { kind: 'covered'; by: string }
  /** It takes every ticket, so that the rules after it and the default never apply; `later` counts those rules. */
  | { kind: 'takesAll'; later: number }
  /** Its words exclude what they ask for, so that it takes no ticket. */
  | { kind: 'contradiction' }
  | { kind: 'teamGone' }
  | { kind: 'policyGone' }
  /** Organisations that file no more: archived or unknown; `all` when no other is named. */
  | { kind: 'archived'; organisationIds: string[]; all: boolean }
  | { kind: 'plansGone'; all: boolean }

export interface RoutingWorld extends KnownTargets {
  hasOrganisation: (id: string) => boolean
  hasPlan: (id: string) => boolean
}

/** Tells whether `wanted` is found wherever `found` is. */
function implies(found: Term, wanted: Term): boolean {
  if (!wanted.quoted) return found.text.startsWith(wanted.text)
  return (found.quoted && found.text === wanted.text) || found.text.startsWith(`${wanted.text} `)
}

/** Tells whether every text in which the one query is found is one in which the other is found too. */
const impliesQuery = (narrow: readonly Term[], wide: readonly Term[]) =>
  wide.every((term) =>
    term.excluded
      ? narrow.some((other) => other.excluded && implies(term, other))
      : narrow.some((other) => !other.excluded && implies(other, term)),
  )

const isContradiction = (terms: readonly Term[]) =>
  terms.some((term) => term.excluded && terms.some((other) => !other.excluded && implies(other, term)))

/** Returns the values that are asked for; null when the condition is not given or names every value there is. */
function asked(values: readonly string[], all?: readonly string[]): readonly string[] | null {
  return values.length === 0 || all?.every((one) => values.includes(one)) ? null : values
}

/** Tells whether every value of the narrow condition is one of the wide condition. */
const contains = (wide: readonly string[] | null, narrow: readonly string[] | null) =>
  wide === null || (narrow !== null && narrow.every((one) => wide.includes(one)))

/** Tells whether a rule with the conditions `wide` takes every ticket that one with `narrow` can take. */
function covers(wide: RoutingConditions, narrow: RoutingConditions): boolean {
  const wideWords = wordsOf(wide.words)
  const narrowWords = wordsOf(narrow.words)
  return (
    contains(asked(wide.products), asked(narrow.products)) &&
    contains(asked(wide.scenarios, scenarios), asked(narrow.scenarios, scenarios)) &&
    contains(asked(wide.languages, locales), asked(narrow.languages, locales)) &&
    contains(asked(wide.severities, severities), asked(narrow.severities, severities)) &&
    contains(asked(wide.planIds), asked(narrow.planIds)) &&
    contains(asked(wide.organisationIds), asked(narrow.organisationIds)) &&
    contains(asked(regionsOf(wide.regions)), asked(regionsOf(narrow.regions))) &&
    (wideWords.length === 0 ||
      (narrowWords.length > 0 && narrowWords.every((query) => wideWords.some((other) => impliesQuery(query, other)))))
  )
}

const noConditions: RoutingConditions = {
  products: [],
  scenarios: [],
  regions: [],
  languages: [],
  planIds: [],
  severities: [],
  organisationIds: [],
  words: [],
}

function checkOutcome({ team, policyId, tags }: RoutingOutcome, world: KnownTargets): RoutingFinding[] {
  return [
    ...(isUsable({ team, policyId: null, tags }, world) ? [] : [{ kind: 'teamGone' as const }]),
    ...(policyId === null || world.hasPolicy(policyId) ? [] : [{ kind: 'policyGone' as const }]),
  ]
}

/** Returns what is wrong with a rule by itself. */
function checkRule({ when, then }: RoutingRule, world: RoutingWorld): RoutingFinding[] {
  const archived = when.organisationIds.filter((id) => !world.hasOrganisation(id))
  const plans = when.planIds.filter((id) => !world.hasPlan(id))
  const queries = wordsOf(when.words)
  const findings = checkOutcome(then, world)
  if (archived.length > 0)
    findings.push({
      kind: 'archived',
      organisationIds: archived,
      all: archived.length === when.organisationIds.length,
    })
  if (plans.length > 0) findings.push({ kind: 'plansGone', all: plans.length === when.planIds.length })
  if (queries.length > 0 && queries.every(isContradiction)) findings.push({ kind: 'contradiction' })
  return findings
}

/**
 * Returns the findings per rule, by its id, and those of the default. A rule that is skipped covers no other. That
 * several rules together cover one is not looked for.
 */
export function checkRouting(
  { rules, otherwise }: Routing,
  world: RoutingWorld,
): { rules: ReadonlyMap<string, RoutingFinding[]>; otherwise: RoutingFinding[] } {
  const found = new Map<string, RoutingFinding[]>()
  for (const [index, rule] of rules.entries()) {
    const findings = checkRule(rule, world)
    const by = rules.slice(0, index).find((other) => isUsable(other.then, world) && covers(other.when, rule.when))
    if (by) findings.push({ kind: 'covered', by: by.id })
    else if (isUsable(rule.then, world) && covers(rule.when, noConditions))
      findings.push({ kind: 'takesAll', later: rules.length - index - 1 })
    if (findings.length > 0) found.set(rule.id, findings)
  }
  return { rules: found, otherwise: checkOutcome(otherwise, world) }
}
