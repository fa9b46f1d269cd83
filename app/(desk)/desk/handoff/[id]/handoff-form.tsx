'use client'
import { Button, Group, SimpleGrid, Stack, Text, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useEffect, useState } from 'react'
import { Notice } from '@/app/_account/notice'
import { useTRPC } from '@/app/_trpc/client'
import { useErrorText } from '@/app/_ui/use-error-text'
import { type HandoffEntryView } from '@/server/handoff/schema'
import { wordFields } from '@/server/handoff/brief/rules'
import { isUrgent } from '@/server/vocabulary/severity'

const fields = [...wordFields, 'note'] as const
type Words = Record<(typeof fields)[number], string>
const pickWords = ({ known, tried, promised, note }: Words): Words => ({ known, tried, promised, note })
const isSame = (a: Words, b: Words) => fields.every((field) => a[field] === b[field])
const autosaveDelayMs = 1_000

/**
 * The form for a ticket's text in a brief: saved one second after the last key press, and when the field loses focus.
 */
export function HandoffForm({ briefId, entry }: { briefId: string; entry: HandoffEntryView }) {
  const t = useTranslations('handoff')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const errorText = useErrorText()
  const [words, setWords] = useState(pickWords(entry))
  const [stored, setStored] = useState({ revision: entry.revision, words: pickWords(entry) })
  const [refused, setRefused] = useState<Words | null>(null)
  const isDirty = !isSame(words, stored.words)

  // Somebody else saved, or it was filled in again from the record: adopted unless there are unsaved changes here.
  const isNewer =
    entry.revision > stored.revision || (entry.revision === 0 && stored.revision === 0 && !isSame(entry, stored.words))
  const save = useMutation(
    trpc.handoffs.save.mutationOptions({
      onSuccess: (_, { revision, known, tried, promised, note = '' }) => {
        setStored({ revision: revision + 1, words: { known, tried, promised, note } })
        setRefused(null)
      },
      onError: (_, sent) => setRefused(pickWords({ ...sent, note: sent.note ?? '' })),
      onSettled: () => queries.invalidateQueries(trpc.handoffs.pathFilter()),
    }),
  )
  if (isNewer && !isDirty && !save.isPending) {
    setStored({ revision: entry.revision, words: pickWords(entry) })
    setWords(pickWords(entry))
  }

  const { mutate, isPending } = save
  const reference = entry.reference
  // Refused content is not sent again unchanged.
  const isToSave = isDirty && !isPending && !(refused && isSame(refused, words))
  useEffect(() => {
    if (!isToSave) return
    const rest = setTimeout(
      () => mutate({ id: briefId, reference, revision: stored.revision, ...words }),
      autosaveDelayMs,
    )
    return () => clearTimeout(rest)
  }, [briefId, isToSave, mutate, reference, stored.revision, words])
  const saveNow = () => {
    if (isToSave) mutate({ id: briefId, reference, revision: stored.revision, ...words })
  }
  const reload = () => {
    setStored({ revision: entry.revision, words: pickWords(entry) })
    setWords(pickWords(entry))
    setRefused(null)
    save.reset()
  }
  const required = isUrgent(entry.severity)
  const problem = save.error ? errorText(save.error) : null
  const part = (field: keyof Words) => (
    <Textarea
      key={field}
      label={t(`field.${field}`)}
      autosize
      minRows={field === 'note' ? 1 : 3}
      maxRows={14}
      value={words[field]}
      onChange={(event) => setWords({ ...words, [field]: event.currentTarget.value })}
      onBlur={saveNow}
      dir="auto"
      error={
        (refused && problem?.fieldErrors[field]) ||
        (required && field !== 'note' && words[field].trim() === '' ? t('required') : undefined)
      }
    />
  )
  const state = isPending ? 'saving' : isDirty ? 'unsaved' : stored.revision > 0 ? 'saved' : null
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="md">
        {wordFields.map(part)}
      </SimpleGrid>
      {part('note')}
      {refused && (
        <Group gap="sm">
          <Notice text={problem?.message ?? null} />
          {isNewer && (
            <Button variant="default" onClick={reload}>
              {t('reload')}
            </Button>
          )}
        </Group>
      )}
      <Text fz="xs" c="dimmed" role="status">
        {state && t(state)}
      </Text>
    </Stack>
  )
}
