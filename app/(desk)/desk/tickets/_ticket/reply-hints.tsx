'use client'
import { Anchor } from '@mantine/core'
import { useDeferredValue, useMemo } from 'react'
import { useTranslations } from '@/app/_i18n/use-translations'
import { Box, Text } from '@/app/_ui/light'
import { token } from '@/app/_ui/theme'
import { useServerNow } from '@/app/_ui/server-clock'
import { useTimes } from '@/app/_ui/use-times'
import { askedAgain, factsGiven, isHollow, type ToldTicket } from '@/server/tickets/hints/rules'
import type { TicketView } from '@/server/tickets/reading/schema'
import type { ReplyKind } from '@/server/vocabulary/reply-kind'

const toldOf = (ticket: TicketView, startedAt: string): ToldTicket => ({
  ...ticket,
  startedAt,
  messages: ticket.timeline.flatMap((item) =>
    item.kind === 'event' && item.actor.kind === 'customer' && item.chain === 'public' && item.body !== null
      ? [{ seq: item.seq, at: item.at, body: item.body, fileNames: item.attachments.map(({ fileName }) => fileName) }]
      : [],
  ),
})

/**
 * Warns, before it is sent, that a reply asks for what the ticket already gives, with the line that gave it, and that
 * it says nothing that helps. Neither prevents sending.
 */
export function ReplyHints({
  ticket,
  body,
  kind,
  hasFiles,
}: {
  ticket: TicketView
  body: string
  kind: ReplyKind
  hasFiles: boolean
}) {
  const t = useTranslations('desk.composer.hint')
  const times = useTimes()
  const now = useServerNow(60_000)
  const settled = useDeferredValue(body)
  const startedAt = ticket.startedAt ? times.near(ticket.startedAt, now) : ''
  const given = useMemo(() => factsGiven(toldOf(ticket, startedAt)), [ticket, startedAt])
  const again = useMemo(() => askedAgain(settled, given), [settled, given])
  const isEmpty = useMemo(() => isHollow(settled, kind, hasFiles), [settled, kind, hasFiles])
  return (
    <Box role="status">
      {again.length > 0 && (
        <Box mt="xs" p="xs" style={{ borderLeft: `3px solid ${token('warned-line')}` }}>
          <Text fz="xs" fw={600}>
            {t('given')}
          </Text>
          {again.map(({ topic, line, from }) => (
            <Text key={topic} fz="xs" style={{ overflowWrap: 'anywhere' }}>
              {t(`topic.${topic}`)}: <bdi>{line}</bdi>{' '}
              {from.kind === 'message' ? (
                <Anchor href={`#reply-${from.seq}`} fz="xs" underline="always">
                  {t('from.message', { when: times.near(from.at, now) })}
                </Anchor>
              ) : (
                <Text span fz="xs" c="dimmed">
                  {t(`from.${from.kind}`)}
                </Text>
              )}
            </Text>
          ))}
        </Box>
      )}
      {isEmpty && (
        <Text fz="xs" c="dimmed" mt="xs">
          {t('hollow')}
        </Text>
      )}
    </Box>
  )
}
