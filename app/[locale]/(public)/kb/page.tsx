import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { caller } from '@/app/_server/caller'
import css from '@/app/_ui/plain.module.css'
import { oneOf } from '@/server/vocabulary/list'
import { locales } from '@/server/vocabulary/locale'
import { alternatesOf } from '../_alternates'
import { PublicScreen } from '../_public-screen'
import { ArticleList } from './_article-list'

interface Props {
  params: Promise<{ locale: string }>
  searchParams: Promise<{ q?: string | string[] }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const locale = oneOf(locales, (await params).locale) ?? 'en'
  const t = await getTranslations({ locale, namespace: 'knowledge' })
  return { title: t('title'), alternates: alternatesOf(locale, '/kb') }
}

export default async function KnowledgePage({ params, searchParams }: Props) {
  const locale = oneOf(locales, (await params).locale) ?? 'en'
  const { q } = await searchParams
  const text = typeof q === 'string' ? q.slice(0, 200) : ''
  const t = await getTranslations({ locale, namespace: 'knowledge' })
  const articles = await (await caller()).knowledge.search({ locale, text })
  return (
    <PublicScreen locale={locale} path="/kb">
      <h1 className={css.title} style={{ marginBottom: 16 }}>
        {t('title')}
      </h1>
      <form method="get" role="search" className={`${css.row} ${css.search}`}>
        <label className={css.field}>
          {t('search')}
          <input name="q" defaultValue={text} maxLength={200} dir="auto" />
        </label>
        <button type="submit" className={css.button}>
          {t('find')}
        </button>
      </form>
      <ArticleList locale={locale} articles={articles} />
    </PublicScreen>
  )
}
