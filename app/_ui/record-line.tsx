'use client'
import { useTranslations } from '@/app/_i18n/use-translations'
import type { TicketView } from '@/server/tickets/reading/schema'

/** The last line of a printed ticket: the head hash, for comparing the paper with the stored record. */
export function RecordLine({ ledger }: Pick<TicketView, 'ledger'>) {
  const t = useTranslations('ticket.record')
  return <p className="print-only">{t('line', { seq: ledger.seq, head: ledger.head })}</p>
}
