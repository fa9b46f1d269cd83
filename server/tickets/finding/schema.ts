import { z } from 'zod'
import { cursorInput } from '@/server/infra/input/cursor-schema'
import { referencePattern, ticketsPerPage } from '../facts'
import type { TicketRow } from '../reading/schema'
import type { Piece } from '../search/query.rules'
import { lookedUpKeys, maxQuery } from './facts'

/** Any text is a query, also one of marks alone. */
const query = z.string().max(maxQuery)

export const searchSchema = z.object({
  text: query.default(''),
  limit: z.number().int().min(1).max(200).default(ticketsPerPage),
  after: cursorInput,
})
export type SearchFilter = z.output<typeof searchSchema>

export const excerptsSchema = z.object({
  text: query,
  references: z.array(z.string().regex(referencePattern)).max(200),
})
export type ExcerptsFilter = z.output<typeof excerptsSchema>

/** Filters whose values the box looks up while somebody types. */
export const suggestSchema = z.object({
  key: z.enum(lookedUpKeys),
  text: z.string().max(100).default(''),
})
export type SuggestFilter = z.output<typeof suggestSchema>

/** A value of a filter, with what it stands for. */
export interface SuggestedValue {
  value: string
  label: string
}

/** Cursor of a search: the last row of a page that was not named in the query; `at` is null when every row was. */
export const foundPlace = z.strictObject({ at: z.number().int().nullable(), reference: z.string() })

/** A text with the parts that a search found: pairs of beginning and end, in UTF-16 code units. */
export interface Highlighted {
  text: string
  marks: [number, number][]
}

export interface SearchView {
  rows: TicketRow[]
  /** Where the next page begins; null on the last one. */
  next: string | null
  /** How many tickets were found, exact up to 1,000 and 1,001 above that; null on a later page. */
  count: number | null
  /** Tickets that have changed or were there before the search, and that it cannot find by their words yet; at most 1,001. */
  notSearched: number
  /** What the query was read as. */
  pieces: Piece[]
  now: Date
}

export interface Excerpt extends Highlighted {
  reference: string
  /** Whether it is of a note that only staff see. */
  isInternal: boolean
}
