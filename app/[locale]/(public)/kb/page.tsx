import { Button, Group, TextInput, Title } from '@mantine/core'
import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { caller } from '@/app/_server/caller'
import { localeSchema } from '@/server/vocabulary/locale'
import { alternatesOf } from '../_alternates'
import { PublicScreen } from '../_public-screen'
import { ArticleList } from './_article-list'

interface Props {
  params: Promise<{ locale: string }>
  searchParams: Promise<{ q?: string | string[] }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const locale = localeSchema.catch('en').parse((await params).locale)
  const t = await getTranslations({ locale, namespace: 'knowledge' })
  return { title: t('title'), alternates: alternatesOf(locale, '/kb') }
}

export default async function KnowledgePage({ params, searchParams }: Props) {
  const locale = localeSchema.catch('en').parse((await params).locale)
  const { q } = await searchParams
  const text = typeof q === 'string' ? q.slice(0, 200) : ''
  const t = await getTranslations({ locale, namespace: 'knowledge' })
  const articles = await (await caller()).knowledge.search({ locale, text })
  return (
    <PublicScreen locale={locale} path="/kb">
      <Title order={1} mb="lg">
        {t('title')}
      </Title>
      <form method="get" role="search">
        <Group gap="sm" mb="lg" align="flex-end">
          <TextInput name="q" label={t('search')} defaultValue={text} maxLength={200} flex="1 1 16rem" maw={420} />
          <Button type="submit">{t('find')}</Button>
        </Group>
      </form>
      <ArticleList locale={locale} articles={articles} />
    </PublicScreen>
  )
}
