'use client'
import { Badge, Text, VisuallyHidden } from '@mantine/core'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { ClockPill } from '@/app/_ui/clock-pill'
import { SeverityGlyph } from '@/app/_ui/severity-glyph'
import { token } from '@/app/_ui/theme'
import { TimeText } from '@/app/_ui/time-text'
import ui from '@/app/_ui/ui.module.css'
import type { TicketRow } from '@/server/tickets/reading/schema'
import css from './tickets.module.css'

/** One ticket as a link: its subject, the next due clock, its status. */
export function CustomerTicketRow({ ticket }: { ticket: TicketRow }) {
  const t = useTranslations('portal.list')
  const field = useTranslations('field.status')
  const done = ticket.status === 'resolved' || ticket.status === 'closed'
  return (
    <Link href={`/tickets/${ticket.reference}`} className={css.row}>
      <SeverityGlyph severity={ticket.severity} />
      <Text span fz="xs" c="dimmed" className={ui.num}>
        {ticket.reference}
      </Text>
      <Text
        span
        dir="auto"
        className={`${css.subject} ${ticket.unread ? ui.unread : ''}`}
        fw={ticket.unread ? 600 : undefined}
        lineClamp={2}
      >
        {ticket.subject}
        {ticket.unread && <VisuallyHidden> ({t('unread')})</VisuallyHidden>}
      </Text>
      <span className={css.clock}>
        {ticket.clock ? (
          <ClockPill clock={ticket.clock} withMetric />
        ) : (
          done && (
            <Text span fz="xs" c={ticket.breaches > 0 ? token('late') : 'dimmed'}>
              {ticket.breaches > 0 ? t('missed', { count: ticket.breaches }) : t('kept')}
            </Text>
          )
        )}
      </span>
      <span className={css.status}>
        <Badge>{field(ticket.status)}</Badge>
      </span>
      <Text span fz="xs" c="dimmed" className={css.activity}>
        <TimeText at={ticket.lastActivityAt} style="relative" />
      </Text>
    </Link>
  )
}
