'use client'
import { Text } from '@mantine/core'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { ClockPill } from '@/app/_ui/clock-pill'
import { Person } from '@/app/_ui/person'
import { SeverityGlyph } from '@/app/_ui/severity-glyph'
import { TimeText } from '@/app/_ui/time-text'
import css from '@/app/_ui/ui.module.css'
import type { TicketRow } from '@/server/tickets/schema'

const columns = [
  'severity',
  'number',
  'subject',
  'organisation',
  'productScenario',
  'dueNext',
  'assignee',
  'activity',
] as const

export function QueueHead() {
  const t = useTranslations('desk.queue.column')
  return (
    <div className={`${css.queueRow} ${css.queueHead}`} role="row">
      {columns.map((name) => (
        <span key={name} role="columnheader">
          {t(name)}
        </span>
      ))}
    </div>
  )
}

/** One ticket, one line; on a phone the same cells fall into three. */
export function QueueRow({ row, selected }: { row: TicketRow; selected: boolean }) {
  const t = useTranslations('desk.queue')
  const field = useTranslations('field')
  const about = [row.product && field(`product.${row.product}`), field(`scenario.${row.scenario}`)]
    .filter(Boolean)
    .join(' · ')
  return (
    <div className={css.queueRow} role="row" data-selected={selected || undefined} data-reference={row.reference}>
      <span role="cell">
        <SeverityGlyph severity={row.severity} />
      </span>
      <Text span role="cell" c="dimmed" fz="xs" className={css.num}>
        {row.reference}
        <Text span fz="xs" c="dimmed" display={{ base: 'inline', sm: 'none' }}>
          {' · '}
          {row.organisation.name}
        </Text>
      </Text>
      <span role="cell" className={`${css.subjectCell} ${css.rowSubject}`}>
        <Link
          href={`/desk/tickets/${row.reference}`}
          className={`${css.subject} ${css.rowLink} ${row.unread ? css.unread : ''}`}
        >
          {row.subject}
        </Link>
        {row.breaches > 0 && row.clock?.state !== 'breached' && (
          <Text span fz="xs" c="var(--nd-late)" flex="none">
            {t('breaches', { count: row.breaches })}
          </Text>
        )}
      </span>
      <Text span role="cell" truncate className={css.onlyWide}>
        {row.organisation.name}
      </Text>
      <Text span role="cell" c="dimmed" truncate className={css.onlyWide}>
        {about}
      </Text>
      <span role="cell" className={css.rowClock}>
        <ClockPill clock={row.clock} withMetric />
      </span>
      <span role="cell" className={css.rowWho}>
        {row.assignee ? (
          <Person name={row.assignee.name} />
        ) : (
          <Text span fz="xs" c="dimmed">
            {t('unassigned')}
          </Text>
        )}
      </span>
      <Text span role="cell" fz="xs" c="dimmed" ta="right" className={css.num}>
        <TimeText at={row.lastActivityAt} style="relative" />
      </Text>
    </div>
  )
}
