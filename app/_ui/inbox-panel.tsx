'use client'
import { Button, Drawer, Loader, VisuallyHidden } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTRPC } from '@/app/_trpc/client'
import type { InboxRow } from '@/server/tickets/inbox/schema'
import { EmptyState } from './empty-state'
import { Group, Stack, Text } from './light'
import { notifyFailed } from './notify'
import { useServerNow } from './server-clock'
import { token } from './theme'
import css from './ui.module.css'
import { useErrorText } from './use-error-text'
import { useTimes } from './use-times'

/** The reader's inbox, newest first. An entry that is opened is read. Loaded when it is opened for the first time. */
export function InboxPanel({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useTranslations('people.inbox')
  const trpc = useTRPC()
  const client = useQueryClient()
  const errorText = useErrorText()
  const refresh = () =>
    Promise.all([
      client.invalidateQueries(trpc.inbox.list.pathFilter()),
      client.invalidateQueries(trpc.desk.status.queryFilter()),
    ])
  const onError = (error: unknown) => notifyFailed(errorText(error).message)
  const markRead = useMutation(trpc.inbox.markRead.mutationOptions({ onSuccess: refresh, onError }))
  const markAllRead = useMutation(trpc.inbox.markAllRead.mutationOptions({ onSuccess: refresh, onError }))
  const list = useInfiniteQuery({
    ...trpc.inbox.list.infiniteQueryOptions({}, { getNextPageParam: (page) => page.next }),
    enabled: opened,
  })
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? []
  const newest = rows[0]
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size="sm"
      title={t('title')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {list.isPending && <Loader size="sm" />}
      {list.isError && (
        <Text role="alert" c={token('late')}>
          {errorText(list.error).message}
        </Text>
      )}
      {list.isSuccess && !newest && <EmptyState title={t('none')} hint={t('noneHint')} />}
      {newest && (
        <Stack gap="sm">
          <Button
            variant="default"
            disabled={rows.every(({ isRead }) => isRead) && !list.hasNextPage}
            loading={markAllRead.isPending}
            onClick={() => markAllRead.mutate({ upTo: newest.at })}
          >
            {t('readAll')}
          </Button>
          <Stack gap={0} component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
            {rows.map((row) => (
              <li key={row.id}>
                <Entry
                  row={row}
                  onOpen={() => {
                    if (!row.isRead) markRead.mutate({ id: row.id })
                    onClose()
                  }}
                />
              </li>
            ))}
          </Stack>
          {list.hasNextPage && (
            <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              {t('earlier')}
            </Button>
          )}
        </Stack>
      )}
    </Drawer>
  )
}

function Entry({ row, onOpen }: { row: InboxRow; onOpen: () => void }) {
  const t = useTranslations('people.inbox')
  const times = useTimes()
  const now = useServerNow(60_000)
  const { kind, reference, subject, eventId, actor, at, isRead } = row
  return (
    <Link
      href={`/desk/tickets/${reference}?entry=${eventId}`}
      className={css.inboxEntry}
      data-unread={!isRead || undefined}
      onClick={onOpen}
    >
      <Group justify="space-between" gap="sm" wrap="nowrap" align="baseline">
        <Text fw={isRead ? 400 : 600}>
          {!isRead && <VisuallyHidden>{t('unread')}: </VisuallyHidden>}
          {t(`kind.${kind}`, { name: actor === null ? t('system') : actor })}
        </Text>
        <Text fz="xs" c="dimmed" flex="none" className={css.num}>
          {times.near(at, now)}
        </Text>
      </Group>
      <Text fz="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {reference} <bdi>{subject}</bdi>
      </Text>
    </Link>
  )
}
