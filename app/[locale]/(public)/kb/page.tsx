import { Anchor, Button, Group, TextInput, Title } from '@mantine/core'
import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { caller } from '@/app/_server/caller'
import { localeSchema } from '@/server/accounts/schema'
import { ArticleList } from './_article-list'

interface Props {
  params: Promise<{ locale: string }>
  searchParams: Promise<{ q?: string | string[] }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const locale = localeSchema.catch('en').parse((await params).locale)
  return { title: (await getTranslations({ locale, namespace: 'knowledge' }))('title') }
}

export default async function KnowledgePage({ params, searchParams }: Props) {
  const locale = localeSchema.catch('en').parse((await params).locale)
  const { q } = await searchParams
  const text = typeof q === 'string' ? q.slice(0, 200) : ''
  const t = await getTranslations({ locale, namespace: 'knowledge' })
  const articles = await (await caller()).knowledge.search({ locale, text })
  return (
    <>
      <Group justify="space-between" mb="lg">
        <Title order={1}>{t('title')}</Title>
        <Anchor href={locale === 'en' ? '/zh-CN/kb' : '/en/kb'} lang={locale === 'en' ? 'zh-CN' : 'en'}>
          {t('otherLanguage')}
        </Anchor>
      </Group>
      <form method="get" role="search">
        <Group gap="sm" mb="lg" align="flex-end">
          <TextInput name="q" label={t('search')} defaultValue={text} maxLength={200} flex="1 1 16rem" maw={420} />
          <Button type="submit">{t('find')}</Button>
        </Group>
      </form>
      <ArticleList locale={locale} articles={articles} />
    </>
  )
}
