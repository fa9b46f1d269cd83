'use client'
import { Anchor } from '@mantine/core'
import { Box, Group, Text } from '@/app/_ui/light'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTRPC } from '@/app/_trpc/client'
import { useServerNow } from '@/app/_ui/server-clock'
import { SeverityGlyph } from '@/app/_ui/severity-glyph'
import { token } from '@/app/_ui/theme'
import css from '@/app/_ui/ui.module.css'
import { useAddress } from '@/app/_ui/use-address'
import { useOpenRow } from '@/app/_ui/use-open-row'
import { useTimes } from '@/app/_ui/use-times'
import type { DisputeRow } from '@/server/tickets/disputes/schema'
import { WaitingList } from './waiting-list'

function Words({ label, text }: { label: string; text: string | null }) {
  const t = useTranslations('manage.disputes')
  return (
    <Box miw={0} flex={1}>
      <Text fz="xs" c="dimmed">
        {label}
      </Text>
      <Text lineClamp={3} dir="auto" c={text === null ? 'dimmed' : undefined} style={{ overflowWrap: 'anywhere' }}>
        {text ?? t('erased')}
      </Text>
    </Box>
  )
}

function Dispute({ row }: { row: DisputeRow }) {
  const t = useTranslations('manage.disputes')
  const times = useTimes()
  const now = useServerNow(60_000)
  const href = `/desk/tickets/${row.reference}#dispute`
  const openRow = useOpenRow()
  return (
    <Box
      component="li"
      className={css.openRow}
      py="sm"
      style={{ borderTop: `1px solid ${token('line')}` }}
      onClick={openRow(href)}
    >
      <Group gap="sm" wrap="nowrap" mb={4} justify="space-between">
        <Group gap="sm" wrap="nowrap" miw={0}>
          <SeverityGlyph severity={row.severity} />
          <Anchor component={Link} href={href} c="inherit" className={css.stretched} truncate>
            {row.reference} <bdi>{row.subject}</bdi>
          </Anchor>
          <Text c="dimmed" flex="none" visibleFrom="sm">
            {row.organisation}
          </Text>
        </Group>
        <Text fz="xs" c="dimmed" flex="none" className={css.num}>
          {t('since', { when: times.near(row.openedAt, now) })}
        </Text>
      </Group>
      <Group gap="lg" align="flex-start" grow preventGrowOverflow={false}>
        <Words label={t('reply', { who: row.author, when: times.near(row.repliedAt, now) })} text={row.reply} />
        <Words label={t('reason', { who: row.disputedBy })} text={row.reason} />
      </Group>
    </Box>
  )
}

/** Disputed answers that wait for a manager, the oldest first, each with both texts. */
export function OpenDisputes() {
  const t = useTranslations('manage.disputes')
  const trpc = useTRPC()
  const [params] = useAddress()
  const disputes = useQuery(trpc.disputes.open.queryOptions({ after: params.get('disputes') }))
  return (
    <WaitingList
      id="to-decide"
      title={t('title')}
      hint={t('hint')}
      none={t('none')}
      page={disputes.data}
      pageName="disputes"
      error={disputes.error}
    >
      {(row) => <Dispute key={row.id} row={row} />}
    </WaitingList>
  )
}
