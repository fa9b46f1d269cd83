import { type Asker, type FilterKey, filterKeyOf, readFilter } from './filters.rules'
import type { SearchedTicket } from './schema'
import { piecesOf, plainQuotes, type Term, termOf } from './terms.rules'

/* How a search is read (SEMANTICS §6.2). Pure. */

export interface Filter {
  key: FilterKey
  negated: boolean
  /** What is wanted: one of these, in the form of `Condition`. */
  wanted: readonly (string | number)[]
  /** Whether the filter holds for a ticket, after negation. */
  holds: (ticket: SearchedTicket) => boolean
}

/** A part of a query as it was typed, in clean form, and what it was read as; `nothing` is only marks. */
export interface Piece {
  text: string
  kind: 'term' | 'filter' | 'nothing'
}

export interface SearchQuery {
  /** In the order of the query, as are the filters and the pieces. */
  terms: Term[]
  filters: Filter[]
  pieces: Piece[]
}

export interface Searcher extends Asker {
  viewer: 'staff' | 'customer'
}

const unquoted = (value: string) => (value.startsWith('"') ? value.replace(/^"|"$/g, '') : value)

function filterOf(piece: string, searcher: Searcher): Filter | null {
  const [, minus, written, rest] = /^(-?)([^":]+):(.*)$/s.exec(piece) ?? []
  const key = written === undefined ? null : filterKeyOf(written, searcher.viewer)
  if (key === null || rest === undefined) return null
  const conditions = readFilter(key, unquoted(rest), searcher)
  if (conditions === null) return null
  const negated = minus === '-'
  return {
    key,
    negated,
    wanted: conditions.map(({ wanted }) => wanted),
    holds: (ticket) => conditions.some(({ holds }) => holds(ticket)) !== negated,
  }
}

/** Reads what somebody typed into a search box. Every input is a query: what no filter understands is a term. */
export function readQuery(text: string, searcher: Searcher): SearchQuery {
  const query: SearchQuery = { terms: [], filters: [], pieces: [] }
  const isKey = (written: string) => filterKeyOf(written, searcher.viewer) !== null
  for (const piece of piecesOf(plainQuotes(text), isKey)) {
    const filter = filterOf(piece, searcher)
    const term = filter ? null : termOf(piece)
    if (filter) query.filters.push(filter)
    if (term) query.terms.push(term)
    query.pieces.push({ text: piece, kind: filter ? 'filter' : term ? 'term' : 'nothing' })
  }
  return query
}
