'use client'
import { Button, Skeleton, Tabs } from '@mantine/core'
import { Box, Stack, Text } from '@/app/_ui/light'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import Link from 'next/link'
import { useTranslations } from '@/app/_i18n/use-translations'
import { SearchField } from '@/app/_search/search-field'
import { useTRPC } from '@/app/_trpc/client'
import { EmptyState } from '@/app/_ui/empty-state'
import { onDemand } from '@/app/_ui/on-demand'
import { ListPages } from '@/app/_ui/list-pages'
import { Screen } from '@/app/_ui/screen'
import { useAddress } from '@/app/_ui/use-address'
import { useErrorText } from '@/app/_ui/use-error-text'
import { CustomerTicketRow } from './customer-ticket-row'
import { listPlaceOf } from './list-address'
import css from './tickets.module.css'

const useResults = onDemand(() => import('./search-results').then((file) => file.SearchResults))

const scopes = ['open', 'done'] as const

/** The tickets of the reader's organisation; the next due first. */
export function TicketListScreen() {
  const t = useTranslations('portal.list')
  const trpc = useTRPC()
  const [params, change] = useAddress()
  const { scope, after, query } = listPlaceOf((name) => params.get(name))
  const isSearch = query !== ''
  const errorText = useErrorText()
  const mine = useQuery({
    ...trpc.tickets.mine.queryOptions({ scope, after }),
    enabled: !isSearch,
    networkMode: 'always',
  })
  const [Results, prepare] = useResults()
  useEffect(() => {
    if (isSearch) prepare()
  })
  const search = (
    <Box mb="sm">
      <SearchField
        query={query}
        onChange={(q) => change({ q, after: null }, 'replace')}
        viewer="customer"
        ticketsPath="/tickets"
      />
    </Box>
  )
  const create = (
    <Button component={Link} href="/tickets/new">
      {t('new')}
    </Button>
  )
  const rows = mine.data?.rows
  if (isSearch)
    return (
      <Screen title={t('title')} actions={create}>
        {search}
        {Results && <Results query={query} after={after} onClear={() => change({ q: null, after: null })} />}
      </Screen>
    )
  return (
    <Screen title={t('title')} actions={create}>
      {search}
      <Tabs
        value={scope}
        onChange={(value) => change({ scope: value === 'done' ? 'done' : null, after: null })}
        mb="md"
        keepMounted={false}
      >
        <Tabs.List>
          {scopes.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {t(each)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={scope} pt="md">
          {mine.error && (
            <Text c="var(--mantine-color-error)" role="alert">
              {errorText(mine.error).message}
            </Text>
          )}
          {mine.isPending && (
            <Stack gap="xs" aria-busy="true" aria-label={t('loading')} role="status">
              <Skeleton h={34} />
              <Skeleton h={34} />
              <Skeleton h={34} />
            </Stack>
          )}
          {rows?.length === 0 &&
            (scope === 'open' ? (
              <EmptyState title={t('emptyOpen')} hint={t('emptyOpenHint')} action={create} />
            ) : (
              <EmptyState title={t('emptyDone')} hint={t('emptyDoneHint')} />
            ))}
          {rows && rows.length > 0 && (
            <ul className={css.list}>
              {rows.map((ticket) => (
                <li key={ticket.id}>
                  <CustomerTicketRow ticket={ticket} />
                </li>
              ))}
            </ul>
          )}
          <ListPages next={mine.data?.next ?? null} />
        </Tabs.Panel>
      </Tabs>
    </Screen>
  )
}
