'use client'
import { Combobox, Group, Pill, PillsInput, Text, useCombobox } from '@mantine/core'
import { useDebouncedCallback, useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTRPC } from '@/app/_trpc/client'
import { isComposing } from '@/app/_ui/shortcut-keys'
import { useViewer } from '@/app/_ui/viewer-context'
import { referencePattern } from '@/server/tickets/facts'
import { lookedUpKeys, maxQuery } from '@/server/tickets/finding/facts'
import type { FilterKey } from '@/server/tickets/search/filters.rules'
import { readQuery, type Searcher } from '@/server/tickets/search/query.rules'
import { cleanForm } from '@/server/tickets/search/text.rules'
import { oneOf } from '@/server/vocabulary/list'
import { type BoxText, completeKey, completeValue, joinQuery, lastToken, splitQuery, takeFilters } from './box-text'
import type { SearchFieldProps } from './search-field'
import { useCompletion } from './use-completion'

const typingMs = 250
const lookUpMs = 150

/** The search box with its filters as removable pills, and completion of their keys and values. */
export function SearchBox({ id, query, onChange, viewer, ticketsPath }: SearchFieldProps & { id: string }) {
  const t = useTranslations('search')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const router = useRouter()
  const person = useViewer()
  const { email: me = '', timeZone = 'UTC' } = person ?? {}
  const searcher = useMemo((): Searcher => ({ viewer, me, timeZone }), [viewer, me, timeZone])
  const [box, setBox] = useState<BoxText>(() => splitQuery(query, searcher))
  const latest = useRef(box)
  const handed = useRef(query)
  // Back, Forward and links change the query in the address.
  useEffect(() => {
    if (query === handed.current) return
    handed.current = query
    latest.current = splitQuery(query, searcher)
    setBox(latest.current)
  }, [query, searcher])
  const handOver = () => {
    const next = joinQuery(latest.current)
    if (next === handed.current || next.length > maxQuery) return
    handed.current = next
    onChange(next)
  }
  const later = useDebouncedCallback(handOver, typingMs)
  const show = (next: BoxText) => {
    latest.current = next
    setBox(next)
  }
  const set = (next: BoxText) => {
    show(next)
    handOver()
  }
  const finish = () => {
    const { pills, text } = latest.current
    const taken = takeFilters(text, searcher)
    if (taken) show({ pills: [...pills, ...taken.pills], text: taken.text })
    handOver()
  }
  const type = (text: string, composing: boolean) => {
    combobox.resetSelectedOption()
    combobox.openDropdown()
    const taken = composing || !/\s$/.test(text) ? null : takeFilters(text, searcher)
    if (taken) {
      set({ pills: [...box.pills, ...taken.pills], text: taken.text })
      return
    }
    show({ pills: box.pills, text })
    // What an input method is still composing is not searched.
    if (!composing) later()
  }
  const openReference = async () => {
    const reference = cleanForm(joinQuery(latest.current)).trim().toUpperCase()
    if (!referencePattern.test(reference)) return
    const { rows } = await queries
      .fetchQuery(trpc.tickets.search.queryOptions({ text: reference, limit: 1 }))
      .catch(() => ({ rows: [] }))
    if (rows[0]?.reference === reference) router.push(`${ticketsPath}/${reference}`)
  }

  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() })
  const token = lastToken(box.text, viewer)
  const [typed] = useDebouncedValue(token.typed, lookUpMs)
  const lookedUp = oneOf(lookedUpKeys, token.key)
  const values = useQuery(
    trpc.tickets.searchValues.queryOptions(
      { key: lookedUp ?? 'org', text: typed.slice(0, 100) },
      { enabled: lookedUp !== null && combobox.dropdownOpened, placeholderData: keepPreviousData },
    ),
  )
  const options = useCompletion(token, viewer, lookedUp ? (values.data ?? []) : [])
  const choose = (value: string) => {
    if (token.key === null) {
      show({ pills: box.pills, text: completeKey(box.text, token, value as FilterKey) })
      return
    }
    const { pills, text } = completeValue(box.text, token, value)
    set({ pills: [...box.pills, ...pills], text })
    combobox.closeDropdown()
  }

  const current = joinQuery(box)
  const asWords = readQuery(query, searcher).pieces.filter(
    ({ kind, text }) => kind === 'term' && /^-?[^":]+:/.test(text),
  )
  return (
    <Combobox store={combobox} onOptionSubmit={choose} size="xs" shadow="md">
      <Combobox.DropdownTarget>
        <PillsInput
          // The field takes its id from here.
          id={id}
          size="xs"
          leftSection={<IconSearch size={14} aria-hidden />}
          error={current.length > maxQuery ? t('tooLong', { max: maxQuery, count: current.length }) : undefined}
          rightSection={
            current === '' ? null : (
              <Combobox.ClearButton size="xs" aria-label={t('clear')} onClear={() => set({ pills: [], text: '' })} />
            )
          }
        >
          <Pill.Group>
            {box.pills.map((pill, at) => (
              <Pill
                // biome-ignore lint/suspicious/noArrayIndexKey: equal filters may occur twice
                key={`${at} ${pill}`}
                withRemoveButton
                removeButtonProps={{ 'aria-label': t('remove', { filter: pill }), 'aria-hidden': false, tabIndex: 0 }}
                onRemove={() => set({ pills: box.pills.filter((_, other) => other !== at), text: box.text })}
              >
                <bdi>{pill}</bdi>
              </Pill>
            ))}
            <Combobox.EventsTarget>
              <PillsInput.Field
                aria-label={t('label')}
                placeholder={box.pills.length === 0 ? t('placeholder') : ''}
                value={box.text}
                onChange={(event) =>
                  type(event.currentTarget.value, isComposing(event as unknown as { nativeEvent: KeyboardEvent }))
                }
                onCompositionEnd={(event) => type(event.currentTarget.value, false)}
                onFocus={() => combobox.openDropdown()}
                onClick={() => combobox.openDropdown()}
                onBlur={() => {
                  combobox.closeDropdown()
                  finish()
                }}
                onKeyDown={(event) => {
                  if (isComposing(event)) return
                  if (event.key === 'Backspace' && box.text === '' && box.pills.length > 0) {
                    event.preventDefault()
                    set({ pills: box.pills.slice(0, -1), text: '' })
                  } else if (event.key === 'Escape' && !(combobox.dropdownOpened && options.length > 0)) {
                    event.currentTarget.blur()
                  } else if (event.key === 'Enter' && combobox.getSelectedOptionIndex() === -1) {
                    combobox.closeDropdown()
                    finish()
                    void openReference()
                  }
                }}
              />
            </Combobox.EventsTarget>
          </Pill.Group>
        </PillsInput>
      </Combobox.DropdownTarget>
      {asWords.length > 0 && (
        <Text fz="xs" c="dimmed" role="status" mt={2}>
          {asWords.map(({ text }) => t('asWords', { piece: text })).join(' ')}
        </Text>
      )}
      <Combobox.Dropdown hidden={options.length === 0}>
        <Combobox.Options aria-label={t('suggestions')} mah={280} style={{ overflowY: 'auto' }}>
          {options.map(({ value, label, hint }) => (
            <Combobox.Option key={value} value={value}>
              <Group gap="xs" wrap="nowrap" justify="space-between">
                <Text span fz="xs" fw={500}>
                  <bdi>{label}</bdi>
                </Text>
                <Text span fz="xs" c="dimmed" truncate>
                  {hint}
                </Text>
              </Group>
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}
