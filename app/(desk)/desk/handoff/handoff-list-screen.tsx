'use client'
import { Skeleton, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTRPC } from '@/app/_trpc/client'
import { EmptyState } from '@/app/_ui/empty-state'
import { ListPages } from '@/app/_ui/list-pages'
import { Screen } from '@/app/_ui/screen'
import { useAddress } from '@/app/_ui/use-address'
import { HandoffRowLink } from './handoff-row'

const sections = ['toWrite', 'toAccept', 'others', 'past'] as const

/** Briefs grouped by what the reader has to do; those that wait for the reader come first. */
export function HandoffListScreen() {
  const t = useTranslations('handoff')
  const trpc = useTRPC()
  const [params] = useAddress()
  const { data, isError } = useQuery(trpc.handoffs.list.queryOptions({ after: params.get('after') }))
  const isEmpty = data && sections.every((section) => data[section].length === 0)
  return (
    <Screen title={t('title')} width="form">
      <Stack gap="xl">
        <Text c="dimmed" maw="var(--nd-reading)">
          {t('what')}
        </Text>
        {isError && <Text role="alert">{t('failed')}</Text>}
        {!data && !isError && (
          <Skeleton h="lg" maw="var(--nd-reading)" role="status" aria-label={t('loading')}>
            {t('loading')}
          </Skeleton>
        )}
        {isEmpty && <EmptyState title={t('empty.title')} hint={t('empty.hint')} />}
        {data &&
          sections
            .filter((section) => data[section].length > 0)
            .map((section) => (
              <Stack key={section} gap="sm" component="section" aria-label={t(`section.${section}`)}>
                <Title order={2}>{t(`section.${section}`)}</Title>
                <Stack gap="xs" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
                  {data[section].map((row) => (
                    <li key={row.id}>
                      <HandoffRowLink row={row} />
                    </li>
                  ))}
                </Stack>
              </Stack>
            ))}
        <ListPages next={data?.nextPast ?? null} />
      </Stack>
    </Screen>
  )
}
