import type { Actor } from '@/server/vocabulary/rights/actor'
import { admit, authorise } from '@/server/infra/rights/authorise'
import { knowledgeRights } from '../rights.rules'
import { can } from '@/server/vocabulary/rights/rights'
import { auditAct } from '@/server/accounts/audit'
import type { AppLocale } from '@/server/vocabulary/locale'
import { conflict, invalid, notFound } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import { type Client, type Db, isUniqueViolation } from '@/server/infra/db/db'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { prefixQuery, searchWords } from './rules'
import type { ArticleSummary, ArticleView, SaveArticle } from './schema'
import { selectAll, selectForEditing, selectPublished } from './queries'

/** Published articles of a language; with words, the best match first. */
export async function searchArticles(
  client: Client,
  filter: { locale: AppLocale; text: string; scenario?: string | null; limit?: number },
): Promise<ArticleSummary[]> {
  const { locale, scenario, limit = 50 } = filter
  return selectPublished(client, { locale, scenario, limit, query: prefixQuery(filter.text) })
}

const mostSuggested = 4

/** What may already be known while somebody types: by words first, then by scenario, those of the product first (T3). */
export async function suggestArticles(
  ctx: Pick<ServiceContext, 'db'>,
  actor: Actor,
  input: { locale: AppLocale; text: string; scenario?: string | null; product?: string | null },
): Promise<ArticleSummary[]> {
  authorise(actor, knowledgeRights.seeSuggestions)
  const client = ctx.db
  const { locale, scenario, product } = input
  const query = prefixQuery(input.text, 40)
  const byWords = query ? await selectPublished(client, { locale, product, query, limit: mostSuggested }) : []
  if (byWords.length >= mostSuggested || !scenario) return byWords
  const byScenario = await selectPublished(client, { locale, product, scenario, query: null, limit: mostSuggested })
  const others = byScenario.filter((article) => !byWords.some((known) => known.id === article.id))
  return [...byWords, ...others].slice(0, mostSuggested)
}

/** Returns a published article as anybody may read it. @throws DomainError NOT_FOUND for a draft or an unknown slug */
export async function readArticle(client: Client, slug: string, locale: AppLocale): Promise<ArticleView> {
  const published = await client.article.findMany({ where: { slug, state: 'published' } })
  const article = published.find((one) => one.locale === locale)
  if (!article) throw notFound(slug)
  const { id, title, summary, scenarios, products, reviewedAt, body, platforms, regions, errorCodes, updatedAt } =
    article
  return {
    id,
    slug,
    title,
    summary,
    scenarios,
    products,
    reviewedAt,
    locale,
    body,
    platforms,
    regions,
    errorCodes,
    updatedAt,
    locales: published.map((one) => one.locale as AppLocale),
  }
}

/** Published articles of a language, all of them, for linking one to a ticket. */
export async function listForLinking(
  ctx: Pick<ServiceContext, 'db'>,
  actor: Actor,
  locale: AppLocale,
): Promise<ArticleSummary[]> {
  authorise(actor, knowledgeRights.readDrafts)
  return searchArticles(ctx.db, { locale, text: '', limit: 500 })
}

/** Every article for those who write them, drafts included. */
export async function listArticles(ctx: Pick<ServiceContext, 'db'>, actor: Actor) {
  authorise(actor, knowledgeRights.readDrafts)
  return selectAll(ctx.db)
}

/** One article as its writer changes it. @throws DomainError NOT_FOUND */
export async function readForEditing(ctx: Pick<ServiceContext, 'db'>, actor: Actor, id: string) {
  authorise(actor, knowledgeRights.readDrafts)
  const article = await selectForEditing(ctx.db, id)
  if (!article) throw notFound(id)
  return article
}

function searchColumns(article: Pick<SaveArticle, 'title' | 'summary' | 'body' | 'errorCodes'>) {
  return {
    searchTitle: searchWords(article.title).join(' '),
    searchBody: searchWords([article.summary, article.body, ...article.errorCodes].join(' ')).join(' '),
  }
}

/** `updatedAt` is what the next save is based on. */
interface Saved {
  id: string
  updatedAt: Date
}

/**
 * Saves a draft, or the words of a published article, which only those who may publish may change.
 * @throws DomainError INVALID `slugTaken` when another article has this slug in this language, CONFLICT `staleArticle`
 * when somebody saved it since `basedOn`, FORBIDDEN for a published article, NOT_FOUND
 */
export async function saveArticle(ctx: ServiceContext, actor: Actor, input: SaveArticle): Promise<Saved> {
  const viewer = admit(actor, knowledgeRights.writeArticles)
  const mayChangePublished = can(viewer, knowledgeRights.writeArticles, { isPublished: true })
  const now = ctx.now()
  const { id, basedOn, ...words } = input
  const data = { ...words, ...searchColumns(words), updatedAt: now }
  try {
    const saved = await unitOfWork(ctx, async ({ tx }): Promise<Saved | null> => {
      const facts = { slug: words.slug, locale: words.locale }
      if (!id) {
        const made = await tx.article.create({
          data: { ...data, createdAt: now, ownerId: viewer.userId },
          select: { id: true, updatedAt: true },
        })
        await auditAct(tx, ctx, actor, 'article.saved', { type: 'article', id: made.id }, { ...facts, isNew: true })
        return made
      }
      const { count } = await tx.article.updateMany({
        where: {
          id,
          ...(basedOn ? { updatedAt: basedOn } : {}),
          ...(mayChangePublished ? {} : { state: 'draft' as const }),
        },
        data,
      })
      if (count === 0) return null
      await auditAct(tx, ctx, actor, 'article.saved', { type: 'article', id }, facts)
      return { id, updatedAt: now }
    })
    if (saved) return saved
  } catch (error) {
    if (isUniqueViolation(error)) throw invalid('slugTaken', 'slug')
    throw error
  }
  const { state } = await readForEditing(ctx, viewer, id!)
  authorise(viewer, knowledgeRights.writeArticles, { isPublished: state === 'published' })
  throw conflict('staleArticle')
}

/** Publishes, which counts as a review, or takes back to draft. @throws DomainError FORBIDDEN, NOT_FOUND */
export async function publishArticle(ctx: ServiceContext, actor: Actor, id: string, publish: boolean): Promise<Saved> {
  authorise(actor, knowledgeRights.publishArticles)
  return unitOfWork(ctx, async ({ tx, now }) => {
    const found = await tx.article.updateMany({
      where: { id },
      data: publish
        ? { state: 'published', publishedAt: now, reviewedAt: now, updatedAt: now }
        : { state: 'draft', updatedAt: now },
    })
    if (found.count === 0) throw notFound(id)
    await auditAct(tx, ctx, actor, publish ? 'article.published' : 'article.withdrawn', { type: 'article', id })
    return { id, updatedAt: now }
  })
}

/** Takes a starter article into an installation that does not have it yet; one that somebody changed stays theirs. */
export async function importArticle(
  db: Db,
  now: Date,
  article: Omit<SaveArticle, 'id' | 'basedOn'> & { reviewedAt: Date | null },
): Promise<void> {
  const { reviewedAt, ...words } = article
  await db.article.createMany({
    data: [
      {
        ...words,
        ...searchColumns(words),
        state: 'published',
        reviewedAt,
        publishedAt: now,
        createdAt: now,
        updatedAt: now,
      },
    ],
    skipDuplicates: true,
  })
}
