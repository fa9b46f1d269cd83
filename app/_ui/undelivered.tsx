'use client'
import { Text } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import type { UndeliveredMail } from '@/server/tickets/reading/schema'
import { token } from './theme'
import { useTimes } from './use-times'

/** For staff, below a message: the recipients of failed mails, and the mail server's answer. */
export function Undelivered({ mails }: { mails: readonly UndeliveredMail[] }) {
  const t = useTranslations('ticket.undelivered')
  const times = useTimes()
  return mails.map(({ person, state, since, answer }) => (
    <Text key={person.id} fz="xs" mt={2} c={state === 'failed' ? token('late') : 'dimmed'}>
      {t(state, { name: person.name, since: times.time(since), answer })}
    </Text>
  ))
}
