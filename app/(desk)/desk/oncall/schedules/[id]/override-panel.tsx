'use client'
import { Button, Group, Select, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { type FormEvent, useState } from 'react'
import { Notice } from '@/app/_account/notice'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone } from '@/app/_ui/notify'
import { Person } from '@/app/_ui/person'
import { TimeText } from '@/app/_ui/time-text'
import { useTimes } from '@/app/_ui/use-times'
import { useViewer } from '@/app/_ui/viewer-context'
import { isManager } from '@/server/accounts/schema'
import type { ScheduleView } from '@/server/oncall/service'
import { instantOfText } from '../../local-field'
import { useRefusalWords } from '../../use-refusal-words'

/** The overrides to come: engineers take spans for themselves, managers for anybody. */
export function OverridePanel({ schedule }: { schedule: ScheduleView }) {
  const t = useTranslations('oncall')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const viewer = useViewer()
  const times = useTimes()
  const refusalWords = useRefusalWords()
  const manages = viewer !== null && isManager(viewer)
  const { data: paging } = useSuspenseQuery(trpc.paging.policies.queryOptions())
  const [personId, setPersonId] = useState<string | null>(viewer?.userId ?? null)
  const [coversForId, setCoversForId] = useState<string | null>(null)
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const changed = (words: string) => async () => {
    notifyDone(words)
    await queries.invalidateQueries()
  }
  const add = useMutation(trpc.oncall.addOverride.mutationOptions({ onSuccess: changed(t('override.added')) }))
  const remove = useMutation(trpc.oncall.removeOverride.mutationOptions({ onSuccess: changed(t('override.removed')) }))
  const everyone = paging.people.map(({ id, name }) => ({ value: id, label: name }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!personId) return
    const [startsAt, endsAt] = [instantOfText(from, times.zone), instantOfText(to, times.zone)]
    add.mutate({ scheduleId: schedule.id, personId, coversForId, startsAt, endsAt })
  }

  return (
    <Stack gap="md" component="section" aria-label={t('overrides')}>
      <Title order={2}>{t('overrides')}</Title>
      {schedule.rows.overrides.length === 0 && <Text c="dimmed">{t('override.none')}</Text>}
      {schedule.rows.overrides.map(({ overrideId, person, from: start, to: end }) => (
        <Group key={overrideId} gap="md">
          <Person name={person?.name ?? ''} />
          <Text>
            <TimeText at={start} style="dateTime" /> – <TimeText at={end} style="dateTime" />
          </Text>
          {overrideId && (manages || person?.id === viewer?.userId) && (
            <Button
              variant="default"
              aria-label={t('override.removeNamed', { name: person?.name ?? '' })}
              onClick={() => remove.mutate({ id: overrideId })}
            >
              {t('remove')}
            </Button>
          )}
        </Group>
      ))}
      <Notice text={refusalWords(remove.error)} />
      <form onSubmit={submit}>
        <Stack gap="md">
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
            <Select
              label={t('override.who')}
              data={manages ? everyone : everyone.filter(({ value }) => value === viewer?.userId)}
              searchable
              required
              withAsterisk={false}
              value={personId}
              onChange={setPersonId}
            />
            <Select
              label={t('override.coversFor')}
              placeholder={t('override.nobodyNamed')}
              data={everyone}
              searchable
              clearable
              value={coversForId}
              onChange={setCoversForId}
            />
            <TextInput
              type="datetime-local"
              label={t('override.from', { zone: times.zone })}
              required
              withAsterisk={false}
              value={from}
              onChange={(event) => setFrom(event.currentTarget.value)}
            />
            <TextInput
              type="datetime-local"
              label={t('override.to', { zone: times.zone })}
              required
              withAsterisk={false}
              value={to}
              onChange={(event) => setTo(event.currentTarget.value)}
            />
          </SimpleGrid>
          <Notice text={refusalWords(add.error)} />
          <Group>
            <Button type="submit" size="sm" loading={add.isPending}>
              {t('override.add')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Stack>
  )
}
