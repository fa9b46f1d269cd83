'use client'
import { useTranslations } from 'next-intl'
import type { TicketView } from '@/server/tickets/schema'

/** At the end of a printed ticket: the line by which the record on paper can be held against the one kept. */
export function RecordLine({ ledger }: Pick<TicketView, 'ledger'>) {
  const t = useTranslations('ticket.record')
  return <p className="print-only">{t('line', { seq: ledger.seq, head: ledger.head })}</p>
}
