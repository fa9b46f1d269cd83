'use client'
import { Anchor, Group, Paper, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTRPC } from '@/app/_trpc/client'
import { EmptyState } from '@/app/_ui/empty-state'
import { ListPages } from '@/app/_ui/list-pages'
import { Screen } from '@/app/_ui/screen'
import { useServerNow } from '@/app/_ui/server-clock'
import { SeverityGlyph } from '@/app/_ui/severity-glyph'
import { token } from '@/app/_ui/theme'
import css from '@/app/_ui/ui.module.css'
import { useAddress } from '@/app/_ui/use-address'
import { useOpenRow } from '@/app/_ui/use-open-row'
import { useTimes } from '@/app/_ui/use-times'
import type { RiskRow } from '@/server/insight/schema'

/** The time left for one SLA clock, or how late it is; follows the server's clock. */
function Countdown({ clock, first }: { clock: RiskRow['clocks'][number]; first: boolean }) {
  const t = useTranslations('common.clock')
  const field = useTranslations('field')
  const times = useTimes()
  const now = useServerNow(1_000)
  const left = clock.dueAt.getTime() - now
  return (
    <Group component="li" gap="sm" justify="space-between" wrap="nowrap">
      <Text c="dimmed">{field(`metric.${clock.metric}`)}</Text>
      <Text
        fz={first ? 'xl' : 'sm'}
        lh={1.3}
        fw={600}
        className={css.num}
        c={left < 0 ? token('late') : token('warned')}
        ta="right"
      >
        {left < 0 ? t('late', { length: times.length(-left) }) : t('left', { length: times.length(left) })}
      </Text>
    </Group>
  )
}

function RiskCard({ row }: { row: RiskRow }) {
  const t = useTranslations('manage')
  const openRow = useOpenRow()
  const href = `/desk/tickets/${row.reference}`
  return (
    <Paper component="article" p="md" className={css.openRow} onClick={openRow(href)}>
      <Group justify="space-between" align="flex-start" gap="md">
        <Group gap="md" miw={0} flex="1 1 16rem" wrap="nowrap" align="flex-start">
          <SeverityGlyph severity={row.severity} size={18} />
          <div>
            <Anchor component={Link} href={href} c="inherit" fz="md" fw={550} className={css.stretched}>
              {row.reference} <bdi>{row.subject}</bdi>
            </Anchor>
            <Text c="dimmed">
              <bdi>{row.organisation}</bdi> · {row.assignee ?? t('nobody')}
            </Text>
          </div>
        </Group>
        <Stack
          component="ul"
          gap={2}
          m={0}
          p={0}
          flex={{ base: '1 1 17rem', sm: '0 1 17rem' }}
          style={{ listStyle: 'none' }}
        >
          {row.clocks.map((clock, index) => (
            <Countdown key={`${clock.metric}-${clock.dueAt.getTime()}`} clock={clock} first={index === 0} />
          ))}
        </Stack>
      </Group>
    </Paper>
  )
}

/** For a wall display: tickets with a target that is at risk or missed, most urgent first. */
export function AtRiskScreen() {
  const t = useTranslations('manage')
  const trpc = useTRPC()
  const [params] = useAddress()
  const after = params.get('after')
  const query = useQuery({ ...trpc.insight.atRisk.queryOptions({ after }), refetchInterval: 30_000 })
  const { total, tickets } = query.data ?? { total: 0, tickets: 0 }
  return (
    <Screen title={t('atRisk')} note={query.data && t('atRiskCount', { count: total, tickets })}>
      {query.data?.rows.length === 0 && <EmptyState title={t('nothingAtRisk')} hint={t('nothingAtRiskHint')} />}
      <Stack gap="sm">
        {query.data?.rows.map((row) => (
          <RiskCard key={row.reference} row={row} />
        ))}
      </Stack>
      <ListPages next={query.data?.next ?? null} />
    </Screen>
  )
}
