import type { ServiceContext } from '@/server/infra/context'
import { admit } from '@/server/infra/rights/authorise'
import type { Actor } from '@/server/vocabulary/rights/actor'
import { readRows } from '../reading/lists'
import { ticketRights } from '../rights.rules'
import { excerptAround } from '../search/highlight.rules'
import { readQuery } from '../search/query.rules'
import type { Term } from '../search/terms.rules'
import { atomsOf } from '../search/text.rules'
import { compileSearch, searcherOf } from './compile'
import { readFoundPage } from './page'
import { selectPassages } from './queries'
import { type Excerpt, type ExcerptsFilter, type SearchFilter, type SearchView } from './schema'
import { bringUpToDate } from './up-to-date'

/**
 * Returns one page of the tickets that a search finds (SEMANTICS §6), with the cursor of the next page: the tickets that
 * the query names by their reference first, then the newest activity, for customers the newest public one.
 */
export async function searchTickets(
  ctx: ServiceContext,
  actor: Actor,
  { text, limit, after }: SearchFilter,
): Promise<SearchView> {
  const viewer = admit(actor, ticketRights.read)
  const notSearched = await bringUpToDate(ctx, viewer)
  const search = await compileSearch(ctx, viewer, text)
  const { ids, next, count } = await readFoundPage(ctx, viewer, search, { limit, after })
  const now = ctx.now()
  const rows = await readRows(ctx, viewer, ids, now)
  return {
    rows,
    next,
    count,
    notSearched,
    pieces: search?.pieces ?? [],
    now,
  }
}

const wantedTerms = (text: string, viewer: Parameters<typeof searcherOf>[0]) =>
  readQuery(text, searcherOf(viewer)).terms.filter(({ excluded }) => !excluded)

/** Returns the longest part of each term, in the cases in which people write: the database looks for these. */
function wordsOf(terms: readonly Pick<Term, 'text'>[]): string[] {
  const longest = terms.map(({ text }) => atomsOf(text).reduce((a, b) => (b.text.length > a.text.length ? b : a)).text)
  return [
    ...new Set(
      longest.flatMap((word) => {
        const [first = ''] = word
        return [word, word.toUpperCase(), first.toUpperCase() + word.slice(first.length)]
      }),
    ),
  ]
}

/**
 * Returns for each of these tickets a part of the first message in which a term of the search is found; nothing for a ticket
 * that was found by something else. Messages are Markdown, shown as text. No whole message leaves the database: of each
 * ticket, the first three passages that contain a word of the search are looked at.
 */
export async function readExcerpts(
  ctx: ServiceContext,
  actor: Actor,
  { text, references }: ExcerptsFilter,
): Promise<Excerpt[]> {
  const viewer = admit(actor, ticketRights.read)
  const terms = wantedTerms(text, viewer)
  if (terms.length === 0 || references.length === 0) return []
  const excerpts = new Map<string, Excerpt>()
  for (const { reference, isInternal, ...passage } of await selectPassages(
    ctx.db,
    viewer,
    references,
    wordsOf(terms),
  )) {
    const excerpt = excerpts.has(reference) ? null : excerptAround(passage, terms)
    if (excerpt) excerpts.set(reference, { reference, isInternal, ...excerpt })
  }
  return [...excerpts.values()]
}
