import { Prisma } from '@/generated/prisma/client'
import type { AppLocale, Viewer } from '@/server/accounts/schema'
import { DomainError, notFound } from '@/server/errors'
import type { ServiceContext } from '@/server/infra/context'
import { type Client, type Db, isUniqueViolation } from '@/server/infra/db'
import { prefixQuery, searchWords } from './rules'
import type { ArticleSummary, ArticleView, SaveArticle } from './schema'

// The same expression as the index in the migration, to the letter: PostgreSQL uses it only then.
const document = Prisma.sql`(setweight(to_tsvector('simple', "searchTitle"), 'A') || setweight(to_tsvector('simple', "searchBody"), 'B'))`
const summaryColumns = Prisma.sql`"id", "slug", "title", "summary", "scenarios", "products", "reviewedAt"`

/** Published articles of a language; with words, the best match first. */
export async function searchArticles(
  client: Client,
  filter: { locale: AppLocale; text: string; scenario?: string | null; limit?: number },
): Promise<ArticleSummary[]> {
  const query = prefixQuery(filter.text)
  const of = filter.scenario ? Prisma.sql`and ${filter.scenario} = any("scenarios")` : Prisma.empty
  const limit = filter.limit ?? 50
  if (!query)
    return client.$queryRaw`
      select ${summaryColumns} from "Article" where "state" = 'PUBLISHED' and "locale" = ${filter.locale} ${of}
      order by "title" limit ${limit}`
  return client.$queryRaw`
    select ${summaryColumns} from "Article"
    where "state" = 'PUBLISHED' and "locale" = ${filter.locale} ${of} and ${document} @@ to_tsquery('simple', ${query})
    order by ts_rank(${document}, to_tsquery('simple', ${query})) desc, "title" limit ${limit}`
}

/** What may already be known while somebody types: by words first, else by scenario (T3). */
export async function suggestArticles(
  client: Client,
  input: { locale: AppLocale; text: string; scenario?: string | null; product?: string | null },
): Promise<ArticleSummary[]> {
  const byWords =
    input.text.length >= 3 ? await searchArticles(client, { locale: input.locale, text: input.text, limit: 4 }) : []
  if (byWords.length >= 3 || !input.scenario) return byWords
  const byScenario = await searchArticles(client, {
    locale: input.locale,
    text: '',
    scenario: input.scenario,
    limit: 4,
  })
  return [...byWords, ...byScenario.filter((article) => !byWords.some((known) => known.id === article.id))].slice(0, 4)
}

/** @throws DomainError NOT_FOUND for a draft or an unknown slug */
export async function readArticle(client: Client, slug: string, locale: AppLocale): Promise<ArticleView> {
  const published = await client.article.findMany({ where: { slug, state: 'PUBLISHED' } })
  const article = published.find((one) => one.locale === locale)
  if (!article) throw notFound(slug)
  return { ...article, locale, locales: published.map((one) => one.locale as AppLocale) }
}

/** Every article for those who write them, drafts included. */
export async function listArticles(client: Client) {
  return client.article.findMany({
    orderBy: [{ slug: 'asc' }, { locale: 'asc' }],
    select: {
      id: true,
      slug: true,
      locale: true,
      title: true,
      summary: true,
      body: true,
      scenarios: true,
      products: true,
      platforms: true,
      regions: true,
      errorCodes: true,
      state: true,
      updatedAt: true,
      reviewedAt: true,
    },
  })
}

function searchColumns(article: { title: string; summary: string; body: string }) {
  return {
    searchTitle: searchWords(article.title).join(' '),
    searchBody: searchWords(`${article.summary} ${article.body}`).join(' '),
  }
}

/** Saves a draft, or the words of a published article.
 * @throws DomainError CONFLICT when another article has this slug in this language
 */
export async function saveArticle(ctx: ServiceContext, viewer: Viewer, input: SaveArticle): Promise<{ id: string }> {
  const now = ctx.now()
  const { id, ...words } = input
  const data = { ...words, ...searchColumns(words), updatedAt: now }
  try {
    if (!id)
      return await ctx.db.article.create({
        data: { ...data, createdAt: now, ownerId: viewer.userId },
        select: { id: true },
      })
    const found = await ctx.db.article.updateMany({ where: { id }, data })
    if (found.count === 0) throw notFound(id)
    return { id }
  } catch (error) {
    if (isUniqueViolation(error)) throw new DomainError('INVALID', 'slugTaken', { field: 'slug' })
    throw error
  }
}

/** Publishes, or takes back to draft. */
export async function publishArticle(ctx: ServiceContext, id: string, publish: boolean): Promise<void> {
  const now = ctx.now()
  const found = await ctx.db.article.updateMany({
    where: { id },
    data: publish
      ? { state: 'PUBLISHED', publishedAt: now, reviewedAt: now, updatedAt: now }
      : { state: 'DRAFT', updatedAt: now },
  })
  if (found.count === 0) throw notFound(id)
}

/** Takes a starter article into an installation that does not have it yet; one that somebody changed stays theirs. */
export async function importArticle(
  db: Db,
  now: Date,
  article: Omit<SaveArticle, 'id'> & { reviewedAt: Date | null },
): Promise<void> {
  const { reviewedAt, ...words } = article
  await db.article.createMany({
    data: [
      {
        ...words,
        ...searchColumns(words),
        state: 'PUBLISHED',
        reviewedAt,
        publishedAt: now,
        createdAt: now,
        updatedAt: now,
      },
    ],
    skipDuplicates: true,
  })
}
