'use client'
import { Group, Text } from '@mantine/core'
import { useTranslations } from 'next-intl'
import type { TimelineItem } from '@/server/tickets/schema'
import { BreachReason } from './breach-reason'
import { token } from './theme'
import { TimeText } from './time-text'
import { useEventWords } from './use-event-words'

/** What happened between the replies, in one line; a breach is said as plainly as an answer. */
export function EventLine({ item, reference }: { item: TimelineItem; reference: string }) {
  const t = useTranslations('ticket')
  const words = useEventWords()
  const text = words(item)
  if (!text) return null
  const reason = item.kind === 'event' && typeof item.facts.reason === 'string' ? item.facts.reason : ''
  return (
    <Group component="li" gap={8} py={5} pl={36} wrap="nowrap" align="baseline">
      <Text fz="xs" c="dimmed" flex="none">
        <TimeText at={item.at} />
      </Text>
      <Text
        component="div"
        fz="xs"
        c={item.kind === 'breach' ? token('late') : 'dimmed'}
        style={{ overflowWrap: 'anywhere' }}
      >
        {item.kind === 'event' && (
          <Text span fz="xs" fw={550} c="var(--mantine-color-text)">
            {item.actor.kind === 'system' ? t('system') : item.actor.name}{' '}
          </Text>
        )}
        {text}
        {reason && t('because', { reason })}
        {item.kind === 'breach' && item.explanation && (
          <BreachReason reference={reference} metric={item.metric} explanation={item.explanation} />
        )}
      </Text>
    </Group>
  )
}
