'use client'
import '@mantine/spotlight/styles.css'
import { Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { createSpotlight, Spotlight, type SpotlightStore } from '@mantine/spotlight'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useLocale } from 'next-intl'
import { useEffect, useMemo, useState } from 'react'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTRPC } from '@/app/_trpc/client'
import { areasOf, railOf, type Area } from '@/app/_ui/rail'
import { isComposing } from '@/app/_ui/shortcut-keys'
import { useErrorText } from '@/app/_ui/use-error-text'
import { useViewer } from '@/app/_ui/viewer-context'
import { oneOf } from '@/server/vocabulary/list'
import { locales } from '@/server/vocabulary/locale'
import { isStaff } from '@/server/vocabulary/rights/actor'
import { type Entry, matching, pagesOf, peopleOf } from './entries'

const pauseMs = 200
const perGroup = 6

/** Finds tickets, people, articles and pages as somebody types, and goes there. */
export function Palette({ area, opened, onClose }: { area: Area; opened: boolean; onClose: () => void }) {
  const t = useTranslations('common')
  const locale = oneOf(locales, useLocale()) ?? 'en'
  const errorText = useErrorText()
  const router = useRouter()
  const viewer = useViewer()
  const trpc = useTRPC()
  const [store, spotlight] = useMemo(() => createSpotlight(), [])
  const [query, setQuery] = useState('')
  const [asked] = useDebouncedValue(query.trim(), pauseMs)
  useEffect(() => {
    if (opened) spotlight.open()
    else spotlight.close()
  }, [opened, spotlight])

  const staff = viewer !== null && isStaff(viewer)
  const enabled = opened && asked !== ''
  const options = { enabled }
  const tickets = useQuery(trpc.tickets.search.queryOptions({ text: asked, limit: perGroup }, options))
  const articles = useQuery(trpc.knowledge.search.queryOptions({ locale, text: asked }, options))
  const lookedUp = { enabled: enabled && staff }
  const engineers = useQuery(trpc.tickets.searchValues.queryOptions({ key: 'assignee', text: asked }, lookedUp))
  const filers = useQuery(trpc.tickets.searchValues.queryOptions({ key: 'filer', text: asked }, lookedUp))
  if (!viewer) return null

  const home = staff ? '/desk' : ''
  const pages = pagesOf({
    items: railOf(area, viewer, locale),
    areas: areasOf(viewer).filter((other) => other.area !== area),
    canFile: viewer.memberships.length > 0,
    words: t,
  })
  // Results of an earlier text are not shown: an Enter would open something else than what was typed.
  const fresh = asked !== '' && query.trim() === asked
  const groups: { name: 'tickets' | 'people' | 'articles' | 'pages'; entries: Entry[] }[] = [
    {
      name: 'tickets',
      entries: fresh
        ? (tickets.data?.rows ?? []).map((row) => ({
            key: row.reference,
            label: `${row.reference} ${row.subject}`,
            hint: row.organisation.name,
            href: `${home}/tickets/${row.reference}`,
          }))
        : [],
    },
    {
      name: 'people',
      entries: fresh && staff ? peopleOf(engineers.data ?? [], filers.data ?? [], t) : [],
    },
    {
      name: 'articles',
      entries: fresh
        ? (articles.data ?? []).slice(0, perGroup).map((article) => ({
            key: article.slug,
            label: article.title,
            hint: article.summary,
            href: `/${locale}/kb/${article.slug}`,
          }))
        : [],
    },
    { name: 'pages', entries: matching(pages, query) },
  ]
  const found = groups.filter(({ entries }) => entries.length > 0)
  const shown = found.flatMap(({ entries }) => entries.map(({ key }) => key)).join(' ')
  const failure = tickets.error ?? articles.error
  const isBusy = query.trim() !== asked || tickets.isFetching || articles.isFetching
  return (
    <Spotlight.Root
      store={store}
      query={query}
      onQueryChange={setQuery}
      onSpotlightClose={onClose}
      shortcut={null}
      scrollable
      maxHeight="60dvh"
      // The name of the dialog, for screen readers.
      title={t('palette.label')}
      styles={{ header: { display: 'none' } }}
    >
      <Spotlight.Search
        placeholder={t('palette.placeholder')}
        aria-label={t('palette.placeholder')}
        leftSection={<IconSearch size={16} aria-hidden />}
        // Safari ends a composition before its Enter arrives, which would choose an entry.
        onKeyDownCapture={(event) => {
          if (isComposing(event)) event.stopPropagation()
        }}
      />
      <ChooseFirst shown={shown} store={store} />
      <Spotlight.ActionsList aria-busy={isBusy}>
        {found.map(({ name, entries }) => (
          <Spotlight.ActionsGroup key={name} label={t(`palette.group.${name}`)}>
            {entries.map((entry) => (
              <Spotlight.Action
                key={entry.key}
                label={entry.label}
                description={entry.hint}
                onClick={() => router.push(entry.href)}
              />
            ))}
          </Spotlight.ActionsGroup>
        ))}
        {found.length === 0 && <Spotlight.Empty>{t(isBusy ? 'palette.searching' : 'palette.nothing')}</Spotlight.Empty>}
      </Spotlight.ActionsList>
      {failure && (
        <Spotlight.Footer>
          <Text role="alert" c="red">
            {errorText(failure).message}
          </Text>
        </Spotlight.Footer>
      )}
    </Spotlight.Root>
  )
}

/** Chooses the first line whenever other lines are shown: the library does it only when the text changes. */
function ChooseFirst({ shown, store }: { shown: string; store: SpotlightStore }) {
  useEffect(() => {
    const list = document.getElementById(store.getState().listId)
    list?.querySelector('[data-selected]')?.removeAttribute('data-selected')
    if (shown === '') return
    list?.querySelector('[data-action]')?.setAttribute('data-selected', 'true')
    store.updateState((state) => ({ ...state, selected: 0 }))
  }, [shown, store])
  return null
}
