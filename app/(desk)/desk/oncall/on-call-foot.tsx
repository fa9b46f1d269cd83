'use client'
import { SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTRPC } from '@/app/_trpc/client'
import { token } from '@/app/_ui/theme'
import { useServerNow } from '@/app/_ui/server-clock'
import { useTimes } from '@/app/_ui/use-times'
import { useViewer } from '@/app/_ui/viewer-context'
import { HandoffPanel } from './handoff-panel'

/** Three short columns: the next handoff, the last drill, and the reader's own on-call load. */
export function OnCallFoot() {
  return (
    <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="xl" pt="md" style={{ borderTop: `1px solid ${token('line')}` }}>
      <HandoffPanel />
      <LastDrill />
      <OwnLoad />
    </SimpleGrid>
  )
}

function LastDrill() {
  const t = useTranslations('oncall.foot')
  const trpc = useTRPC()
  const times = useTimes()
  const now = useServerNow(60_000)
  const { data } = useQuery(trpc.paging.drills.queryOptions())
  const [last] = data?.drills ?? []
  const next = data?.plans.flatMap(({ nextAt }) => nextAt ?? []).sort((a, b) => a.getTime() - b.getTime())[0]
  const words = last && {
    when: times.near(last.at, now),
    length: times.length(last.acknowledgedMs ?? 0),
    name: last.acknowledgedBy ?? '',
  }
  const values = {
    acknowledged: 'drillAcknowledged',
    missed: 'drillMissed',
    nobody: 'drillNobody',
    running: 'drillRunning',
    stopped: 'drillStopped',
  } as const
  const failed = last?.result === 'missed' || last?.result === 'nobody'
  return (
    <Stack gap="xs" component="section" aria-label={t('drill')} aria-busy={!data}>
      <Title order={2} fz="sm">
        {t('drill')}
      </Title>
      {last && words && <Text c={failed ? token('late') : 'dimmed'}>{t(values[last.result], words)}</Text>}
      {data && (
        <Text c="dimmed">{next ? t('drillNext', { when: times.near(next, now) }) : !last ? t('noDrill') : null}</Text>
      )}
    </Stack>
  )
}

function OwnLoad() {
  const t = useTranslations('oncall.foot')
  const trpc = useTRPC()
  const me = useViewer()?.userId
  const { data } = useQuery(trpc.paging.load.queryOptions({ period: 'past' }))
  const mine = data?.people.find(({ person }) => person === me)
  return (
    <Stack gap="xs" component="section" aria-label={t('load')} aria-busy={!data}>
      <Title order={2} fz="sm">
        {t('load')}
      </Title>
      {data && (
        <Text c="dimmed">
          {mine ? t('loadWords', { shifts: mine.shifts, pages: mine.pages, night: mine.pagesAtNight }) : t('loadNone')}
        </Text>
      )}
    </Stack>
  )
}
