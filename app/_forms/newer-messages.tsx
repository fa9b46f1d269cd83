'use client'
import { Button, Group, Paper, Text } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import { Markdown } from '@/app/_ui/markdown'
import { token } from '@/app/_ui/theme'
import { TimeText } from '@/app/_ui/time-text'
import type { TicketView } from '@/server/tickets/reading/schema'
import css from './forms.module.css'
import { messageOf } from '@/app/_i18n/message-of'

const messageTypes = new Set(['customer_reply', 'staff_reply', 'resolved', 'reopened', 'merge_received', 'corrected'])

/** Returns the public messages of others on a ticket after `seq`, oldest first; empty when the writer has seen all. */
export function newerThan(ticket: TicketView, seq: number | null, viewerId: string | undefined) {
  if (seq === null) return []
  return ticket.timeline.flatMap((item) =>
    item.kind === 'event' &&
    item.chain === 'public' &&
    item.seq > seq &&
    messageTypes.has(item.type) &&
    item.actor.id !== viewerId
      ? [item]
      : [],
  )
}

/** Shows messages that others sent while the reader was writing; they must be seen before the text can be sent. */
export function NewerMessages({
  items,
  onSeen,
}: {
  items: ReturnType<typeof newerThan>
  /** Null: the messages are only shown and need no confirmation. */
  onSeen: (() => void) | null
}) {
  const t = useTranslations('common.newer')
  const event = useTranslations('common.newer.event')
  if (items.length === 0) return null
  return (
    <Paper p="sm" mb="xs" role="alert" style={{ borderColor: token('warned-line'), background: token('warned-soft') }}>
      <Group justify="space-between" gap="sm" wrap="nowrap">
        <Text fw={550}>{t('title', { count: items.length })}</Text>
        {onSeen && (
          <Button variant="default" size="xs" flex="none" onClick={onSeen}>
            {t('seen')}
          </Button>
        )}
      </Group>
      <div className={css.newer} tabIndex={0} role="region" aria-label={t('title', { count: items.length })}>
        {items.map((item) => (
          <div key={item.id}>
            <Text fz="xs" c="dimmed">
              {item.actor.name} · <TimeText at={item.at} />
            </Text>
            {item.type === 'corrected' && <Text fz="xs">{event('corrected')}</Text>}
            {item.body ? <Markdown text={item.body} /> : <Text>{messageOf(event, item.type) ?? item.type}</Text>}
          </div>
        ))}
      </div>
    </Paper>
  )
}
