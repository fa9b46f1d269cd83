'use client'
import { Anchor } from '@mantine/core'
import { Group, Text } from '@/app/_ui/light'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useTranslations } from '@/app/_i18n/use-translations'
import type { TimelineItem } from '@/server/tickets/reading/schema'
import { BreachReason } from './breach-reason'
import { type EventItem, EraseWords } from './erase-words'
import { mergedWith } from './merged-with'
import { token } from './theme'
import { TimeText } from './time-text'
import { useEventWords } from './use-event-words'

/** Returns the reason of an event; in records of early versions it is stored among the facts. */
function reasonOf(item: TimelineItem): string {
  if (item.kind !== 'event') return ''
  if (item.body) return item.body
  if ('reason' in item.facts) return item.facts.reason ?? ''
  const unknown = item.type === 'resolved' ? item.facts.rootCauseUnknown : undefined
  return typeof unknown === 'string' ? unknown : ''
}

/** One line for an event between the replies, such as a change of severity or a breach. */
export function EventLine({
  item,
  reference,
  onErase,
}: {
  item: TimelineItem
  reference: string
  onErase?: (event: EventItem) => void
}) {
  const t = useTranslations('ticket')
  const words = useEventWords()
  const pathname = usePathname()
  const text = words(item)
  if (!text) return null
  const reason = reasonOf(item)
  const other = mergedWith(item)
  return (
    <Group component="li" data-entry={item.id} gap={8} py={5} pl={36} wrap="nowrap" align="baseline">
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
        {other && (
          <>
            {' '}
            <Anchor component={Link} href={`${pathname.startsWith('/desk') ? '/desk' : ''}/tickets/${other}`} inherit>
              {t('openOther', { reference: other })}
            </Anchor>
          </>
        )}
        {reason && t('because', { reason })}
        {item.kind === 'breach' && item.explanation && (
          <BreachReason reference={reference} metric={item.metric} explanation={item.explanation} />
        )}
        {item.kind === 'event' && item.erased && t('because', { reason: t('erased') })}{' '}
        {item.kind === 'event' && item.body && onErase && <EraseWords event={item} onErase={onErase} />}
      </Text>
    </Group>
  )
}
