'use client'
import { Badge, Box, Group, Paper, Text } from '@mantine/core'
import Link from 'next/link'
import { useTranslations } from '@/app/_i18n/use-translations'
import { SeverityGlyph } from '@/app/_ui/severity-glyph'
import { token } from '@/app/_ui/theme'
import { TimeText } from '@/app/_ui/time-text'
import css from '@/app/_ui/ui.module.css'
import type { HandoffRow } from '@/server/handoff/schema'
import { ShiftEndText } from './shift-end-text'

/** Number of tickets that the line of a brief names. */
const named = 6

/** One brief: from whom to whom, when, and what is still open. */
export function HandoffRowLink({ row }: { row: HandoffRow }) {
  const t = useTranslations('handoff')
  const words = { outgoing: row.outgoing.name, incoming: row.incoming?.name ?? '' }
  return (
    <Paper
      component={Link}
      href={`/desk/handoff/${row.id}`}
      p="sm"
      withBorder
      display="block"
      c="inherit"
      className={css.cardLink}
      style={row.state === 'waiting' && row.urgent > 0 ? { borderColor: token('late-line') } : undefined}
    >
      <Group justify="space-between" gap="sm" align="flex-start">
        <Box miw={0}>
          <Group gap="sm">
            {row.mostSevere && <SeverityGlyph severity={row.mostSevere} />}
            <Text fw={600}>{row.incoming ? t('people', words) : t('peopleNobody', words)}</Text>
          </Group>
          <Text style={{ overflowWrap: 'anywhere' }}>
            {[row.references.slice(0, named).join(', '), row.subject].filter(Boolean).join(' ')}
            {row.references.length > named && ' …'}
          </Text>
          <Text fz="xs" c="dimmed" component="div">
            {row.schedule ?? t('oneTicket')}
            {' · '}
            {row.schedule && row.state === 'draft' ? <ShiftEndText at={row.endsAt} /> : <TimeText at={row.endsAt} />}
          </Text>
        </Box>
        <Group gap="sm">
          {row.missing > 0 && (
            <Text fz="xs" c={token('late')}>
              {t('missing', { count: row.missing })}
            </Text>
          )}
          <Text fz="xs" c="dimmed" className={css.num}>
            {row.state === 'waiting' && row.outstanding < row.tickets
              ? t('left', { left: row.outstanding, count: row.tickets })
              : t('tickets', { count: row.tickets })}
          </Text>
          <Badge>{t(`state.${row.state}`)}</Badge>
        </Group>
      </Group>
    </Paper>
  )
}
