'use client'
import { isCorrectable } from '@/server/tickets/corrections/rules'
import { isAnswerEvent } from '@/server/tickets/events/kinds.rules'
import { Anchor, Badge } from '@mantine/core'
import { Box, Group, Stack, Text } from '@/app/_ui/light'
import { useTranslations } from '@/app/_i18n/use-translations'
import { IconLock } from '@tabler/icons-react'
import type { TicketView } from '@/server/tickets/reading/schema'
import { AttachmentLinks } from './attachment-links'
import { CorrectWords, EarlierWords, type SecretNoticePart } from './correct-words'
import { type EventItem, EraseWords } from './erase-words'
import { EventLine } from './event-line'
import { Face } from './face'
import { FoldedMarkdown } from './folded-markdown'
import { mergedInto } from './merged-with'
import { token } from './theme'
import { TimeText } from './time-text'
import css from './ui.module.css'
import { Undelivered } from './undelivered'
import { useTimes } from './use-times'

type Event = EventItem

/** The effects of a reply on the clocks. */
function Effects({ effects }: { effects: Event['effects'] }) {
  const t = useTranslations('ticket.effect')
  const field = useTranslations('field.metric')
  const times = useTimes()
  // Every answer ends an update cycle, so that is shown only when it was late; at most two effects are shown.
  const shownEffects = effects.filter((effect) => effect.metric !== 'update' || effect.outcome === 'late').slice(0, 2)
  return shownEffects.map((effect) => (
    <Text key={effect.metric} fz="xs" c={effect.outcome === 'late' ? token('late') : 'dimmed'} className={css.num}>
      {effect.outcome === 'late'
        ? t('late', { metric: field(effect.metric).toLocaleLowerCase(), length: times.length(effect.lateMs) })
        : t('met', { metric: field(effect.metric).toLocaleLowerCase(), length: times.length(effect.elapsedMs) })}
    </Text>
  ))
}

function Reply({
  event,
  forStaff,
  subject,
  undelivered,
  onDispute,
  onErase,
  reference,
  mayCorrect,
  SecretNotice,
}: {
  event: Event
  reference: string
  /** False once the ticket was merged: its words were copied. */
  mayCorrect: boolean
  SecretNotice?: SecretNoticePart
  forStaff: boolean
  /** The ticket's subject, which is not repeated in the text that it was filed with. */
  subject?: string
  undelivered: TicketView['undelivered']
  onDispute?: (seq: number) => void
  onErase?: (event: Event) => void
}) {
  const t = useTranslations('ticket.thread')
  const field = useTranslations('field')
  const kind = event.type === 'staff_reply' ? event.facts.kind : null
  const staff = event.actor.kind === 'staff'
  const handedBy = event.type === 'handed_over' ? event.facts.from : null
  const note = handedBy !== null || event.type === 'internal_note'
  const answer = isAnswerEvent(event)
  return (
    <Group
      component="li"
      id={note ? undefined : `reply-${event.seq}`}
      data-entry={event.id}
      className={`${css.entry} ${note ? css.note : css.target}`}
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
          {staff && !note && (
            <Text fz="xs" c="dimmed">
              {t('support')}
            </Text>
          )}
          {kind && <Badge>{field(`kind.${kind}`)}</Badge>}
          {note && (
            <Group gap={4} wrap="nowrap">
              <IconLock size={12} aria-hidden />
              <Text fz="xs" fw={550}>
                {handedBy === null ? t('note') : t('handedOver', { name: handedBy })}
              </Text>
            </Group>
          )}
          <Effects effects={event.effects} />
          <Text fz="xs" c="dimmed" ml="auto" flex="none">
            <TimeText at={event.at} />
          </Text>
        </Group>
        {event.erased ? (
          <Text c="dimmed">{t('erased')}</Text>
        ) : (
          event.body && <FoldedMarkdown text={event.body} hiddenFirstLine={subject} />
        )}
        {event.correction && <EarlierWords correction={event.correction} />}
        <AttachmentLinks attachments={event.attachments} />
        <Undelivered mails={undelivered} />
        {(event.body || event.attachments.length > 0) && onErase && <EraseWords event={event} onErase={onErase} />}
        {mayCorrect && isCorrectable(event) && !event.erased && event.chain === 'public' && (
          <CorrectWords event={event} reference={reference} SecretNotice={SecretNotice} />
        )}
        {answer && event.dispute && (
          <Text fz="xs" c="dimmed" mt={2}>
            {t(`${forStaff ? 'disputeStaff' : 'dispute'}.${event.dispute}`)}
          </Text>
        )}
        {answer && !event.dispute && onDispute && (
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

const words = ['filed', 'customer_reply', 'staff_reply', 'internal_note']
/** Tells whether an event has a text: replies and notes, and handoffs with a text. */
const hasText = (item: Event) =>
  words.includes(item.type) || (item.type === 'handed_over' && (item.body !== null || item.erased))

/** Leaves out an assignment that only repeats the handoff before it. */
const isInformative = (item: TicketView['timeline'][number], place: number, all: TicketView['timeline']) => {
  const before = all[place - 1]
  return !(
    item.kind === 'event' &&
    item.type === 'assigned' &&
    before?.kind === 'event' &&
    before.type === 'handed_over' &&
    before.at.getTime() === item.at.getTime()
  )
}

/**
 * The timeline as the reader may see it, oldest first: replies, for staff also notes, and events between them. With
 * `onDispute` every answer offers "This is not an answer"; with `onErase` texts of people can be erased.
 */
export function Thread({
  ticket,
  onDispute,
  onErase,
  SecretNotice,
}: {
  ticket: TicketView
  /** For customers: shows what is masked in a text. */
  SecretNotice?: SecretNoticePart
  onDispute?: (seq: number) => void
  onErase?: (event: Event) => void
}) {
  const t = useTranslations('ticket.thread')
  const isMerged = mergedInto(ticket.timeline) !== null
  return (
    <Stack gap={0} component="ol" p={0} m={0} style={{ listStyle: 'none' }} aria-label={t('label')}>
      {ticket.timeline
        .filter(isInformative)
        .map((item) =>
          item.kind === 'event' && hasText(item) ? (
            <Reply
              key={item.id}
              event={item}
              reference={ticket.reference}
              mayCorrect={!isMerged}
              SecretNotice={SecretNotice}
              forStaff={ticket.may.seeStaff}
              subject={item.type === 'filed' ? ticket.subject : undefined}
              undelivered={ticket.undelivered.filter(({ eventId }) => eventId === item.id)}
              onDispute={ticket.may.dispute ? onDispute : undefined}
              onErase={onErase}
            />
          ) : (
            <EventLine key={item.id} item={item} reference={ticket.reference} onErase={onErase} />
          ),
        )}
    </Stack>
  )
}
