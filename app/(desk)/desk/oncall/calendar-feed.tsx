'use client'
import { Button, CopyButton, Group, Stack, Text, TextInput, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { Notice } from '@/app/_account/notice'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone } from '@/app/_ui/notify'
import { TimeText } from '@/app/_ui/time-text'
import { useRefusalWords } from './use-refusal-words'

/** A private calendar URL of a schedule, or, without one, of the reader's own shifts. */
export function CalendarFeed({ scheduleId }: { scheduleId: string | null }) {
  const t = useTranslations('oncall.feed')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const refusalWords = useRefusalWords()
  const { data } = useQuery(trpc.oncall.feed.queryOptions({ scheduleId }))
  const refresh = () => queries.invalidateQueries(trpc.oncall.feed.queryFilter())
  const make = useMutation(trpc.oncall.makeFeed.mutationOptions({ onSuccess: refresh }))
  const revoke = useMutation(
    trpc.oncall.revokeFeed.mutationOptions({
      onSuccess: async () => {
        make.reset()
        notifyDone(t('revoked'))
        await refresh()
      },
    }),
  )
  const url = make.data?.url
  const madeAt = data?.madeAt
  return (
    <Stack id="calendar" gap="sm" component="section" aria-label={t('title')}>
      <Title order={2}>{t('title')}</Title>
      <Text c="dimmed" maw="var(--nd-reading)">
        {scheduleId ? t('hintSchedule') : t('hintOwn')}
      </Text>
      {url && (
        <Group gap="sm" align="flex-end" maw="var(--nd-reading)">
          <TextInput label={t('address')} description={t('once')} readOnly value={url} flex={1} />
          <CopyButton value={url}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? t('copied') : t('copy')}
              </Button>
            )}
          </CopyButton>
        </Group>
      )}
      {madeAt && !url && <Text>{t.rich('made', { when: () => <TimeText at={madeAt} /> })}</Text>}
      <Notice text={refusalWords(make.error ?? revoke.error)} />
      <Group gap="sm">
        <Button
          variant="default"
          size="sm"
          loading={make.isPending}
          disabled={!data}
          onClick={() => make.mutate({ scheduleId })}
        >
          {madeAt ? t('again') : t('make')}
        </Button>
        {madeAt && (
          <Button variant="default" size="sm" loading={revoke.isPending} onClick={() => revoke.mutate({ scheduleId })}>
            {t('revoke')}
          </Button>
        )}
      </Group>
    </Stack>
  )
}
