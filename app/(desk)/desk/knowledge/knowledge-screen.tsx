'use client'
import { Anchor, Badge, Button, Text } from '@mantine/core'
import { Table } from '@/app/_ui/light'
import { useQuery } from '@tanstack/react-query'
import { useLocale } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import Link from 'next/link'
import { DataTable } from '@/app/_ui/data-table'
import { useTRPC } from '@/app/_trpc/client'
import { EmptyState } from '@/app/_ui/empty-state'
import { Screen } from '@/app/_ui/screen'
import { TimeText } from '@/app/_ui/time-text'
import css from '@/app/_ui/ui.module.css'
import { oneOf } from '@/server/vocabulary/list'
import { locales } from '@/server/vocabulary/locale'

/** Every article in every language, including drafts; the two languages of an article are listed together. */
export function KnowledgeScreen() {
  const t = useTranslations('knowledge.editor')
  const locale = useLocale()
  const { data: articles } = useQuery(useTRPC().knowledge.all.queryOptions())
  const write = (
    <Button component={Link} href="/desk/knowledge/new" size="sm">
      {t('write')}
    </Button>
  )
  return (
    <Screen
      title={t('title')}
      actions={
        <>
          <Anchor component={Link} href={`/${locale}/kb`}>
            {t('public')}
          </Anchor>
          {write}
        </>
      }
    >
      {articles?.length === 0 && <EmptyState title={t('none')} hint={t('noneHint')} action={write} />}
      {articles && articles.length > 0 && (
        <DataTable minWidth={640}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('article')}</Table.Th>
              <Table.Th>{t('language')}</Table.Th>
              <Table.Th>{t('state')}</Table.Th>
              <Table.Th>{t('saved')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {articles.map((article) => (
              <Table.Tr key={article.id} className={css.openRow}>
                <Table.Td>
                  <Anchor
                    component={Link}
                    href={`/desk/knowledge/${article.id}`}
                    lang={article.locale}
                    className={css.stretched}
                  >
                    {article.title}
                  </Anchor>
                  <Text fz="xs" c="dimmed" ff="monospace">
                    {article.slug}
                  </Text>
                </Table.Td>
                <Table.Td>{t(`languages.${oneOf(locales, article.locale) ?? 'en'}`)}</Table.Td>
                <Table.Td>
                  <Badge>{t(`states.${article.state}`)}</Badge>
                </Table.Td>
                <Table.Td>
                  <TimeText at={article.updatedAt} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </DataTable>
      )}
    </Screen>
  )
}
