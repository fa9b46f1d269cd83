'use client'
import { Button, Skeleton } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { Found } from '@/app/_search/found'
import { SearchNotes } from '@/app/_search/search-notes'
import { useTRPC } from '@/app/_trpc/client'
import { EmptyState } from '@/app/_ui/empty-state'
import { Stack, Text } from '@/app/_ui/light'
import { ListPages } from '@/app/_ui/list-pages'
import { useErrorText } from '@/app/_ui/use-error-text'
import { CustomerTicketRow } from './customer-ticket-row'
import css from './tickets.module.css'

/** What a customer's search finds, open and done tickets alike: the newest activity first. */
export function SearchResults({ query, after, onClear }: { query: string; after: string | null; onClear: () => void }) {
  const t = useTranslations('search')
  const list = useTranslations('portal.list')
  const trpc = useTRPC()
  const errorText = useErrorText()
  const found = useQuery({
    ...trpc.tickets.search.queryOptions({ text: query, after }),
    placeholderData: keepPreviousData,
    networkMode: 'always',
  })
  const rows = found.data?.rows ?? []
  if (found.error)
    return (
      <Text c="var(--mantine-color-error)" role="alert">
        {errorText(found.error).message}
      </Text>
    )
  if (!found.data)
    return (
      <Stack gap="xs" aria-busy="true" aria-label={list('loading')} role="status">
        <Skeleton h={34} />
        <Skeleton h={34} />
      </Stack>
    )
  return (
    <>
      <SearchNotes count={found.data.count} notSearched={found.data.notSearched} />
      {rows.length === 0 ? (
        <EmptyState
          title={t('nothing')}
          hint={t('nothingHint')}
          action={
            <Button variant="default" onClick={onClear}>
              {t('clear')}
            </Button>
          }
        />
      ) : (
        <Found query={query} viewer="customer" rows={rows}>
          {(partsOf) => (
            <ul className={css.list}>
              {rows.map((ticket) => (
                <li key={ticket.id}>
                  <CustomerTicketRow ticket={ticket} found={partsOf(ticket)} />
                </li>
              ))}
            </ul>
          )}
        </Found>
      )}
      <ListPages next={found.data.next} />
    </>
  )
}
