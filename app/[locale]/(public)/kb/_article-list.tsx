import { Anchor, Badge, Group, Stack, Text, Title } from '@mantine/core'
import { getTranslations } from 'next-intl/server'
import type { AppLocale } from '@/server/vocabulary/locale'
import type { ArticleSummary } from '@/server/knowledge/articles/schema'
import { messageOf } from '@/app/_i18n/message-of'

/** Articles, each with its summary and where it applies. */
export async function ArticleList({ locale, articles }: { locale: AppLocale; articles: ArticleSummary[] }) {
  const [t, field] = await Promise.all([
    getTranslations({ locale, namespace: 'knowledge' }),
    getTranslations({ locale, namespace: 'field' }),
  ])
  if (articles.length === 0) return <Text c="dimmed">{t('none')}</Text>
  return (
    <Stack gap="lg" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
      {articles.map((article) => (
        <li key={article.id}>
          <Title order={2}>
            <Anchor href={`/${locale}/kb/${article.slug}`} inherit c="inherit">
              {article.title}
            </Anchor>
          </Title>
          <Text maw="68ch">{article.summary}</Text>
          <Group gap="xs" mt="xs">
            {article.scenarios.map((scenario) => (
              <Badge key={scenario} component="a" href={`/${locale}/kb/scenarios/${scenario}`}>
                {messageOf(field, `scenario.${scenario}`)}
              </Badge>
            ))}
          </Group>
        </li>
      ))}
    </Stack>
  )
}
