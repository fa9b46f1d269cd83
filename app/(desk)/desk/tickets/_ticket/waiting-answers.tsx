'use client'
import { Paper } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTRPC } from '@/app/_trpc/client'
import { Text } from '@/app/_ui/light'
import { useServerNow } from '@/app/_ui/server-clock'
import { useTimes } from '@/app/_ui/use-times'
import forms from '@/app/_forms/forms.module.css'

/** Answers of colleagues that wait to be sent, with their words: the customer will get them without anybody's help. */
export function WaitingAnswers({ reference }: { reference: string }) {
  const t = useTranslations('desk.waitingAnswers')
  const field = useTranslations('field')
  const trpc = useTRPC()
  const times = useTimes()
  const now = useServerNow(60_000)
  const { data = [] } = useQuery(trpc.tickets.waitingAnswers.queryOptions({ reference }))
  return data.map(({ id, authorName, kind, until, body }) => (
    <Paper key={id} p="xs" mb="xs" className={forms.held} style={{ borderStyle: 'dashed' }}>
      <Text fz="xs" fw={550}>
        {t('goesOut', { name: authorName, kind: field(`kind.${kind}`), when: times.near(until, now) })}
      </Text>
      <Text
        fz="xs"
        dir="auto"
        style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', maxHeight: '6lh', overflowY: 'auto' }}
      >
        {body}
      </Text>
    </Paper>
  ))
}
