import { platforms, products, scenarios } from '@/server/vocabulary/field'
import { oneOf } from '@/server/vocabulary/list'
import { type AppLocale, locales } from '@/server/vocabulary/locale'
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
  const known = <T>(list: readonly T[], keys: string[]) => keys.flatMap((key) => oneOf(list, key) ?? [])
  const { slug, title, summary, body, regions, errorCodes } = article
  return {
    slug,
    locale: oneOf(locales, article.locale) ?? 'en',
    title,
    summary,
    body,
    scenarios: known(scenarios, article.scenarios),
    products: known(products, article.products),
    platforms: known(platforms, article.platforms),
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
