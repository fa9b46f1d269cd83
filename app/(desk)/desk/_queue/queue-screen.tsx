'use client'
import { Button, Loader, Skeleton, Tabs, Title } from '@mantine/core'
import { Box, Group, Stack, Text } from '@/app/_ui/light'
import { IconArrowUp } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { EmptyState } from '@/app/_ui/empty-state'
import { ListPages } from '@/app/_ui/list-pages'
import css from '@/app/_ui/ui.module.css'
import { useAddress } from '@/app/_ui/use-address'
import { useErrorText } from '@/app/_ui/use-error-text'
import { onDemand } from '@/app/_ui/on-demand'
import { SearchField } from '@/app/_search/search-field'
import { exactCount, queueViews } from '@/server/tickets/facts'
import type { BulkVerb } from '@/server/tickets/bulk/schema'
import { oneOf } from '@/server/vocabulary/list'
import type { QueueFilter, QueueView, TicketRow } from '@/server/tickets/reading/schema'
import type { FoundParts } from '@/app/_search/found'
import { queueFilterOf } from './queue-address'
import { useQueueKeys } from './queue-keys'
import { BulkHost } from './bulk-host'
import { QueueHead, QueueRow } from './queue-row'
import { steadyRows } from './steady-rows'
import { useSelection } from './use-selection'
import { ViewButton } from './views/view-button'

const useFound = onDemand(() => import('@/app/_search/found').then((file) => file.Found))
const useNotes = onDemand(() => import('@/app/_search/search-notes').then((file) => file.SearchNotes))

const viewOf = (key: readonly unknown[]) =>
  (key[1] as { input?: { view?: string; after?: string | null } } | undefined)?.input

const useHelp = onDemand(() => import('./keys-help').then((file) => file.KeysHelp))

/** How often the numbers of the saved views are read. */
const savedPollMs = 30_000
const savedTab = (id: string) => `saved:${id}`

/** The queue, in the order of UX.md. Live updates do not move rows: new ones wait behind a button. */
export function QueueScreen() {
  const t = useTranslations('desk.queue')
  const views = useTranslations('desk.views')
  const find = useTranslations('search')
  const trpc = useTRPC()
  const errorText = useErrorText()
  const [params, change] = useAddress()
  const savedId = params.get('saved')
  const { data: savedViews } = useQuery(trpc.views.list.queryOptions(undefined, { refetchInterval: savedPollMs }))
  const saved = savedViews?.views.find(({ id }) => id === savedId) ?? null
  const filter = queueFilterOf((name) => params.get(name))
  const { view, text } = filter
  const search = (q: string) => change({ q, after: null }, 'replace')
  const [Found, prepareFound] = useFound()
  const [Notes, prepareNotes] = useNotes()
  useEffect(() => {
    if (text === '') return
    prepareFound()
    prepareNotes()
  })
  const query = useQuery({
    ...trpc.tickets.queue.queryOptions(filter),
    networkMode: 'always',
    // While a filter loads, the previous rows of the same view and page stay; rows of another view are never shown.
    placeholderData: (rows: QueueView | undefined, before) => {
      const last = before && viewOf(before.queryKey)
      return last?.view === view && (last.after ?? null) === filter.after ? rows : undefined
    },
  })
  const rows = query.data?.rows ?? []

  // New rows wait until the reader asks for them; rows already shown are updated in place.
  const filterKey = JSON.stringify(filter)
  const [shown, setShown] = useState<{ key: string; ids: string[] }>({ key: '', ids: [] })
  const { visible, waiting } = steadyRows<TicketRow>(
    rows,
    shown.key === filterKey && !query.isPlaceholderData ? shown.ids : null,
  )
  if (query.data && !query.isPlaceholderData && shown.key !== filterKey)
    setShown({ key: filterKey, ids: rows.map((row) => row.id) })
  const showNew = () => setShown({ key: filterKey, ids: rows.map((row) => row.id) })

  const mayChange = query.data?.mayChange ?? false
  // Pages of one view share the selection.
  const selection = useSelection(JSON.stringify({ ...filter, after: null }), visible)
  const latest = useRef(selection)
  latest.current = selection
  const select = useCallback(
    (reference: string, isRange: boolean) => latest.current.toggle(reference, isRange),
    [latest],
  )
  const [asked, ask] = useState<BulkVerb | null>(null)

  // J and K move the focus from row to row, so that Enter opens the focused link without further code.
  const table = useRef<HTMLDivElement>(null)
  const focusedRow = () => document.activeElement?.closest<HTMLElement>('[data-reference]') ?? null
  const move = (step: 1 | -1) => {
    const links = [...(table.current?.querySelectorAll<HTMLElement>('a[data-row-link]') ?? [])]
    const at = links.findIndex((link) => focusedRow()?.contains(link))
    links[at < 0 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1)]?.focus()
  }
  const selectFocused = (isRange: boolean) => {
    const reference = focusedRow()?.dataset.reference
    if (mayChange && reference) selection.toggle(reference, isRange)
  }
  /** Opens a verb's dialog for what is selected, else for the focused row. */
  const askFor = (verb: BulkVerb) => () => {
    if (!mayChange) return
    if (selection.chosen.size === 0) {
      // Without a ticket the dialog would wait and open at the next one that is selected.
      if (!focusedRow()) return
      selectFocused(false)
    }
    ask(verb)
  }
  const [Help, prepareHelp] = useHelp()
  const [isHelpOpen, setHelpOpen] = useState(false)
  const goTo = (name: QueueFilter['view']) =>
    change({ view: name === 'open' ? null : name, after: null, ...(savedId ? { saved: null, q: null } : {}) })
  useQueueKeys(
    {
      j: () => move(1),
      k: () => move(-1),
      '.': showNew,
      x: (event) => selectFocused(event.shiftKey),
      a: askFor('assign'),
      s: askFor('status'),
      t: askFor('tags'),
      z: askFor('snooze'),
      Escape: () => {
        ask(null)
        selection.clear()
      },
      '?': () => {
        prepareHelp()
        setHelpOpen(true)
      },
    },
    goTo,
  )

  const counts = query.data?.counts
  const drawRows = (partsOf?: (row: TicketRow) => FoundParts) =>
    visible.map((row) => (
      <QueueRow
        key={row.id}
        row={row}
        found={partsOf?.(row)}
        isSelected={selection.chosen.has(row.reference)}
        onSelect={mayChange ? select : null}
      />
    ))
  return (
    <Box>
      <Group justify="space-between" px={{ base: 'md', sm: 'lg' }} pt="md" pb="xs" gap="sm">
        <Group gap="md">
          <Title order={1}>{t('title')}</Title>
          {waiting > 0 && (
            <Button
              variant="default"
              size="compact-xs"
              leftSection={<IconArrowUp size={12} aria-hidden />}
              onClick={showNew}
            >
              {t('new', { count: waiting })}
            </Button>
          )}
          {query.isFetching && <Loader size={14} role="status" aria-label={t('loading')} />}
        </Group>
        <SearchField query={text} onChange={search} viewer="staff" ticketsPath="/desk/tickets" />
      </Group>
      <Tabs
        value={saved ? savedTab(saved.id) : view}
        onChange={(value) => {
          const chosen = savedViews?.views.find(({ id }) => savedTab(id) === value)
          if (chosen) change({ saved: chosen.id, view: chosen.view, q: chosen.query, after: null })
          else goTo(oneOf(queueViews, value) ?? 'open')
        }}
        styles={{ list: { flexWrap: 'nowrap', overflowX: 'auto', overflowY: 'hidden' } }}
      >
        <Box style={{ display: 'flex' }}>
          <Tabs.List aria-label={t('views')} flex={1} miw={0}>
            {queueViews.map((name) => (
              <Tabs.Tab key={name} value={name}>
                <Group gap={6} wrap="nowrap">
                  <Text span>{t(`view.${name}`)}</Text>
                  {counts && name !== 'resolved' && name !== 'all' && (
                    <Text span fz="xs" c="dimmed" className={css.num}>
                      {counts[name] > exactCount ? t('many', { count: exactCount }) : counts[name]}
                    </Text>
                  )}
                </Group>
              </Tabs.Tab>
            ))}
            {savedViews?.views.map(({ id, name, count }) => (
              <Tabs.Tab key={id} value={savedTab(id)}>
                <Group gap={6} wrap="nowrap">
                  <bdi>{name}</bdi>
                  <Text span fz="xs" c="dimmed" className={css.num}>
                    {count === null ? '–' : count > exactCount ? t('many', { count: exactCount }) : count}
                  </Text>
                </Group>
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {savedViews && (
            <Box px="xs" style={{ alignSelf: 'center', flex: 'none' }}>
              <ViewButton
                shown={{ view, query: text }}
                open={saved}
                teams={savedViews.teams}
                onSaved={(id) => change({ saved: id })}
              />
            </Box>
          )}
        </Box>
        <Tabs.Panel value={saved ? savedTab(saved.id) : view}>
          {saved && saved.goneTeams.length > 0 && (
            <Text role="status" px="lg" py="sm">
              {views('gone', { names: saved.goneTeams.join(t('comma')) })}
            </Text>
          )}
          {Notes && query.data && text !== '' && (
            <Notes count={query.data.found} notSearched={query.data.notSearched} />
          )}
          {query.isError && (
            <EmptyState
              title={errorText(query.error).message}
              hint={rows.length > 0 ? t('tryAgain') : ''}
              action={<Button onClick={() => void query.refetch()}>{t('retry')}</Button>}
            />
          )}
          {query.isPending && (
            <Stack gap="xs" p="lg" aria-hidden>
              <Skeleton h={24} />
              <Skeleton h={24} />
              <Skeleton h={24} />
            </Stack>
          )}
          {query.data &&
            !query.isError &&
            visible.length === 0 &&
            (text !== '' ? (
              <EmptyState
                title={find('nothing')}
                hint={find('nothingHint')}
                action={
                  <Group gap="sm">
                    {view !== 'all' && (
                      <Button onClick={() => change({ view: 'all', after: null })}>{find('everywhere')}</Button>
                    )}
                    <Button variant="default" onClick={() => change({ q: null, after: null })}>
                      {find('clear')}
                    </Button>
                  </Group>
                }
              />
            ) : (
              <EmptyState
                title={t(`empty.${view}`)}
                hint={view === 'resolved' || view === 'all' ? '' : t('emptyHint')}
              />
            ))}
          {visible.length > 0 && (
            <div className={css.queue} role="table" aria-label={t('table')} ref={table}>
              <QueueHead
                all={
                  mayChange && (
                    <input
                      type="checkbox"
                      className={css.rowBox}
                      aria-label={t('selectAll')}
                      checked={selection.isAll}
                      onChange={(event) => selection.setAll(event.currentTarget.checked)}
                    />
                  )
                }
              />
              {Found && text !== '' ? (
                <Found query={text} viewer="staff" rows={visible}>
                  {drawRows}
                </Found>
              ) : (
                drawRows()
              )}
            </div>
          )}
          <ListPages next={query.data?.next ?? null} />
          <Text fz="xs" c="dimmed" px="lg" py="sm" visibleFrom="sm">
            {t('keys')}
          </Text>
        </Tabs.Panel>
      </Tabs>
      {Help && isHelpOpen && <Help onClose={() => setHelpOpen(false)} />}
      <BulkHost chosen={selection.chosen} asked={asked} onAsk={ask} onClear={selection.clear} />
    </Box>
  )
}
