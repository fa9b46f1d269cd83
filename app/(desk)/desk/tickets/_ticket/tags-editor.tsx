'use client'
import { Button, Group, TagsInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { useErrorText } from '@/app/_ui/use-error-text'
import type { TicketView } from '@/server/tickets/reading/schema'
import { tagLimits } from '@/server/tickets/tags/facts'

/** How long typing must pause before names of tags are looked up. */
const pauseMs = 150

/** Changes a ticket's tags, with the names that are in use offered. Each change is saved at once. */
export function TagsEditor({ ticket, onDone }: { ticket: TicketView; onDone: () => void }) {
  const t = useTranslations('desk.context')
  const errorText = useErrorText()
  const trpc = useTRPC()
  const client = useQueryClient()
  const [typed, setTyped] = useState('')
  const [text] = useDebouncedValue(typed, pauseMs)
  // What was entered and not refused yet, so that the field does not fall back while it is being saved.
  const [tags, setTags] = useState<readonly string[] | null>(null)
  const known = useQuery(trpc.tickets.knownTags.queryOptions({ text }, { placeholderData: keepPreviousData }))
  const save = useMutation(
    trpc.tickets.changeTags.mutationOptions({
      onSettled: async () => {
        await client.invalidateQueries(trpc.tickets.get.queryFilter({ reference: ticket.reference }))
        setTags(null)
      },
    }),
  )
  const shown = tags ?? ticket.tags
  const change = (next: string[]) => {
    const add = next.filter((name) => !shown.includes(name))
    const remove = shown.filter((name) => !next.includes(name))
    if (add.length === 0 && remove.length === 0) return
    setTags(next)
    save.mutate({ reference: ticket.reference, add, remove })
  }
  return (
    <Group mt="xs" gap="xs" wrap="nowrap" align="end">
      <TagsInput
        flex={1}
        size="xs"
        autoFocus
        label={t('tags')}
        description={t('tagHint')}
        placeholder={shown.length === 0 ? t('tagPlaceholder') : ''}
        value={[...shown]}
        onChange={change}
        searchValue={typed}
        onSearchChange={setTyped}
        data={known.data ?? []}
        filter={({ options }) => options}
        limit={tagLimits.offered}
        maxTags={tagLimits.perTicket}
        maxLength={tagLimits.name}
        splitChars={[',', '，']}
        acceptValueOnBlur={false}
        isDuplicate={(value, current) => current.some((name) => name.toLowerCase() === value.toLowerCase())}
        error={save.isError ? errorText(save.error).message : undefined}
        comboboxProps={{ withinPortal: true }}
        clearable={false}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && typed === '') onDone()
        }}
      />
      <Button variant="default" size="xs" onClick={onDone}>
        {t('tagsDone')}
      </Button>
    </Group>
  )
}
