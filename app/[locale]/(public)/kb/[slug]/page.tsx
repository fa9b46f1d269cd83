import { TRPCError } from '@trpc/server'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { cache } from 'react'
import { caller } from '@/app/_server/caller'
import { ArticleWords } from '@/app/_ui/article-words'
import css from '@/app/_ui/plain.module.css'
import { localeSchema } from '@/server/vocabulary/schemas/words'
import { slugSchema } from '@/server/knowledge/articles/schema'
import { alternatesOf } from '../../_alternates'
import { PublicScreen } from '../../_public-screen'
import { messageOf } from '@/app/_i18n/message-of'
import { regionName } from '@/server/vocabulary/region/region.rules'

type Params = Promise<{ locale: string; slug: string }>

const articleOf = cache(async (localeText: string, slugText: string) => {
  const locale = localeSchema.safeParse(localeText)
  const slug = slugSchema.safeParse(slugText)
  if (!locale.success || !slug.success) notFound()
  try {
    return await (await caller()).knowledge.bySlug({ locale: locale.data, slug: slug.data })
  } catch (error) {
    if (error instanceof TRPCError && error.code === 'NOT_FOUND') notFound()
    throw error
  }
})

export async function generateMetadata({ params }: { params: Params }): Promise<Metadata> {
  const { locale, slug } = await params
  const article = await articleOf(locale, slug)
  return {
    title: article.title,
    description: article.summary,
    alternates: alternatesOf(article.locale, `/kb/${article.slug}`, article.locales),
  }
}

/** An article: the answer first, then the explanation; facts at the side; 68 characters per line. */
export default async function ArticlePage({ params }: { params: Params }) {
  const { locale, slug } = await params
  const article = await articleOf(locale, slug)
  const [t, field] = await Promise.all([
    getTranslations({ locale: article.locale, namespace: 'knowledge' }),
    getTranslations({ locale: article.locale, namespace: 'field' }),
  ])
  const reviewed =
    article.reviewedAt &&
    new Intl.DateTimeFormat(article.locale === 'en' ? 'en-GB' : article.locale, {
      dateStyle: 'medium',
      timeZone: 'UTC',
    }).format(article.reviewedAt)
  const facts = [
    ['products', article.products.map((product) => messageOf(field, `product.${product}`))],
    ['platforms', article.platforms.map((platform) => messageOf(field, `platform.${platform}`))],
    ['regions', article.regions.map((region) => regionName(region, article.locale))],
    ['errorCodes', article.errorCodes],
  ] as const
  return (
    <PublicScreen locale={article.locale} path={`/kb/${article.slug}`} spoken={article.locales}>
      <div className={css.article}>
        <article>
          <h1 className={css.title} style={{ maxWidth: '40ch' }}>
            {article.title}
          </h1>
          <p className={`${css.text} ${css.dimmed}`} style={{ marginTop: 4 }}>
            {article.summary}
          </p>
          <ArticleWords text={article.body} />
        </article>
        <aside aria-label={t('facts')}>
          {reviewed && <p className={`${css.text} ${css.dimmed}`}>{t('reviewed', { date: reviewed })}</p>}
          {facts
            .filter(([, values]) => values.length > 0)
            .map(([name, values]) => (
              <div key={name}>
                <p className={`${css.text} ${css.small} ${css.dimmed}`}>{t(name)}</p>
                <p className={css.text}>{values.join(' · ')}</p>
              </div>
            ))}
          <div>
            <p className={`${css.text} ${css.small} ${css.dimmed}`} style={{ marginBottom: 4 }}>
              {t('scenarios')}
            </p>
            <div className={css.row} style={{ gap: 4 }}>
              {article.scenarios.map((scenario) => (
                <a key={scenario} href={`/${article.locale}/kb/scenarios/${scenario}`} className={css.tag}>
                  {messageOf(field, `scenario.${scenario}`)}
                </a>
              ))}
            </div>
          </div>
        </aside>
      </div>
    </PublicScreen>
  )
}
