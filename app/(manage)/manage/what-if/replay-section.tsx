'use client'
import { Alert, Button, Group, Loader, Paper, Progress, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { EmptyState } from '@/app/_ui/empty-state'
import { notifyDone, notifyFailed } from '@/app/_ui/notify'
import css from '@/app/_ui/ui.module.css'
import { useErrorText } from '@/app/_ui/use-error-text'
import { type NumberSelection, ReplayNumbers } from './replay-numbers'
import { ReplayTickets } from './replay-tickets'
import { useReplayWords } from './use-replay-words'

/** Polling interval while the live stream is down. */
const pollMs = 3_000
const isUnderWay = (state: string | undefined) => state === 'waiting' || state === 'running'

/** One replay: its progress and its results so far. */
export function ReplaySection({ id }: { id: string }) {
  const t = useTranslations('whatif')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const errorText = useErrorText()
  const words = useReplayWords()
  const [selection, setBehind] = useState<NumberSelection | null>(null)
  const query = useQuery({
    ...trpc.whatIf.get.queryOptions({ id }),
    refetchInterval: ({ state }) => (isUnderWay(state.data?.state) ? pollMs : false),
  })
  const cancel = useMutation(
    trpc.whatIf.cancel.mutationOptions({
      onError: (error) => notifyFailed(errorText(error).message),
      onSuccess: async ({ cancelled }) => {
        await queries.invalidateQueries(trpc.whatIf.pathFilter())
        if (cancelled) notifyDone(t('cancelledDone'))
      },
    }),
  )
  if (query.isError) return <EmptyState title={errorText(query.error).message} hint={t('tryAgain')} />
  const replay = query.data
  if (!replay) return <Loader size="sm" role="status" aria-label={t('loading')} />
  const { whose, candidate, period } = words(replay)
  const underWay = isUnderWay(replay.state)
  const share = replay.total ? Math.min(100, (replay.done / replay.total) * 100) : 0
  return (
    <Paper p="md" component="section" aria-label={t('result')}>
      <Stack gap="md">
        <div>
          <Title order={2}>{t('resultTitle', { whose, candidate })}</Title>
          <Text c="dimmed" className={css.num}>
            {period} · {t(`state.${replay.state}`)}
            {!underWay && ` · ${t('ticketCount', { count: replay.done })}`}
          </Text>
        </div>
        {underWay && (
          <Group gap="md" wrap="nowrap">
            <Stack gap="xs" flex={1}>
              <Progress.Root size="lg">
                <Progress.Section value={share} aria-label={t('progress')} />
              </Progress.Root>
              <Text className={css.num} aria-live="polite">
                {replay.total === null ? t('waiting') : t('progressText', { done: replay.done, total: replay.total })}
              </Text>
            </Stack>
            <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate({ id })}>
              {t('cancel')}
            </Button>
          </Group>
        )}
        {replay.state === 'failed' && (
          <Alert color="red" role="alert">
            {t('failed')}
          </Alert>
        )}
        {replay.state === 'done' && replay.done === 0 && (
          <EmptyState title={t('noTickets')} hint={t('noTicketsHint')} />
        )}
        {replay.state === 'done' && replay.done > 0 && replay.cells.length === 0 && (
          <EmptyState title={t('nothingJudged')} hint={t('nothingJudgedHint')} />
        )}
        {replay.cells.length > 0 && <ReplayNumbers cells={replay.cells} onShow={setBehind} />}
      </Stack>
      <ReplayTickets id={id} selection={selection} onClose={() => setBehind(null)} />
    </Paper>
  )
}
