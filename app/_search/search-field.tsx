'use client'
import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { useTranslations } from '@/app/_i18n/use-translations'
import { onDemand, useStandIn } from '@/app/_ui/on-demand'
import { Box } from '@/app/_ui/light'
import { useShortcuts } from '@/app/_ui/use-shortcuts'
import { useTypedFilter } from '@/app/_ui/use-typed-filter'

const useLoadedBox = onDemand(() => import('./search-box').then((file) => file.SearchBox))
const id = 'search'
const focusBox = () => document.getElementById(id)?.focus()

export interface SearchFieldProps {
  /** The query in the address. */
  query: string
  /** Receives the query after a pause in typing, or at once when something was chosen. */
  onChange: (query: string) => void
  viewer: 'staff' | 'customer'
  /** Path of tickets: a query that is one reference opens that ticket. */
  ticketsPath: string
}

/**
 * The search box of a list (SEMANTICS §6.2). `/` brings the focus, Escape leaves. A plain field stands in its place until
 * somebody uses the page or the address has a query: pills, completion and the reader of queries are loaded then.
 */
export function SearchField(props: SearchFieldProps) {
  const t = useTranslations('search')
  const box = useRef<HTMLDivElement>(null)
  const { query, onChange } = props
  const hasQuery = query !== ''
  const [, prepare] = useLoadedBox()
  useEffect(() => {
    if (hasQuery) prepare()
  })
  const SearchBox = useStandIn(useLoadedBox, box, focusBox)
  const search = useTypedFilter(query, onChange)
  useShortcuts({ '/': focusBox })
  return (
    <Box ref={box} role="search" flex="1 1 260px" miw={0} maw={{ base: '100%', sm: 560 }}>
      {SearchBox ? (
        <SearchBox id={id} {...props} />
      ) : (
        <TextInput
          id={id}
          size="xs"
          type="search"
          placeholder={t('placeholder')}
          aria-label={t('label')}
          leftSection={<IconSearch size={14} aria-hidden />}
          value={search.value}
          onChange={(event) => search.change(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur()
          }}
        />
      )}
    </Box>
  )
}
