import { Anchor, Title } from '@mantine/core'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { caller } from '@/app/_server/caller'
import { localeSchema, scenarioSchema } from '@/server/accounts/schema'
import { ArticleList } from '../../_article-list'

export default async function ScenarioPage({ params }: { params: Promise<{ locale: string; scenario: string }> }) {
  const given = await params
  const locale = localeSchema.catch('en').parse(given.locale)
  const scenario = scenarioSchema.safeParse(given.scenario)
  if (!scenario.success) notFound()
  const [t, field] = await Promise.all([
    getTranslations({ locale, namespace: 'knowledge' }),
    getTranslations({ locale, namespace: 'field' }),
  ])
  const articles = await (await caller()).knowledge.search({ locale, scenario: scenario.data })
  return (
    <>
      <Anchor href={`/${locale}/kb`} fz="xs">
        {t('title')}
      </Anchor>
      <Title order={1} mb="lg">
        {field(`scenario.${scenario.data}`)}
      </Title>
      <ArticleList locale={locale} articles={articles} />
    </>
  )
}
