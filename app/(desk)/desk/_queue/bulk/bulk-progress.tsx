'use client'
import { Anchor, Button, CloseButton, Paper, Progress } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useEffect } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { Group, Text } from '@/app/_ui/light'
import { notifyFailed } from '@/app/_ui/notify'
import { useServerNow } from '@/app/_ui/server-clock'
import { useDetailText, useErrorText } from '@/app/_ui/use-error-text'
import css from '@/app/_ui/ui.module.css'
import type { BulkView } from '@/server/tickets/bulk/schema'

/** How often the progress is read while the worker is at it, and while the change is held. */
const pollMs = 500

/** How far a bulk change is: it can be undone at first, then it counts, and at the end it names what refused and why. */
export function BulkProgress({ id, onDismiss }: { id: string; onDismiss: () => void }) {
  const t = useTranslations('desk.bulk')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const errorText = useErrorText()
  const detailText = useDetailText()
  const bulk = useQuery(
    trpc.bulk.get.queryOptions(
      { id },
      {
        refetchInterval: ({ state: { data } }) =>
          data === undefined || data.state === 'held' || data.state === 'running' ? pollMs : false,
        retry: false,
      },
    ),
  )
  const refresh = () => queries.invalidateQueries(trpc.bulk.get.queryFilter({ id }))
  const failed = { onError: (error: unknown) => notifyFailed(errorText(error).message), onSettled: refresh }
  const undo = useMutation(trpc.bulk.undo.mutationOptions(failed))
  const hasten = useMutation(trpc.bulk.hasten.mutationOptions(failed))
  const isOver = bulk.data?.state === 'done'
  useEffect(() => {
    if (isOver) void queries.invalidateQueries(trpc.tickets.queue.pathFilter())
  }, [isOver, queries, trpc])
  if (bulk.isError && !bulk.data) return null
  if (!bulk.data) return null
  const { state, total, done, refused, verb } = bulk.data
  return (
    <Paper withBorder shadow="md" px="md" py="xs" role="group" aria-label={t(`doing.${verb}`, { count: total })}>
      <Group gap="sm" wrap="nowrap" justify="space-between">
        <Text role="status">
          <State bulk={bulk.data} />
        </Text>
        <Group gap="xs" wrap="nowrap">
          {state === 'held' && (
            <>
              <Button size="compact-sm" loading={undo.isPending} onClick={() => undo.mutate({ id })}>
                {t('undo')}
              </Button>
              <Button variant="default" size="compact-sm" onClick={() => hasten.mutate({ id })}>
                {t('now')}
              </Button>
            </>
          )}
          {(state === 'done' || state === 'undone') && <CloseButton aria-label={t('dismiss')} onClick={onDismiss} />}
        </Group>
      </Group>
      {state === 'running' && (
        <Progress
          mt={6}
          size="sm"
          value={((done + refused.length) / Math.max(total, 1)) * 100}
          aria-label={t('progress')}
        />
      )}
      {refused.length > 0 && (
        <ul className={css.refusals}>
          {refused.map(({ reference, reason, values }) => (
            <li key={reference}>
              <Anchor component={Link} href={`/desk/tickets/${reference}`} fz="xs">
                {reference}
              </Anchor>{' '}
              {detailText({ reason, values, fields: [] }).message}
            </li>
          ))}
        </ul>
      )}
    </Paper>
  )
}

function State({ bulk }: { bulk: BulkView }) {
  const t = useTranslations('desk.bulk')
  const now = useServerNow()
  const { state, verb, total, done, refused, until } = bulk
  const doing = t(`doing.${verb}`, { count: total })
  if (state === 'held') {
    const seconds = Math.max(0, Math.ceil(((until?.getTime() ?? now) - now) / 1_000))
    return t('heldFor', { doing, seconds })
  }
  if (state === 'undone') return t('undone', { doing })
  if (state === 'running') return t('running', { doing, done: done + refused.length, total })
  return refused.length === 0 ? t('allDone', { doing }) : t('someRefused', { doing, done, refused: refused.length })
}
