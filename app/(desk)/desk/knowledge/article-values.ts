import { type AppLocale, localeSchema } from '@/server/vocabulary/locale'
import { platformSchema, productSchema, scenarioSchema } from '@/server/vocabulary/field'
import type { SaveArticle } from '@/server/knowledge/articles/schema'

/** What the editor's form holds. */
export type ArticleValues = Omit<SaveArticle, 'id' | 'basedOn'>

export const emptyArticle = (locale: AppLocale): ArticleValues => ({
  slug: '',
  locale,
  title: '',
  summary: '',
  body: '',
  scenarios: [],
  products: [],
  platforms: [],
  regions: [],
  errorCodes: [],
})

type Stored = Record<'slug' | 'locale' | 'title' | 'summary' | 'body', string> &
  Record<'scenarios' | 'products' | 'platforms' | 'regions' | 'errorCodes', string[]>

/** The form of a stored article; a key that the lists no longer know is left out. */
export function articleValues(article: Stored): ArticleValues {
  const known = <T>(
    schema: { safeParse(value: unknown): { success: true; data: T } | { success: false } },
    keys: string[],
  ) =>
    keys.flatMap((key) => {
      const parsed = schema.safeParse(key)
      return parsed.success ? [parsed.data] : []
    })
  const { slug, title, summary, body, regions, errorCodes } = article
  return {
    slug,
    locale: localeSchema.catch('en').parse(article.locale),
    title,
    summary,
    body,
    scenarios: known(scenarioSchema, article.scenarios),
    products: known(productSchema, article.products),
    platforms: known(platformSchema, article.platforms),
    regions,
    errorCodes,
  }
}

/** The same article to be written in the other language: its address and facts without its words. */
export const otherLanguage = (values: ArticleValues): ArticleValues => ({
  ...values,
  locale: values.locale === 'en' ? 'zh-CN' : 'en',
  title: '',
  summary: '',
  body: '',
})
