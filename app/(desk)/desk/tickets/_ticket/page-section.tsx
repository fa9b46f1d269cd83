'use client'
import { Text } from '@/app/_ui/light'
import { useTranslations } from '@/app/_i18n/use-translations'
import type { ComponentType, ReactNode } from 'react'
import { TimeText } from '@/app/_ui/time-text'
import { useTimes } from '@/app/_ui/use-times'
import type { TicketView } from '@/server/tickets/reading/schema'
import { PageActions } from './page-actions'

/** Shows who was paged for this ticket, who acknowledged and after how long; with a button to acknowledge. */
export function PageSection({
  ticket,
  Section,
}: {
  ticket: TicketView
  Section: ComponentType<{ title: string; aside?: ReactNode; children: ReactNode }>
}) {
  const t = useTranslations('desk.page')
  const times = useTimes()
  const { page } = ticket
  const next = ticket.paging?.next
  if (!page)
    return (
      <Section title={t('title')}>
        <Text c="dimmed">{t('none')}</Text>
      </Section>
    )
  const waits = page.state === 'open' || page.state === 'unanswered'
  return (
    <Section title={t('title')} aside={t(`state.${page.state}`)}>
      {page.acknowledgedBy && page.acknowledgedAt ? (
        <Text>
          {t('acknowledged', {
            name: page.acknowledgedBy.name,
            length: times.length(page.acknowledgedAt.getTime() - page.openedAt.getTime()),
          })}
        </Text>
      ) : (
        <Text component="div">
          {t('openedAt')} <TimeText at={page.openedAt} />
          {waits && next && (
            <>
              {' · '}
              {next.kind === 'notify'
                ? t('nextNames', { names: next.names.join(', ') })
                : t(next.kind === 'persist' ? 'nextEveryone' : 'nextManagers')}{' '}
              <TimeText at={next.at} />
            </>
          )}
        </Text>
      )}
      {page.state === 'acknowledged' && page.nextAt && (
        <Text fz="xs" c="dimmed" mt={4} component="div">
          {t(page.snoozed ? 'snoozed' : 'comesBack')} <TimeText at={page.nextAt} />
        </Text>
      )}
      {page.responders.length > 0 && (
        <Text fz="xs" c="dimmed" mt={4}>
          {t('notified', { names: [...new Set(page.responders.map((responder) => responder.name))].join(', ') })}
        </Text>
      )}
      {page.helpers.length > 0 && (
        <Text fz="xs" c="dimmed" mt={4}>
          {t('helpers', {
            names: page.helpers
              .map(({ name, joinedAt }) => (joinedAt ? t('helperThere', { name }) : t('helperAsked', { name })))
              .join(', '),
          })}
        </Text>
      )}
      <PageActions pageId={page.id} state={page.state} mayAct={ticket.may.answer} />
    </Section>
  )
}
