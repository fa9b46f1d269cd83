'use client'
import { Anchor, Group, Paper, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
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

function Countdown({ row }: { row: RiskRow }) {
  const t = useTranslations('common.clock')
  const times = useTimes()
  const now = useServerNow(1_000)
  const left = row.dueAt.getTime() - now
  return (
    <Text fz="xl" fw={600} className={css.num} c={left < 0 ? token('late') : token('warned')}>
      {left < 0 ? t('late', { length: times.length(-left) }) : t('left', { length: times.length(left) })}
    </Text>
  )
}

/** For the wall: what is about to be missed, or is, the most urgent first. */
export function AtRiskScreen() {
  const t = useTranslations('manage')
  const field = useTranslations('field')
  const trpc = useTRPC()
  const [params] = useAddress()
  const openRow = useOpenRow()
  const after = params.get('after')
  const query = useQuery({ ...trpc.insight.atRisk.queryOptions({ after }), refetchInterval: 30_000 })
  return (
    <Screen title={t('atRisk')} note={query.data && t('atRiskCount', { count: query.data.total })}>
      {query.data?.rows.length === 0 && <EmptyState title={t('nothingAtRisk')} hint={t('nothingAtRiskHint')} />}
      <Stack gap="sm">
        {query.data?.rows.map((row) => (
          <Paper
            key={`${row.reference}-${row.metric}-${row.dueAt.getTime()}`}
            p="md"
            className={css.openRow}
            onClick={openRow(`/desk/tickets/${row.reference}`)}
          >
            <Group justify="space-between" gap="md">
              <Group gap="md" miw={0} flex="1 1 16rem" wrap="nowrap">
                <SeverityGlyph severity={row.severity} size={18} />
                <div>
                  <Anchor
                    component={Link}
                    href={`/desk/tickets/${row.reference}`}
                    c="inherit"
                    fz="md"
                    fw={550}
                    className={css.stretched}
                  >
                    {row.reference} <bdi>{row.subject}</bdi>
                  </Anchor>
                  <Text c="dimmed">
                    {row.organisation} · {field(`metric.${row.metric}`)} · {row.assignee ?? t('nobody')}
                  </Text>
                </div>
              </Group>
              <Countdown row={row} />
            </Group>
          </Paper>
        ))}
      </Stack>
      <ListPages next={query.data?.next ?? null} />
    </Screen>
  )
}
