'use client'
import { Alert, Button, Group, List, Paper, Stack, Text, Title } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { ConfirmModal } from '@/app/_account/confirm-modal'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone, notifyFailed } from '@/app/_ui/notify'
import { TimeText } from '@/app/_ui/time-text'
import { useErrorText } from '@/app/_ui/use-error-text'

/** Shows whether the processes trust the database's clock, the newest alarms, and a button that accepts its time. */
export function ClockAlarms() {
  const t = useTranslations('system.time')
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const errorText = useErrorText()
  const [isAsking, setAsking] = useState(false)
  const alarms = useInfiniteQuery({
    ...trpc.system.clockAlarms.infiniteQueryOptions({}, { getNextPageParam: (page) => page.next }),
    refetchInterval: 5_000,
  })
  const accept = useMutation(
    trpc.system.acceptTime.mutationOptions({
      onSuccess: () => notifyDone(t('accepted')),
      onError: (error) => notifyFailed(errorText(error).message),
      onSettled: async () => {
        setAsking(false)
        await queryClient.invalidateQueries(trpc.system.clockAlarms.pathFilter())
      },
    }),
  )
  if (!alarms.data) return null
  const rows = alarms.data.pages.flatMap((page) => page.rows)
  const open = rows.find((alarm) => alarm.endedAt === null)
  const past = rows.filter((alarm) => alarm.endedAt !== null)
  const moved = (ms: number) =>
    t(ms < 0 ? 'behind' : 'ahead', {
      minutes: Math.floor(Math.abs(ms) / 60_000),
      seconds: Math.round(Math.abs(ms) / 1_000) % 60,
    })
  return (
    <Paper p="md" component="section" aria-label={t('title')}>
      <Title order={2} mb="xs">
        {t('title')}
      </Title>
      {open ? (
        <Alert color="red" title={t('inDoubt', { moved: moved(open.movedMs) })} role="alert">
          <Stack gap="sm" align="flex-start">
            <Text>{t('inDoubtHint')}</Text>
            <Button color="red" loading={accept.isPending} onClick={() => setAsking(true)}>
              {t('accept')}
            </Button>
          </Stack>
        </Alert>
      ) : (
        <Text c="dimmed">{t('agrees')}</Text>
      )}
      {past.length > 0 && (
        <List mt="sm" size="sm">
          {past.map((alarm) => (
            <List.Item key={alarm.id}>
              <Group gap="xs">
                <TimeText at={alarm.detectedAt} />
                <span>{moved(alarm.movedMs)}</span>
                <span>
                  {alarm.endedBy === 'accepted' ? t('acceptedBy', { name: alarm.acceptedBy ?? '' }) : t('agreedAgain')}
                </span>
              </Group>
            </List.Item>
          ))}
        </List>
      )}
      {alarms.hasNextPage && (
        <Button mt="sm" variant="default" loading={alarms.isFetchingNextPage} onClick={() => alarms.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
      <ConfirmModal
        opened={isAsking}
        title={t('accept')}
        text={t('acceptHint')}
        confirm={t('accept')}
        busy={accept.isPending}
        onClose={() => setAsking(false)}
        onConfirm={() => accept.mutate()}
      />
    </Paper>
  )
}
