'use client'
import { Box, Button, Group, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone, notifyFailed } from '@/app/_ui/notify'
import { useErrorText } from '@/app/_ui/use-error-text'
import { useTimes } from '@/app/_ui/use-times'
import { PageLog } from './page-log'
import { PagePeopleDialog } from './page-people-dialog'

const minuteMs = 60_000
const snoozeMinutes = [15, 30, 60, 240] as const

/** An engineer's actions on a page, and its log. */
export function PageActions({
  pageId,
  state,
  mayAct,
}: {
  pageId: string
  state: 'open' | 'acknowledged' | 'unanswered' | 'closed'
  mayAct: boolean
}) {
  const t = useTranslations('desk.page')
  const times = useTimes()
  const errorText = useErrorText()
  const trpc = useTRPC()
  const client = useQueryClient()
  const [logOpened, setLogOpened] = useState(false)
  const [action, setAction] = useState<'reassign' | 'help' | null>(null)
  const onError = (error: unknown) => notifyFailed(errorText(error).message)
  const acknowledge = useMutation(
    trpc.paging.acknowledge.mutationOptions({
      onSuccess: async () => {
        notifyDone(t('done'))
        await client.invalidateQueries()
      },
      onError,
    }),
  )
  const snooze = useMutation(
    trpc.paging.snooze.mutationOptions({
      onSuccess: async ({ until }) => {
        notifyDone(t('snoozedUntil', { time: times.time(until) }))
        await client.invalidateQueries()
      },
      onError,
    }),
  )
  const waits = state === 'open' || state === 'unanswered'
  return (
    <Group mt="sm" gap="xs">
      {waits && mayAct && (
        <Button color="red" loading={acknowledge.isPending} onClick={() => acknowledge.mutate({ pageId })}>
          {t('acknowledge')}
        </Button>
      )}
      {state !== 'closed' && mayAct && (
        <Menu position="bottom-start">
          <Menu.Target>
            <Button
              variant="default"
              loading={snooze.isPending}
              aria-label={t('moreNamed')}
              rightSection={<IconChevronDown size={12} aria-hidden />}
            >
              {t('more')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {/* ARIA allows only items and groups in a menu, so the label names a group. */}
            <Box role="group" aria-label={t('snooze')}>
              <Menu.Label aria-hidden>{t('snooze')}</Menu.Label>
              {snoozeMinutes.map((minutes) => (
                <Menu.Item key={minutes} onClick={() => snooze.mutate({ pageId, minutes })}>
                  {times.length(minutes * minuteMs)}
                </Menu.Item>
              ))}
            </Box>
            <Menu.Divider />
            <Menu.Item onClick={() => setAction('reassign')}>{t('reassignTitle')}</Menu.Item>
            <Menu.Item onClick={() => setAction('help')}>{t('helpTitle')}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      <Button variant="default" onClick={() => setLogOpened(true)}>
        {t('log')}
      </Button>
      <PageLog pageId={pageId} opened={logOpened} onClose={() => setLogOpened(false)} />
      <PagePeopleDialog pageId={pageId} action={action} onClose={() => setAction(null)} />
    </Group>
  )
}
