import { type Asker, type FilterKey, filterKeyOf, readFilter } from './filters.rules'
import type { SearchedTicket } from './schema'
import { cleanForm, normalForm } from './text.rules'

/* How a search is read (SEMANTICS §6.2). Pure. */

export interface Term {
  /** Normal form, never empty. */
  text: string
  /** Whether tickets with this term are left out. */
  excluded: boolean
  quoted: boolean
}

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

/** Cuts a query, in clean form, into its pieces; quotes stay in them. */
function piecesOf(query: string, viewer: Searcher['viewer']): string[] {
  const pieces: string[] = []
  let piece = ''
  const end = () => {
    if (piece !== '') pieces.push(piece)
    piece = ''
  }
  /** Whether a quote here belongs to the piece so far: after its leading `-`, or after its known key. */
  const takesQuote = () => {
    if (piece === '' || piece === '-') return true
    const written = /^-?([^:]+):$/.exec(piece)?.[1]
    return written !== undefined && filterKeyOf(written, viewer) !== null
  }
  for (let at = 0; at < query.length; at += 1) {
    const character = query[at]!
    if (/\s/.test(character)) end()
    else if (character === '"') {
      if (!takesQuote()) end()
      const close = query.indexOf('"', at + 1)
      const last = close < 0 ? query.length : close
      piece += query.slice(at, last + 1)
      end()
      at = last
    } else piece += character
  }
  end()
  return pieces
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

function termOf(piece: string): Term | null {
  const text = normalForm(piece)
  // A number after `-` is an error code.
  return text === '' ? null : { text, excluded: /^-[\p{L}"]/u.test(piece), quoted: /^-?"/.test(piece) }
}

/** Reads what somebody typed into a search box. Every input is a query: what no filter understands is a term. */
export function readQuery(text: string, searcher: Searcher): SearchQuery {
  const query: SearchQuery = { terms: [], filters: [], pieces: [] }
  for (const piece of piecesOf(cleanForm(text).replace(/[“”]/g, '"'), searcher.viewer)) {
    const filter = filterOf(piece, searcher)
    const term = filter ? null : termOf(piece)
    if (filter) query.filters.push(filter)
    if (term) query.terms.push(term)
    query.pieces.push({ text: piece, kind: filter ? 'filter' : term ? 'term' : 'nothing' })
  }
  return query
}
