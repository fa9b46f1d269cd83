'use client'
import Link from 'next/link'
import { useTranslations } from '@/app/_i18n/use-translations'
import { ClockPill } from '@/app/_ui/clock-pill'
import { SeverityGlyph } from '@/app/_ui/severity-glyph'
import { Tag } from '@/app/_ui/tag'
import { TimeText } from '@/app/_ui/time-text'
import ui from '@/app/_ui/ui.module.css'
import type { FoundParts } from '@/app/_search/found'
import type { TicketRow } from '@/server/tickets/reading/schema'
import css from './tickets.module.css'

/**
 * One ticket as a link: its subject, the next due clock, its status.
 * @param found what a search found in it
 */
export function CustomerTicketRow({ ticket, found }: { ticket: TicketRow; found?: FoundParts }) {
  const t = useTranslations('portal.list')
  const field = useTranslations('field.status')
  const done = ticket.status === 'resolved' || ticket.status === 'closed'
  return (
    <Link href={`/tickets/${ticket.reference}`} className={css.row}>
      <SeverityGlyph severity={ticket.severity} />
      <span className={`${ui.text} ${ui.small} ${ui.dimmed} ${ui.num}`}>{ticket.reference}</span>
      <span dir="auto" className={`${ui.text} ${ui.clamp} ${css.subject} ${ticket.unread ? ui.unread : ''}`}>
        {found?.subject ?? ticket.subject}
        {ticket.unread && <span className={ui.spoken}> ({t('unread')})</span>}
        {found?.excerpt && <span className={css.excerpt}>{found.excerpt}</span>}
      </span>
      <span className={css.clock}>
        {ticket.clock ? (
          <ClockPill clock={ticket.clock} withMetric />
        ) : (
          done && (
            <span className={`${ui.text} ${ui.small} ${ticket.breaches > 0 ? ui.lateText : ui.dimmed}`}>
              {ticket.breaches > 0 ? t('missed', { count: ticket.breaches }) : t('kept')}
            </span>
          )
        )}
      </span>
      <span className={css.status}>
        <Tag>{field(ticket.status)}</Tag>
      </span>
      <span className={`${ui.text} ${ui.small} ${ui.dimmed} ${css.activity}`}>
        <TimeText at={ticket.lastActivityAt} style="relative" />
      </span>
    </Link>
  )
}
