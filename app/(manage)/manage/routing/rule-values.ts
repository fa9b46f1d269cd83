import { routingLimits } from '@/server/tickets/routing/facts'
import type { RoutingRule } from '@/server/tickets/routing/schema'

/** A new rule without conditions, which leaves everything as the default does at first. */
export const blankRule = (): RoutingRule => ({
  id: crypto.randomUUID(),
  name: '',
  when: {
    products: [],
    scenarios: [],
    regions: [],
    languages: [],
    planIds: [],
    severities: [],
    organisationIds: [],
    words: [],
  },
  then: { team: 'project', tags: [], policyId: null },
})

/** Returns the name of a copy; the name is shortened when the two are too long together. */
export const sameName = (name: string, suffix: string): string =>
  `${[...name].slice(0, routingLimits.name - [...suffix].length - 1).join('')} ${suffix}`

/** Returns the list with one entry at another place; the places between move by one. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const place = Math.max(0, Math.min(list.length - 1, to))
  const rest = list.filter((_, index) => index !== from)
  return [...rest.slice(0, place), ...list.slice(from, from + 1), ...rest.slice(place)]
}
