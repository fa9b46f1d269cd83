import { Prisma } from '@/generated/prisma/client'
import { anyOf, questionOf } from '../indexing/words.rules'
import { factsNamed } from '../indexing/names'
import type { Searcher } from '../search/query.rules'
import type { Term } from '../search/terms.rules'

/*
 * What a search asks of the stored words of a ticket, as SQL over a row `s` of "TicketSearch". A customer's conditions
 * name no column of the staff's side.
 */

const or = (parts: readonly Prisma.Sql[]) => Prisma.sql`(${Prisma.join([...parts], ' or ')})`

export interface TermCondition {
  /** Served by the index; holds wherever the term is found. */
  candidates: Prisma.Sql
  /** What must hold too: read from the stored texts, unless the index decides. */
  recheck: Prisma.Sql
}

/** Returns how the stored words of a ticket are asked for a term. */
export function termCondition(term: Pick<Term, 'text' | 'quoted'>, viewer: Searcher['viewer']): TermCondition {
  const { words, isDecided, text } = questionOf(term)
  const named = anyOf(factsNamed(term))
  const sides = viewer === 'staff' ? (['public', 'staff'] as const) : (['public'] as const)
  const column = { public: Prisma.sql`s."publicWords"`, staff: Prisma.sql`s."staffWords"` }
  const written = { public: Prisma.sql`s."publicText"`, staff: Prisma.sql`s."staffText"` }
  const long = { public: Prisma.sql`s."isPublicLong"`, staff: Prisma.sql`s."isStaffLong"` }
  const hasWords = sides.map((side) => Prisma.sql`${column[side]} @@ ${words}::tsquery`)
  const hasText = or(sides.map((side) => Prisma.sql`strpos(${written[side]}, ${text}) > 0`))
  const isLong = sides.map((side) => long[side])
  const isNamed = named === '' ? [] : [Prisma.sql`s."publicWords" @@ ${named}::tsquery`]
  return {
    // Nothing more than the indexes answer, so that the words of a row need not be read from where they are stored.
    candidates: or([...hasWords, ...isNamed, ...isLong]),
    recheck: or([...(isDecided ? [Prisma.sql`not ${or(isLong)}`] : []), hasText, ...isNamed]),
  }
}

/** The condition for facts of which a ticket must have one. */
export const factCondition = (facts: readonly string[]): Prisma.Sql =>
  Prisma.sql`s."publicWords" @@ ${anyOf(facts)}::tsquery`
