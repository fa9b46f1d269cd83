'use client'
import { Badge, Button, Group, Stack, Text, Title } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone, notifyFailed } from '@/app/_ui/notify'
import { token } from '@/app/_ui/theme'
import { TimeText } from '@/app/_ui/time-text'
import { useErrorText } from '@/app/_ui/use-error-text'
import type { SessionView } from '@/server/accounts/schema'

/** The reader's sessions by browser; all except the current one can be ended. */
export function SessionsPanel() {
  const t = useTranslations('people.sessions')
  const trpc = useTRPC()
  const client = useQueryClient()
  const errorText = useErrorText()
  const sessions = useInfiniteQuery(
    trpc.accounts.sessions.list.infiniteQueryOptions({}, { getNextPageParam: (page) => page.next }),
  )
  const after = {
    onError: (error: unknown) => notifyFailed(errorText(error).message),
    onSettled: () => client.invalidateQueries(trpc.accounts.sessions.list.pathFilter()),
  }
  const end = useMutation(
    trpc.accounts.sessions.end.mutationOptions({ ...after, onSuccess: () => notifyDone(t('ended')) }),
  )
  const endOthers = useMutation(
    trpc.accounts.sessions.endOthers.mutationOptions({
      ...after,
      onSuccess: ({ ended }) => notifyDone(t('othersEnded', { count: ended })),
    }),
  )
  const nameOf = ({ device }: SessionView) =>
    device.browser && device.system ? t('device', device) : device.browser || device.system || t('unknown')
  const list = sessions.data?.pages.flatMap((page) => page.rows) ?? []
  return (
    <Stack gap="sm" component="section" aria-label={t('title')} aria-busy={sessions.isPending}>
      <Title order={2}>{t('title')}</Title>
      <Text c="dimmed">{t('hint')}</Text>
      {list.map((session) => (
        <Group
          key={session.id}
          justify="space-between"
          gap="sm"
          py="xs"
          style={{ borderTop: `1px solid ${token('line')}` }}
        >
          <div>
            <Group gap="xs">
              <Text fw={550}>{nameOf(session)}</Text>
              {session.isCurrent && <Badge>{t('current')}</Badge>}
            </Group>
            <Text fz="xs" c="dimmed">
              {session.address} · {t('seen')} <TimeText at={session.lastSeenAt} /> · {t('started')}{' '}
              <TimeText at={session.createdAt} />
            </Text>
          </div>
          {!session.isCurrent && (
            <Button
              variant="default"
              size="xs"
              loading={end.isPending && end.variables.sessionId === session.id}
              aria-label={t('endNamed', { device: nameOf(session) })}
              onClick={() => end.mutate({ sessionId: session.id })}
            >
              {t('end')}
            </Button>
          )}
        </Group>
      ))}
      {list.some((session) => !session.isCurrent) && (
        <Group>
          {sessions.hasNextPage && (
            <Button
              variant="default"
              size="sm"
              loading={sessions.isFetchingNextPage}
              onClick={() => sessions.fetchNextPage()}
            >
              {t('more')}
            </Button>
          )}
          <Button variant="default" size="sm" loading={endOthers.isPending} onClick={() => endOthers.mutate()}>
            {t('endOthers')}
          </Button>
        </Group>
      )}
    </Stack>
  )
}
