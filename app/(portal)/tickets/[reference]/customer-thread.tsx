'use client'
import { Anchor, Badge, Box, Group, Stack, Text } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { AttachmentLinks } from '@/app/_ui/attachment-links'
import { Face } from '@/app/_ui/face'
import { Markdown } from '@/app/_ui/markdown'
import { token } from '@/app/_ui/theme'
import { TimeText } from '@/app/_ui/time-text'
import ui from '@/app/_ui/ui.module.css'
import { useTimes } from '@/app/_ui/use-times'
import { replyKindSchema, type TicketView, type TimelineItem } from '@/server/tickets/schema'
import { EventLine } from './event-line'

type Event = Extract<TimelineItem, { kind: 'event' }>

/** What this reply did to the clocks, in the words beside it. */
function Effects({ effects }: { effects: Event['effects'] }) {
  const t = useTranslations('ticket.effect')
  const field = useTranslations('field.metric')
  const times = useTimes()
  return effects.map((effect) => (
    <Text key={effect.metric} fz="xs" c={effect.outcome === 'late' ? token('late') : 'dimmed'} className={ui.num}>
      {effect.outcome === 'late'
        ? t('late', { metric: field(effect.metric), length: times.length(effect.lateMs) })
        : t('met', { metric: field(effect.metric), length: times.length(effect.elapsedMs) })}
    </Text>
  ))
}

function Reply({
  event,
  mayDispute,
  onDispute,
}: {
  event: Event
  mayDispute: boolean
  onDispute: (seq: number) => void
}) {
  const t = useTranslations('portal.ticket')
  const field = useTranslations('field')
  const kind = replyKindSchema.safeParse(event.facts.kind)
  const staff = event.actor.kind === 'staff'
  const answer = event.type === 'staff_reply' && kind.success && kind.data !== 'acknowledgement'
  return (
    <Group
      component="li"
      id={`reply-${event.seq}`}
      className={ui.target}
      gap={10}
      align="flex-start"
      wrap="nowrap"
      py={10}
    >
      <Face name={event.actor.name} size={26} outlined={!staff} />
      <Box flex={1} miw={0}>
        <Group gap={8} mb={3} align="center">
          <Text fw={600} lh={1.4}>
            {event.actor.name}
          </Text>
          {staff && (
            <Text fz="xs" c="dimmed">
              {t('support')}
            </Text>
          )}
          {event.type === 'staff_reply' && kind.success && <Badge>{field(`kind.${kind.data}`)}</Badge>}
          <Effects effects={event.effects} />
          <Text fz="xs" c="dimmed" ml="auto" flex="none">
            <TimeText at={event.at} />
          </Text>
        </Group>
        {event.erased ? <Text c="dimmed">{t('erased')}</Text> : event.body && <Markdown text={event.body} />}
        <AttachmentLinks attachments={event.attachments} />
        {answer && event.dispute && (
          <Text fz="xs" c="dimmed" mt={2}>
            {t(`dispute.${event.dispute}`)}
          </Text>
        )}
        {answer && !event.dispute && mayDispute && (
          <Anchor
            component="button"
            type="button"
            fz="xs"
            c="dimmed"
            underline="always"
            mt={2}
            onClick={() => onDispute(event.seq)}
          >
            {t('notAnAnswer')}
          </Anchor>
        )}
      </Box>
    </Group>
  )
}

/** Everything both sides know, oldest first: replies, and what happened between them. */
export function CustomerThread({ ticket, onDispute }: { ticket: TicketView; onDispute: (seq: number) => void }) {
  const t = useTranslations('portal.ticket')
  return (
    <Stack gap={0} component="ol" p={0} m={0} style={{ listStyle: 'none' }} aria-label={t('thread')}>
      {ticket.timeline.map((item) =>
        item.kind === 'event' && ['filed', 'customer_reply', 'staff_reply'].includes(item.type) ? (
          <Reply key={item.id} event={item} mayDispute={ticket.may.dispute} onDispute={onDispute} />
        ) : (
          <EventLine key={item.id} item={item} />
        ),
      )}
    </Stack>
  )
}
