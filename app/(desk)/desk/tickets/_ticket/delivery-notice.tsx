'use client'
import { Text } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import { token } from '@/app/_ui/theme'
import type { TicketView } from '@/server/tickets/reading/schema'

/** Warns when the customer is not notified of this ticket: mails failed permanently, or the filer has left. */
export function DeliveryNotice({ ticket }: { ticket: TicketView }) {
  const t = useTranslations('ticket.undelivered')
  const failed = ticket.undelivered.filter(({ state }) => state === 'failed')
  const names = [...new Set(failed.map(({ person }) => person.name))]
  if (names.length === 0 && !ticket.filerLeft) return null
  return (
    <>
      {names.length > 0 && (
        <Text c={token('late')} mb="sm" role="status">
          {t('notice', { count: failed.length, names: names.join(', ') })}
        </Text>
      )}
      {ticket.filerLeft && (
        <Text c="dimmed" mb="sm">
          {t('filerLeft', { name: ticket.filer.name, organisation: ticket.organisation.name })}
        </Text>
      )}
    </>
  )
}
