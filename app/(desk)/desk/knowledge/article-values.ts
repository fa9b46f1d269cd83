import { type AppLocale, localeSchema } from '@/server/vocabulary/locale'
import { platformSchema, productSchema, scenarioSchema } from '@/server/vocabulary/field'
import type { SaveArticle } from '@/server/knowledge/articles/schema'

/** Values of the editor's form. */
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

/** Returns the form values of a stored article; keys that the domain lists no longer contain are left out. */
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

/** Returns the values for writing an article in the other language: its slug and facts, without its text. */
export const otherLanguage = (values: ArticleValues): ArticleValues => ({
  ...values,
  locale: values.locale === 'en' ? 'zh-CN' : 'en',
  title: '',
  summary: '',
  body: '',
})
