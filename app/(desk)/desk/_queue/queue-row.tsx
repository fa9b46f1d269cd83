'use client'
import Link from 'next/link'
import { memo, type ReactNode } from 'react'
import { useTranslations } from '@/app/_i18n/use-translations'
import { ClockPill } from '@/app/_ui/clock-pill'
import { Person } from '@/app/_ui/person'
import { SeverityGlyph } from '@/app/_ui/severity-glyph'
import { TimeText } from '@/app/_ui/time-text'
import css from '@/app/_ui/ui.module.css'
import { useOpenRow } from '@/app/_ui/use-open-row'
import type { FoundParts } from '@/app/_search/found'
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

/** @param all the box that selects every row; null for staff who may change no ticket */
export function QueueHead({ all }: { all: ReactNode }) {
  const t = useTranslations('desk.queue.column')
  return (
    <div className={`${css.queueRow} ${css.queueHead}`} role="row">
      {columns.map((name) => (
        <span key={name} role="columnheader">
          {name === 'severity' && all}
          {t(name)}
        </span>
      ))}
    </div>
  )
}

/** One ticket per row; on a phone its cells wrap into three lines. */
export const QueueRow = memo(function QueueRow({
  row,
  found,
  isSelected,
  onSelect,
}: {
  row: TicketRow
  /** What a search found in it. */
  found?: FoundParts
  isSelected: boolean
  /** Null for staff who may change no ticket. `isRange` is true with Shift: up to this row. */
  onSelect: ((reference: string, isRange: boolean) => void) | null
}) {
  const t = useTranslations('desk.queue')
  const field = useTranslations('field')
  const openRow = useOpenRow()
  const about = [
    row.product && messageOf(field, `product.${row.product}`),
    messageOf(field, `scenario.${row.scenario}`),
  ]
    .filter(Boolean)
    .join(' · ')
  const late =
    row.openBreaches.length > 0
      ? t('alsoLate', { metrics: row.openBreaches.map((metric) => field(`metric.${metric}`)).join(t('comma')) })
      : ''
  return (
    <div
      className={`${css.queueRow} ${css.openRow}`}
      role="row"
      data-reference={row.reference}
      data-paged={row.pagedSince ? true : undefined}
      data-selected={isSelected || undefined}
      onClick={openRow(`/desk/tickets/${row.reference}`)}
    >
      <span role="cell" className={css.rowMark}>
        {onSelect && (
          <input
            type="checkbox"
            className={`${css.rowBox} ${css.above}`}
            aria-label={t('select', { reference: row.reference })}
            checked={isSelected}
            // The click and not the change, because only the click knows of Shift.
            onClick={(event) => onSelect(row.reference, event.shiftKey)}
            onChange={() => undefined}
          />
        )}
        <SeverityGlyph severity={row.severity} />
      </span>
      <span role="cell" className={`${css.text} ${css.dimmed} ${css.num} ${css.nowrap}`}>
        {row.reference}
        <span className={`${css.text} ${css.small} ${css.inlinePhone}`}>
          {' · '}
          {row.organisation.name}
        </span>
      </span>
      <span role="cell" className={`${css.subjectCell} ${css.rowSubject}`}>
        <Link
          href={`/desk/tickets/${row.reference}`}
          data-row-link
          dir="auto"
          className={`${css.subject} ${css.rowLink} ${css.stretched} ${row.unread ? css.unread : ''}`}
        >
          <bdi>{found?.subject ?? row.subject}</bdi>
          {row.unread && <span className={css.spoken}> ({t('unread')})</span>}
        </Link>
        {found?.excerpt && <span className={css.rowExcerpt}>{found.excerpt}</span>}
        {row.tags.length > 0 && (
          <span className={`${css.text} ${css.small} ${css.dimmed} ${css.fixed} ${css.rowTags}`}>
            {row.tags.map((name) => (
              <bdi key={name}>{name}</bdi>
            ))}
          </span>
        )}
        {row.pagedSince && (
          <span className={`${css.text} ${css.small} ${css.strong} ${css.lateText} ${css.fixed}`}>{t('paged')}</span>
        )}
        {row.disputed && (
          <span className={`${css.text} ${css.small} ${css.warnedText} ${css.fixed}`}>{t('disputed')}</span>
        )}
        {row.openBreaches.length > 0 ? (
          <span className={`${css.text} ${css.small} ${css.lateText} ${css.fixed} ${css.above}`} title={late}>
            <span className={css.inlinePhone}>{late}</span>
            <span className={css.inlineWide} aria-label={late}>
              {t('moreLate', { count: row.openBreaches.length })}
            </span>
          </span>
        ) : (
          row.breaches > 0 &&
          row.clock?.state !== 'breached' && (
            <span className={`${css.text} ${css.small} ${css.lateText} ${css.fixed}`}>
              {t('breaches', { count: row.breaches })}
            </span>
          )
        )}
      </span>
      <span role="cell" className={`${css.text} ${css.truncate} ${css.onlyWide}`}>
        {row.organisation.name}
      </span>
      <span role="cell" className={`${css.text} ${css.dimmed} ${css.truncate} ${css.onlyWide}`}>
        {about}
      </span>
      <span role="cell" className={`${css.rowClock} ${css.above}`}>
        <ClockPill clock={row.clock} withMetric />
      </span>
      <span role="cell" className={css.rowWho}>
        {row.assignee ? (
          <Person name={row.assignee.name} />
        ) : (
          <span className={`${css.text} ${css.small} ${css.dimmed}`}>{t('unassigned')}</span>
        )}
      </span>
      <span role="cell" className={`${css.text} ${css.small} ${css.dimmed} ${css.end} ${css.num} ${css.above}`}>
        <TimeText at={row.lastActivityAt} style="relative" />
      </span>
    </div>
  )
})
