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

/** Returns the published articles in a language; with a search text, the best match first, else by title. */
export async function searchArticles(
  client: Client,
  filter: { locale: AppLocale; text: string; scenario?: string | null; limit?: number },
): Promise<ArticleSummary[]> {
  const { locale, scenario, limit = 50 } = filter
  return selectPublished(client, { locale, scenario, limit, query: prefixQuery(filter.text) })
}

const maxSuggested = 4

/**
 * Suggests up to four articles while a ticket is written (PRODUCT.md, T3): first matches of the text, then articles of
 * the scenario, those of the product first.
 */
export async function suggestArticles(
  ctx: Pick<ServiceContext, 'db'>,
  actor: Actor,
  input: { locale: AppLocale; text: string; scenario?: string | null; product?: string | null },
): Promise<ArticleSummary[]> {
  authorise(actor, knowledgeRights.seeSuggestions)
  const client = ctx.db
  const { locale, scenario, product } = input
  const query = prefixQuery(input.text, 40)
  const byWords = query ? await selectPublished(client, { locale, product, query, limit: maxSuggested }) : []
  if (byWords.length >= maxSuggested || !scenario) return byWords
  const byScenario = await selectPublished(client, { locale, product, scenario, query: null, limit: maxSuggested })
  const others = byScenario.filter((article) => !byWords.some((known) => known.id === article.id))
  return [...byWords, ...others].slice(0, maxSuggested)
}

/** Returns a published article; needs no sign-in. @throws DomainError NOT_FOUND for a draft or an unknown slug */
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

/** Returns the published articles in a language, at most 500, to link one to a ticket. */
export async function listForLinking(
  ctx: Pick<ServiceContext, 'db'>,
  actor: Actor,
  locale: AppLocale,
): Promise<ArticleSummary[]> {
  authorise(actor, knowledgeRights.readDrafts)
  return searchArticles(ctx.db, { locale, text: '', limit: 500 })
}

/** Returns every article, drafts included, without bodies, for staff. */
export async function listArticles(ctx: Pick<ServiceContext, 'db'>, actor: Actor) {
  authorise(actor, knowledgeRights.readDrafts)
  return selectAll(ctx.db)
}

/** Returns one article with the fields that can be edited. @throws DomainError NOT_FOUND */
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

/** The next save must pass `updatedAt` as `basedOn`. */
interface Saved {
  id: string
  updatedAt: Date
}

/**
 * Creates or saves an article; a published one can be changed only by those who may publish.
 * @throws DomainError INVALID `slugTaken` when another article has this slug in this language, CONFLICT `staleArticle`
 * when it was saved since `basedOn`, FORBIDDEN for a published article without the right to change it, NOT_FOUND
 */
export async function saveArticle(ctx: ServiceContext, actor: Actor, input: SaveArticle): Promise<Saved> {
  const viewer = admit(actor, knowledgeRights.writeArticles)
  const mayChangePublished = can(viewer, knowledgeRights.writeArticles, { isPublished: true })
  const now = ctx.now()
  const { id, basedOn, ...words } = input
  const data = { ...words, ...searchColumns(words), updatedAt: now }
  try {
    const saved = await unitOfWork(ctx, actor, async (work): Promise<Saved | null> => {
      const facts = { slug: words.slug, locale: words.locale }
      if (!id) {
        const created = await work.tx.article.create({
          data: { ...data, createdAt: now, ownerId: viewer.userId },
          select: { id: true, updatedAt: true },
        })
        await auditAct(work, ctx, 'article.saved', { type: 'article', id: created.id }, { ...facts, isNew: true })
        return created
      }
      const { count } = await work.tx.article.updateMany({
        where: {
          id,
          ...(basedOn ? { updatedAt: basedOn } : {}),
          ...(mayChangePublished ? {} : { state: 'draft' as const }),
        },
        data,
      })
      if (count === 0) return null
      await auditAct(work, ctx, 'article.saved', { type: 'article', id }, facts)
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

/** Publishes an article, which counts as a review, or makes it a draft. @throws DomainError FORBIDDEN, NOT_FOUND */
export async function publishArticle(ctx: ServiceContext, actor: Actor, id: string, publish: boolean): Promise<Saved> {
  authorise(actor, knowledgeRights.publishArticles)
  return unitOfWork(ctx, actor, async (work) => {
    const { tx, now } = work
    const found = await tx.article.updateMany({
      where: { id },
      data: publish
        ? { state: 'published', publishedAt: now, reviewedAt: now, updatedAt: now }
        : { state: 'draft', updatedAt: now },
    })
    if (found.count === 0) throw notFound(id)
    await auditAct(work, ctx, publish ? 'article.published' : 'article.withdrawn', { type: 'article', id })
    return { id, updatedAt: now }
  })
}

/** Imports a starter article as published, unless an article with its slug and language already exists. */
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
