import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { caller } from '@/app/_server/caller'
import css from '@/app/_ui/plain.module.css'
import { scenarioSchema } from '@/server/vocabulary/schemas/words'
import { oneOf } from '@/server/vocabulary/list'
import { locales } from '@/server/vocabulary/locale'
import { alternatesOf } from '../../../_alternates'
import { PublicScreen } from '../../../_public-screen'
import { ArticleList } from '../../_article-list'

interface Props {
  params: Promise<{ locale: string; scenario: string }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const given = await params
  const locale = oneOf(locales, given.locale) ?? 'en'
  const scenario = scenarioSchema.safeParse(given.scenario)
  if (!scenario.success) notFound()
  const [t, field] = await Promise.all([
    getTranslations({ locale, namespace: 'knowledge' }),
    getTranslations({ locale, namespace: 'field' }),
  ])
  return {
    title: t('scenarioTitle', { scenario: field(`scenario.${scenario.data}`) }),
    alternates: alternatesOf(locale, `/kb/scenarios/${scenario.data}`),
  }
}

export default async function ScenarioPage({ params }: Props) {
  const given = await params
  const locale = oneOf(locales, given.locale) ?? 'en'
  const scenario = scenarioSchema.safeParse(given.scenario)
  if (!scenario.success) notFound()
  const [t, field] = await Promise.all([
    getTranslations({ locale, namespace: 'knowledge' }),
    getTranslations({ locale, namespace: 'field' }),
  ])
  const articles = await (await caller()).knowledge.search({ locale, scenario: scenario.data })
  return (
    <PublicScreen locale={locale} path={`/kb/scenarios/${scenario.data}`}>
      <a href={`/${locale}/kb`} className={`${css.link} ${css.small}`}>
        {t('title')}
      </a>
      <h1 className={css.title} style={{ marginBottom: 16 }}>
        {field(`scenario.${scenario.data}`)}
      </h1>
      <ArticleList locale={locale} articles={articles} />
    </PublicScreen>
  )
}
