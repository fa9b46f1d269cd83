'use client'
import { Group, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useTRPC } from '@/app/_trpc/client'
import { useServerNow } from './server-clock'
import { token } from './theme'
import { useTimes } from './use-times'

/** Nothing reports that a worker fell silent, so it is asked for. */
const askedEveryMs = 30_000

/** On every staff screen while no worker lives: pages and mails then wait, and staff have to watch for themselves. */
export function WorkerNotice() {
  const t = useTranslations('common.worker')
  const trpc = useTRPC()
  const times = useTimes()
  const now = useServerNow(60_000)
  const { data } = useQuery(trpc.system.silence.queryOptions(undefined, { refetchInterval: askedEveryMs }))
  return (
    <div role="alert">
      {data?.silent && (
        <Group
          px={{ base: 'md', sm: 'lg' }}
          py={7}
          gap="sm"
          wrap="nowrap"
          align="flex-start"
          c={token('late')}
          style={{ background: token('s1-soft'), borderBottom: `1px solid ${token('s1-line')}` }}
        >
          <IconAlertTriangle size="1.25em" aria-hidden style={{ flexShrink: 0 }} />
          <Text>
            <Text span fw={600}>
              {data.since ? t('silentSince', { when: times.near(data.since, now) }) : t('never')}
            </Text>{' '}
            {t('means')}
          </Text>
        </Group>
      )}
    </div>
  )
}
