'use client'
import { Text, VisuallyHidden } from '@mantine/core'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { ClockPill } from '@/app/_ui/clock-pill'
import { Person } from '@/app/_ui/person'
import { SeverityGlyph } from '@/app/_ui/severity-glyph'
import { token } from '@/app/_ui/theme'
import { TimeText } from '@/app/_ui/time-text'
import css from '@/app/_ui/ui.module.css'
import { useOpenRow } from '@/app/_ui/use-open-row'
import type { TicketRow } from '@/server/tickets/reading/schema'
import { messageOf } from '@/app/_i18n/message-of'

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

/** One ticket per row; on a phone its cells wrap into three lines. */
export function QueueRow({ row }: { row: TicketRow }) {
  const t = useTranslations('desk.queue')
  const field = useTranslations('field')
  const openRow = useOpenRow()
  const about = [
    row.product && messageOf(field, `product.${row.product}`),
    messageOf(field, `scenario.${row.scenario}`),
  ]
    .filter(Boolean)
    .join(' · ')
  const late = t('alsoLate', { metrics: row.openBreaches.map((metric) => field(`metric.${metric}`)).join(t('comma')) })
  return (
    <div
      className={`${css.queueRow} ${css.openRow}`}
      role="row"
      data-reference={row.reference}
      data-paged={row.pagedSince ? true : undefined}
      onClick={openRow(`/desk/tickets/${row.reference}`)}
    >
      <span role="cell">
        <SeverityGlyph severity={row.severity} />
      </span>
      <Text span role="cell" c="dimmed" className={css.num} style={{ whiteSpace: 'nowrap' }}>
        {row.reference}
        <Text span fz="xs" c="dimmed" display={{ base: 'inline', sm: 'none' }}>
          {' · '}
          {row.organisation.name}
        </Text>
      </Text>
      <span role="cell" className={`${css.subjectCell} ${css.rowSubject}`}>
        <Link
          href={`/desk/tickets/${row.reference}`}
          data-row-link
          dir="auto"
          className={`${css.subject} ${css.rowLink} ${css.stretched} ${row.unread ? css.unread : ''}`}
        >
          <bdi>{row.subject}</bdi>
          {row.unread && <VisuallyHidden> ({t('unread')})</VisuallyHidden>}
        </Link>
        {row.pagedSince && (
          <Text span fz="xs" fw={600} c={token('late')} flex="none">
            {t('paged')}
          </Text>
        )}
        {row.disputed && (
          <Text span fz="xs" c={token('warned')} flex="none">
            {t('disputed')}
          </Text>
        )}
        {row.openBreaches.length > 0 ? (
          <Text span fz="xs" c={token('late')} flex="none" title={late} className={css.above}>
            <Text span inherit display={{ base: 'inline', sm: 'none' }}>
              {late}
            </Text>
            <Text span inherit display={{ base: 'none', sm: 'inline' }} aria-label={late}>
              {t('moreLate', { count: row.openBreaches.length })}
            </Text>
          </Text>
        ) : (
          row.breaches > 0 &&
          row.clock?.state !== 'breached' && (
            <Text span fz="xs" c={token('late')} flex="none">
              {t('breaches', { count: row.breaches })}
            </Text>
          )
        )}
      </span>
      <Text span role="cell" truncate className={css.onlyWide}>
        {row.organisation.name}
      </Text>
      <Text span role="cell" c="dimmed" truncate className={css.onlyWide}>
        {about}
      </Text>
      <span role="cell" className={`${css.rowClock} ${css.above}`}>
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
      <Text span role="cell" fz="xs" c="dimmed" ta="right" className={`${css.num} ${css.activity} ${css.above}`}>
        <TimeText at={row.lastActivityAt} style="relative" />
      </Text>
    </div>
  )
}
