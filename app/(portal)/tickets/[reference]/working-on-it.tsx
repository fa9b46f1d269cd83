'use client'
import { Stack, Text } from '@mantine/core'
import { useLocale } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import { OnCallBadge } from '@/app/_ui/on-call-badge'
import { useServerNow } from '@/app/_ui/server-clock'
import css from '@/app/_ui/ui.module.css'
import { useTimes } from '@/app/_ui/use-times'
import type { TicketView } from '@/server/tickets/reading/schema'
import { listFormat } from '@/server/vocabulary/list'

/** Shows who was paged and since when, who acknowledged, and until then who is called next and when. */
function Paging({ paging }: { paging: NonNullable<TicketView['paging']> }) {
  const t = useTranslations('portal.facts')
  const locale = useLocale()
  const times = useTimes()
  const now = useServerNow(10_000)
  const when = (at: Date) => times.near(at, now)
  const names = (all: string[]) => listFormat(locale).format(all)
  const { called, acknowledged, next } = paging
  const reached = called.filter((person) => person.at !== null)
  const trying = called.filter((person) => person.at === null)
  // Once the instant of the next call has passed, it is being made, and the data soon names the person called.
  const ahead = next && next.at.getTime() > now ? next : null
  return (
    <Stack gap={4} role="status" className={css.num}>
      {reached.map((person) => (
        <Text key={person.name}>
          {acknowledged && acknowledged.name === person.name
            ? t('pagedAndAcknowledged', {
                name: person.name,
                paged: when(person.at!),
                acknowledged: when(acknowledged.at),
              })
            : t('paged', { name: person.name, when: when(person.at!) })}
        </Text>
      ))}
      {acknowledged && !reached.some((person) => person.name === acknowledged.name) && (
        <Text>{t('acknowledged', { name: acknowledged.name, when: when(acknowledged.at) })}</Text>
      )}
      {!acknowledged && trying.length > 0 && (
        <Text c="dimmed">{t('calling', { names: names(trying.map((person) => person.name)) })}</Text>
      )}
      {!acknowledged && ahead && (
        <Text c="dimmed">
          {ahead.kind === 'notify'
            ? t('next', { names: names(ahead.names), count: ahead.names.length, when: when(ahead.at) })
            : t(ahead.kind === 'persist' ? 'nextEveryone' : 'nextManagers', { when: when(ahead.at) })}
        </Text>
      )}
    </Stack>
  )
}

/** The ticket's assignee and the state of paging: at 02:00 a customer must see that somebody is being called. */
export function WorkingOnIt({ ticket }: { ticket: TicketView }) {
  const t = useTranslations('portal.facts')
  const { assignee, paging, status } = ticket
  const shown = paging && status !== 'resolved' && status !== 'closed' ? paging : null
  return (
    <Stack gap="xs">
      {assignee && <OnCallBadge name={assignee.name} until={t('support')} />}
      {shown && <Paging paging={shown} />}
      {!assignee && !shown && <Text>{t('nobodyYet')}</Text>}
    </Stack>
  )
}
