'use client'
import { Badge, Box, Divider, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useTRPC } from '@/app/_trpc/client'
import { OnCallBadge } from './on-call-badge'
import { useServerNow } from './server-clock'
import { token } from './theme'
import css from './ui.module.css'
import { useTimes } from './use-times'

const shown = 3

/** At the foot of a staff rail: who is on call, and how many pages wait for the reader. */
export function OnCallNow() {
  const t = useTranslations('common.onCall')
  const trpc = useTRPC()
  const times = useTimes()
  const now = useServerNow(60_000)
  const onCall = useQuery(trpc.oncall.now.queryOptions(undefined, { refetchInterval: 60_000 }))
  const waiting = useQuery(trpc.paging.waiting.queryOptions())
  const count = waiting.data?.length ?? 0
  return (
    <Box px={4}>
      <Divider color={token('line')} my="sm" />
      <Text fz="xs" c="dimmed" mb={6}>
        {t('now')}
      </Text>
      <Stack gap={6}>
        {(onCall.data ?? []).slice(0, shown).map((shift) => (
          <OnCallBadge
            key={`${shift.scheduleName}-${shift.person?.id ?? ''}`}
            name={shift.person?.name ?? null}
            note={(onCall.data?.length ?? 0) > 1 ? shift.scheduleName : undefined}
            until={shift.until ? t('until', { when: times.near(shift.until, now) }) : shift.scheduleName}
          />
        ))}
        {onCall.data?.length === 0 && <OnCallBadge name={null} until={t('gap')} />}
      </Stack>
      <Group justify="space-between" mt="sm" wrap="nowrap">
        <Text fz="xs">{t('pagesForMe')}</Text>
        <Badge variant={count ? 'filled' : 'default'} color={count ? 'red.8' : undefined} className={css.num}>
          {count}
        </Badge>
      </Group>
    </Box>
  )
}
