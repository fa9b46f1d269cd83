import type { FilterKey } from './filters.rules'
import { readQuery, type Searcher } from './query.rules'
import type { Term } from './terms.rules'
import type { SearchedTicket } from './schema'
import { isFoundIn, normalForm } from './text.rules'

/* Which tickets a search finds (SEMANTICS §6). Pure: the database must return the same. */

/** Returns the fields of a ticket that a viewer may search, each by itself (SEMANTICS §6.3). */
export function visibleFields(ticket: SearchedTicket, viewer: Searcher['viewer']): string[] {
  const { organisation, filer, messages } = ticket
  const read = messages.filter(({ internal }) => viewer === 'staff' || !internal)
  return [
    ticket.reference,
    ticket.subject,
    ticket.product,
    ticket.scenario,
    ...ticket.platforms,
    ticket.sdkVersion,
    ticket.region,
    ticket.carrier,
    ...ticket.errorCodes,
    ticket.channelId,
    ticket.userIds,
    ...ticket.names,
    ...read.flatMap(({ body, files }) => [body, ...files]),
    ...(viewer === 'staff' ? [...ticket.tags, organisation.name, organisation.key, filer.name, filer.email] : []),
  ]
}

export interface Match {
  matches: boolean
  /** Whether each term is in a visible field; an excluded one must not be. */
  terms: (Term & { found: boolean })[]
  filters: { key: FilterKey; negated: boolean; holds: boolean }[]
}

/** Tells whether a search finds a ticket, and which of its terms and filters do. */
export function matchTicket(query: string, ticket: SearchedTicket, searcher: Searcher): Match {
  const { terms, filters } = readQuery(query, searcher)
  const fields = visibleFields(ticket, searcher.viewer).map(normalForm)
  const found = terms.map((term) => ({
    ...term,
    found: fields.some((field) => isFoundIn(term.text, term.quoted, field)),
  }))
  const held = filters.map(({ key, negated, holds }) => ({ key, negated, holds: holds(ticket) }))
  return {
    matches: found.every((term) => term.found !== term.excluded) && held.every(({ holds }) => holds),
    terms: found,
    filters: held,
  }
}
