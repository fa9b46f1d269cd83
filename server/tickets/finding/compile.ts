import { Prisma } from '@/generated/prisma/client'
import type { ServiceContext } from '@/server/infra/context'
import type { Client } from '@/server/infra/db/db'
import { isStaff, type PersonActor } from '@/server/vocabulary/rights/actor'
import { factOf } from '../indexing/words.rules'
import { type Piece, readQuery, type SearchQuery, type Searcher } from '../search/query.rules'
import { filterCondition, type LookedUp, lookUp } from './filter-conditions'
import { maxCount } from './facts'
import { byIndex } from './queries'
import { factCondition, type TermCondition, termCondition } from './term-conditions'

/**
 * Up to this many tickets that have the words of a search are looked at together. A search for more frequent words goes
 * through the tickets in the order of the list instead, where it soon finds enough for a page.
 */
const usualCandidates = 2_000
/** The longest terms narrow the most; the conditions of the others are read from the rows that these leave. */
const maxIndexed = 8

export interface CompiledSearch {
  /** Holds for the tickets `t` that the search finds. */
  where: Prisma.Sql
  /** The tickets that the index found, when they are few: everything that `where` finds is among them. */
  ids: string[] | null
  /**
   * For frequent words: the conditions on the stored words `s` and on the ticket `t` apart, for counting from the index;
   * `isMore` when more were found already than are counted. Null when `ids` are known or there
   * are no words.
   */
  frequent: { stored: Prisma.Sql; others: Prisma.Sql; isMore: boolean } | null
  /** References that the query consists of or contains, for the order of SEMANTICS §6.4. */
  references: string[]
  pieces: Piece[]
}

export const searcherOf = (viewer: PersonActor): Searcher => ({
  viewer: isStaff(viewer) ? 'staff' : 'customer',
  me: viewer.email,
  timeZone: viewer.timeZone,
})

const all = (parts: readonly Prisma.Sql[]) =>
  parts.length === 0 ? Prisma.sql`true` : Prisma.sql`(${Prisma.join([...parts], ' and ')})`
const whole = ({ candidates, recheck }: TermCondition) => all([candidates, recheck])
/** Read row by row: with `offset 0` the planner does not turn it into a join from the other side. */
const storedWith = (condition: Prisma.Sql) =>
  Prisma.sql`exists (select 1 from "TicketSearch" s where s."ticketId" = t."id" and ${condition} offset 0)`

/**
 * Returns the SQL that finds the tickets of a search, for any list of tickets (docs/search.md): the same tickets as the
 * pure function `matchTicket`, of those that are indexed. Null for a query with nothing in it, which finds everything.
 * @param maxCandidates how many tickets with the words of a search are looked at together
 */
export async function compileSearch(
  ctx: ServiceContext,
  viewer: PersonActor,
  text: string,
  maxCandidates = usualCandidates,
): Promise<CompiledSearch | null> {
  const [search] = await prepareSearches(ctx.db, viewer, [text], maxCandidates)
  if (!search) return null
  return search.asksIndex ? byIndex(ctx, search.compile) : search.compile(ctx.db)
}

/** A search whose filters are looked up. */
export interface PreparedSearch {
  /** Whether compiling asks the index, which needs the settings `indexFirst`. */
  asksIndex: boolean
  compile(client: Client): Promise<CompiledSearch>
}

/**
 * Prepares several searches of one viewer, in their order; null for a query with nothing in it. What their filters name is
 * looked up together, in a handful of statements.
 */
export async function prepareSearches(
  client: Client,
  viewer: PersonActor,
  queries: readonly string[],
  maxCandidates = usualCandidates,
): Promise<(PreparedSearch | null)[]> {
  const read = queries.map((text) => readQuery(text, searcherOf(viewer)))
  const found = await lookUp(
    client,
    viewer,
    read.flatMap(({ filters }) => filters),
  )
  return read.map((query) => {
    const one = prepare(viewer, found, query)
    return (
      one && {
        asksIndex: one.words !== null,
        compile: async (asked) => compiled(viewer, one, one.words && (await probe(asked, one.words, maxCandidates))),
      }
    )
  })
}

/** A search as conditions, before the index was asked. */
interface Conditions {
  /** On the ticket `t`. */
  conditions: Prisma.Sql[]
  /** On the stored words `s`; null when the search asks for none. */
  words: { indexed: Prisma.Sql; rest: Prisma.Sql; found: Prisma.Sql } | null
  references: string[]
  pieces: Piece[]
}

function prepare(viewer: PersonActor, lookedUp: LookedUp, query: SearchQuery): Conditions | null {
  const searcher = searcherOf(viewer)
  const pieces = query.pieces.filter(({ kind }) => kind !== 'nothing')
  if (pieces.length === 0) return null
  const references = referencesOf(query)
  const filters = query.filters.map((filter) => filterCondition(lookedUp, filter))
  const conditions = filters.map(({ where }) => where)
  const terms = [...query.terms].sort((a, b) => b.text.length - a.text.length)
  const wanted = terms.filter(({ excluded }) => !excluded)
  const unwanted = terms.filter(({ excluded }) => excluded)
  for (const term of unwanted)
    conditions.push(Prisma.sql`not ${storedWith(whole(termCondition(term, searcher.viewer)))}`)
  const found = wanted.map((term) => termCondition(term, searcher.viewer))
  const byWordsOnly = query.filters.flatMap(({ key, negated }, at) =>
    !negated && (key === 'region' || key === 'carrier' || key === 'error') ? [filters[at]!] : [],
  )
  if (found.length === 0 && byWordsOnly.length === 0) return { conditions, words: null, references, pieces }

  // A customer's search never looks at words of another organisation, so its time does not depend on them.
  const own = isStaff(viewer) ? [] : [factCondition(ownFacts(viewer))]
  const facts = filters.flatMap((filter) => (filter.facts.length > 0 ? [factCondition(filter.facts)] : []))
  const indexed = [...own, ...facts, ...found.slice(0, maxIndexed).map(({ candidates }) => candidates)]
  const rest = [...found.slice(0, maxIndexed).map(({ recheck }) => recheck), ...found.slice(maxIndexed).map(whole)]
  return {
    conditions,
    words: { indexed: all(indexed), rest: all(rest), found: all(found.map(whole)) },
    references,
    pieces,
  }
}

/** What the index has answered: some or, when `isComplete`, all tickets that it finds and the stored texts confirm. */
interface Probed {
  ids: string[]
  isComplete: boolean
}

function compiled(
  viewer: PersonActor,
  { conditions, words, references, pieces }: Conditions,
  probed: Probed | null,
): CompiledSearch {
  if (words === null || probed === null)
    return { where: all(conditions), ids: null, frequent: null, references, pieces }
  const { ids, isComplete } = probed
  if (isComplete)
    return {
      where: all([...conditions, Prisma.sql`t."id" = any(${ids}::uuid[])`]),
      ids,
      frequent: null,
      references,
      pieces,
    }
  return {
    where: all([...conditions, storedWith(words.found)]),
    ids: null,
    frequent: {
      stored: all([words.indexed, words.rest]),
      others: all(conditions),
      isMore: isStaff(viewer) && conditions.length === 0 && ids.length > maxCount,
    },
    references,
    pieces,
  }
}

/** A customer without an organisation finds nothing. */
const ownFacts = ({ memberships }: PersonActor) =>
  memberships.length === 0 ? ['='] : memberships.map(({ organisationId }) => factOf.org(organisationId))

async function probe(
  client: Client,
  { indexed, rest }: { indexed: Prisma.Sql; rest: Prisma.Sql },
  maxCandidates: number,
): Promise<Probed> {
  const rows = await client.$queryRaw<{ candidates: number; ids: string[] }[]>`
    with s as materialized (
      select s.* from "TicketSearch" s where ${indexed} limit ${maxCandidates + 1})
    select (select count(*)::int from s) as "candidates", array(select s."ticketId" from s where ${rest})::text[] as "ids"`
  const [{ candidates, ids } = { candidates: 0, ids: [] }] = rows
  return { ids, isComplete: candidates <= maxCandidates }
}

const referenceTerm = /^([a-z][a-z0-9]{1,9}) ([1-9]\d{0,8})$/

/** Returns the references among the terms; a term is one when it reads like one, such as `acme-12`. */
function referencesOf({ terms }: SearchQuery): string[] {
  return terms.flatMap(({ text, excluded }) => {
    const [, key, number] = (excluded ? null : referenceTerm.exec(text)) ?? []
    return key && number ? [`${key.toUpperCase()}-${number}`] : []
  })
}
