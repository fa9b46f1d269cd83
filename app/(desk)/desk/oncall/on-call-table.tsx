'use client'
import { Button, Grid, Group, Paper, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useLocale } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTRPC } from '@/app/_trpc/client'
import { Face } from '@/app/_ui/face'
import { token } from '@/app/_ui/theme'
import { TimeText } from '@/app/_ui/time-text'
import { useTimes } from '@/app/_ui/use-times'
import { useViewer } from '@/app/_ui/viewer-context'
import type { PolicyNow } from '@/server/paging/coverage/overview'
import { listFormat } from '@/server/vocabulary/list'
import { GapBar } from './gap-bar'
import { usePolicyUseWords } from './use-policy-words'

/** Column widths out of twelve; on a phone each column takes the whole line. */
const columns = { policy: 3, now: 3, next: 2, gap: 4 } as const

/**
 * One row per escalation policy: who is on call and until when, who is next, and the next gap. On a phone, one card.
 */
export function OnCallTable({ lines, teams }: { lines: PolicyNow[]; teams: { id: string; name: string }[] }) {
  const t = useTranslations('oncall')
  const usedFor = usePolicyUseWords(teams)
  return (
    <Paper role="table" aria-label={t('title')}>
      <Grid px="md" py={6} gap="xs" visibleFrom="sm" role="row">
        {(['policy', 'now', 'next', 'gap'] as const).map((column) => (
          <Grid.Col key={column} span={columns[column]} role="columnheader">
            <Text fw={500} fz="xs" c="dimmed">
              {t(`column.${column}`)}
            </Text>
          </Grid.Col>
        ))}
      </Grid>
      {lines.map((line) => (
        <Grid
          key={line.policyId}
          role="row"
          align="center"
          gap="xs"
          px="md"
          py="xs"
          style={{ borderTop: `1px solid ${token('line')}` }}
        >
          <Grid.Col role="cell" span={{ base: 12, sm: columns.policy }}>
            <Text fw={550}>{line.name}</Text>
            <Text fz="xs" c="dimmed">
              {usedFor(line)}
            </Text>
          </Grid.Col>
          <Grid.Col role="cell" span={{ base: 12, sm: columns.now }}>
            <NowCell line={line} />
          </Grid.Col>
          <Grid.Col role="cell" span={{ base: 12, sm: columns.next }}>
            <Text fz="xs" c="dimmed" hiddenFrom="sm">
              {t('column.next')}
            </Text>
            {line.next ? (
              <>
                <Text>{line.next.name}</Text>
                <Text fz="xs" c="dimmed">
                  <TimeText at={line.next.at} />
                </Text>
              </>
            ) : (
              <Text c="dimmed">{t('noNext')}</Text>
            )}
          </Grid.Col>
          <Grid.Col role="cell" span={{ base: 12, sm: columns.gap }}>
            <Text fz="xs" c="dimmed" hiddenFrom="sm">
              {t('column.gap')}
            </Text>
            <GapCell line={line} />
          </Grid.Col>
        </Grid>
      ))}
    </Paper>
  )
}

function NowCell({ line }: { line: PolicyNow }) {
  const t = useTranslations('oncall')
  const me = useViewer()?.userId
  const list = listFormat(useLocale())
  const [first] = line.people
  if (!first)
    return (
      <Text fw={600} c={token('late')}>
        {t('nobody')}
      </Text>
    )
  return (
    <Group gap="sm" wrap="nowrap">
      <Face name={first.name} size={24} />
      <div>
        <Text>
          {list.format(line.people.map(({ name }) => name))}
          {line.people.some(({ id }) => id === me) && (
            <Text span c="dimmed">
              {' · '}
              {t('now.you')}
            </Text>
          )}
        </Text>
        {(line.until || line.inTurn) && (
          <Text fz="xs" c="dimmed">
            {line.inTurn ? t('now.inTurn') : t.rich('until', { when: () => <TimeText at={line.until!} /> })}
          </Text>
        )}
      </div>
    </Group>
  )
}

function GapCell({ line }: { line: PolicyNow }) {
  const t = useTranslations('oncall')
  const trpc = useTRPC()
  const times = useTimes()
  const { data } = useQuery(trpc.paging.coverage.queryOptions())
  const proof = data?.policies.find(({ policyId }) => policyId === line.policyId)
  if (!data || !proof)
    return (
      <Text fz="xs" c="dimmed">
        {t('now.checking')}
      </Text>
    )
  const bar = <GapBar from={data.from} to={data.to} gaps={proof.gaps} />
  const gap = [...proof.gaps].sort((a, b) => a.from.getTime() - b.from.getTime())[0]
  if (!gap)
    return (
      <Group gap="sm" wrap="nowrap">
        {bar}
        <Text c="dimmed">{t('now.noGap', { until: times.date(data.to) })}</Text>
      </Group>
    )
  const length = times.length(gap.to.getTime() - gap.from.getTime())
  const unmanned = gap.reason === 'nobody_on_call'
  const span = `from=${gap.from.toISOString()}&to=${gap.to.toISOString()}`
  return (
    <Group gap="sm" justify="space-between">
      <Group gap="sm" wrap="nowrap">
        {bar}
        <div>
          <Text fw={600} c={token('late')}>
            <TimeText at={gap.from} />
          </Text>
          <Text fz="xs" c={token('late')}>
            {unmanned ? t('now.nobodyFor', { length }) : t('now.unreachableFor', { length })}
          </Text>
        </div>
      </Group>
      {unmanned && line.scheduleId && (
        <Button
          component={Link}
          href={`/desk/oncall/schedules/${line.scheduleId}?${span}#overrides`}
          variant="default"
          size="xs"
          aria-label={t('now.findCoverNamed', { policy: line.name })}
        >
          {t('now.findCover')}
        </Button>
      )}
    </Group>
  )
}
