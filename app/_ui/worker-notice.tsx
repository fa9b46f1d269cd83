'use client'
import { Anchor, Group, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import Link from 'next/link'
import { useTRPC } from '@/app/_trpc/client'
import { token } from './theme'

/** Polling interval: no event reports that a worker has stopped. */
const pollEveryMs = 30_000

/** A warning on every staff screen while paging may not work, or while a problem waits for an administrator. */
export function WorkerNotice() {
  const t = useTranslations('health')
  const trpc = useTRPC()
  const { data } = useQuery(trpc.system.alarm.queryOptions(undefined, { refetchInterval: pollEveryMs }))
  const isRed = (data?.problems.length ?? 0) > 0
  const isShown = isRed || (data?.degradations.length ?? 0) > 0
  return (
    <div role="alert">
      {data && isShown && (
        <Group
          px={{ base: 'md', sm: 'lg' }}
          py={7}
          gap="sm"
          wrap="nowrap"
          align="flex-start"
          c={token(isRed ? 'late' : 'warned')}
          style={{
            background: token(isRed ? 's1-soft' : 'warned-soft'),
            borderBottom: `1px solid ${token(isRed ? 's1-line' : 'warned-line')}`,
          }}
        >
          <IconAlertTriangle size="1.25em" aria-hidden style={{ flexShrink: 0 }} />
          <Text>
            <Text span fw={600}>
              {t(isRed ? 'title' : 'degradedTitle')}
            </Text>{' '}
            {[
              ...data.problems.map((problem) => t(`problems.${problem}`)),
              ...data.degradations.map((one) => t(`degradations.${one}`, { count: data.parked })),
            ].join(' ')}{' '}
            {isRed && t('meanwhile')}{' '}
            {data.mayRepair && (
              <Anchor component={Link} href="/manage/system" inherit underline="always">
                {t('open')}
              </Anchor>
            )}
          </Text>
        </Group>
      )}
    </div>
  )
}
