'use client'
import { Button, Group, Select, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { type FormEvent, useState } from 'react'
import { Notice } from '@/app/_account/notice'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone } from '@/app/_ui/notify'
import { useTimes } from '@/app/_ui/use-times'
import { useViewer } from '@/app/_ui/viewer-context'
import { useRefusalWords } from '../../use-refusal-words'
import { Form } from '@/app/_forms/form'

interface Shift {
  from: Date
  to: Date
}

/** Asks a colleague to take a shift, optionally in exchange for one of theirs; an accepted swap becomes overrides. */
export function SwapPanel({ scheduleId }: { scheduleId: string }) {
  const t = useTranslations('oncall.swap')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const viewer = useViewer()
  const times = useTimes()
  const refusalWords = useRefusalWords()
  const { data } = useQuery(trpc.oncall.swaps.queryOptions({ scheduleId }))
  const { data: paging } = useQuery(trpc.paging.policies.queryOptions())
  const [mine, setMine] = useState<string | null>(null)
  const [askedId, setAskedId] = useState<string | null>(null)
  const [taken, setTaken] = useState<string | null>(null)
  const [note, setNote] = useState('')
  const ask = useMutation(
    trpc.oncall.askSwap.mutationOptions({
      onSuccess: async () => {
        notifyDone(t('asked'))
        setMine(null)
        setTaken(null)
        setNote('')
        await queries.invalidateQueries()
      },
    }),
  )
  const decide = useMutation(
    trpc.oncall.decideSwap.mutationOptions({
      onSuccess: async (_, { decision }) => {
        notifyDone(t(`decided.${decision}`))
        await queries.invalidateQueries()
      },
    }),
  )
  const spanWords = ({ from, to }: Shift) => t('span', { from: times.dateTime(from), to: times.dateTime(to) })
  const shiftsOf = (personId: string | null | undefined) =>
    (data?.shifts ?? []).filter(({ person }) => person.id === personId)
  const options = (shifts: Shift[]) =>
    shifts.map((shift) => ({ value: shift.from.toISOString(), label: spanWords(shift) }))
  const own = shiftsOf(viewer?.userId)
  const theirs = shiftsOf(askedId)
  const span = (shifts: Shift[], key: string | null) => {
    const shift = shifts.find(({ from }) => from.toISOString() === key)
    return shift && { startsAt: shift.from, endsAt: shift.to }
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const given = span(own, mine)
    if (given && askedId) ask.mutate({ scheduleId, askedId, given, taken: span(theirs, taken) ?? null, note })
  }

  return (
    <Stack gap="md" id="swaps" component="section" aria-label={t('title')} aria-busy={!data}>
      <Title order={2}>{t('title')}</Title>
      {data?.requests.length === 0 && <Text c="dimmed">{t('none')}</Text>}
      {data?.requests.map((request) => {
        const words = { asker: request.asker.name, asked: request.asked.name, span: spanWords(request.given) }
        const answer = (decision: 'accepted' | 'declined' | 'withdrawn', label: string) => (
          <Button
            key={decision}
            variant="default"
            size="xs"
            aria-label={`${label}: ${words.span}`}
            loading={decide.isPending && decide.variables.id === request.id && decide.variables.decision === decision}
            onClick={() => decide.mutate({ id: request.id, decision })}
          >
            {label}
          </Button>
        )
        return (
          <Group key={request.id} gap="sm" align="flex-start">
            <div>
              <Text>
                {request.state === 'asked' ? t('asks', words) : t('took', words)}
                {request.taken && ` ${t('return', { span: spanWords(request.taken) })}`}
              </Text>
              {request.note && (
                <Text fz="xs" c="dimmed">
                  {request.note}
                </Text>
              )}
            </div>
            {request.state === 'asked' && request.asked.id === viewer?.userId && (
              <>
                {answer('accepted', t('accept'))}
                {answer('declined', t('decline'))}
              </>
            )}
            {request.state === 'asked' && request.asker.id === viewer?.userId && answer('withdrawn', t('withdraw'))}
          </Group>
        )
      })}
      <Notice text={refusalWords(decide.error)} />
      {data && own.length === 0 ? (
        <Text c="dimmed">{t('noShift')}</Text>
      ) : (
        <Form onSubmit={submit} aria-label={t('ask')}>
          <Stack gap="md" maw="var(--nd-reading)">
            <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
              <Select
                label={t('mine')}
                data={options(own)}
                required
                withAsterisk={false}
                value={mine}
                onChange={setMine}
              />
              <Select
                label={t('who')}
                data={(paging?.people ?? [])
                  .filter(({ id }) => id !== viewer?.userId)
                  .map(({ id, name }) => ({ value: id, label: name }))}
                searchable
                required
                withAsterisk={false}
                value={askedId}
                onChange={(value) => {
                  setAskedId(value)
                  setTaken(null)
                }}
              />
              <Select
                label={t('taken')}
                placeholder={t('nothing')}
                data={options(theirs)}
                clearable
                disabled={theirs.length === 0}
                value={taken}
                onChange={setTaken}
              />
              <TextInput label={t('note')} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
            </SimpleGrid>
            <Notice text={refusalWords(ask.error)} />
            <Group>
              <Button type="submit" variant="default" size="sm" loading={ask.isPending}>
                {t('ask')}
              </Button>
            </Group>
          </Stack>
        </Form>
      )}
    </Stack>
  )
}
