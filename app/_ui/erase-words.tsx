'use client'
import { Anchor } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import type { TimelineItem } from '@/server/tickets/reading/schema'

export type EventItem = Extract<TimelineItem, { kind: 'event' }>

/** The Erase button beside a text that a person wrote, for administrators. */
export function EraseWords({ event, onErase }: { event: EventItem; onErase: (event: EventItem) => void }) {
  const t = useTranslations('ticket.erase')
  return (
    <Anchor component="button" type="button" fz="xs" c="dimmed" underline="always" onClick={() => onErase(event)}>
      {t('action')}
    </Anchor>
  )
}
