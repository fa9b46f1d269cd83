'use client'
import { Badge, Button, Divider, Flex, Loader, Title } from '@mantine/core'
import { Box, Group, Text } from '@/app/_ui/light'
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useEffect, useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { usePresence } from '@/app/_trpc/use-presence'
import { ClockTrack } from '@/app/_ui/clock-track'
import { EmptyState } from '@/app/_ui/empty-state'
import type { EventItem } from '@/app/_ui/erase-words'
import { PromiseStrip } from '@/app/_ui/promise-strip'
import { RecordLine } from '@/app/_ui/record-line'
import { SeverityGlyph } from '@/app/_ui/severity-glyph'
import { token } from '@/app/_ui/theme'
import { Thread } from '@/app/_ui/thread'
import forms from '@/app/_forms/forms.module.css'
import css from '@/app/_ui/ui.module.css'
import { useBeforePrint } from '@/app/_ui/use-before-print'
import { useErrorText } from '@/app/_ui/use-error-text'
import { Composer } from './composer'
import { ContextColumn } from './context-column'
import { DisputeRulings } from './dispute-rulings'
import { EraseDialog } from './erase-dialog'
import { DeliveryNotice } from './delivery-notice'
import { HandoffNotice } from './handoff-notice'
import { PresentPeople } from './present-people'
import { TicketActions } from './ticket-actions'
import { useEntryInAddress } from './use-entry-in-address'

/** The engineer's ticket on one page: SLA clocks, thread, composer and context. */
export function DeskTicketScreen({ reference }: { reference: string }) {
  const t = useTranslations('desk.ticket')
  const field = useTranslations('field')
  const track = useTranslations('common.track')
  const errorText = useErrorText()
  const trpc = useTRPC()
  const [trackOpen, setTrackOpen] = useState(false)
  useBeforePrint(() => setTrackOpen(true))
  const [erasing, setErasing] = useState<EventItem | null>(null)
  const presence = usePresence(reference)
  const query = useQuery(trpc.tickets.get.queryOptions({ reference }))
  const { mutate: markRead } = useMutation(trpc.tickets.markRead.mutationOptions())
  const ticket = query.data
  const activity = ticket?.lastActivityAt.getTime()
  useEffect(() => {
    if (activity !== undefined) markRead({ reference })
  }, [activity, markRead, reference])

  useEntryInAddress(activity)

  // A loaded ticket stays on screen when refetching fails: the reader may be writing a reply.
  if (query.isError && !ticket)
    return (
      <Box p="lg">
        <EmptyState title={errorText(query.error).message} hint={t('goBack')} />
      </Box>
    )
  if (!ticket) return <Loader m="xl" role="status" aria-label={t('loading')} />
  return (
    <Flex h={{ md: '100%' }} align="stretch" direction={{ base: 'column', md: 'row' }} data-print="flow">
      <Flex direction="column" flex={1} miw={0} mih={0}>
        <Box px={{ base: 'md', sm: 'lg' }} pt="md">
          <Flex
            justify="space-between"
            align={{ base: 'flex-start', sm: 'center' }}
            direction={{ base: 'column', sm: 'row' }}
            mb="sm"
            gap="sm"
          >
            <Group gap="sm" wrap="nowrap" miw={0} flex={1}>
              <SeverityGlyph severity={ticket.severity} size={16} />
              <Title order={1} lineClamp={3} title={ticket.subject} style={{ overflowWrap: 'anywhere' }}>
                <Text span inherit c="dimmed" fw={450} className={css.num}>
                  {ticket.reference}
                </Text>{' '}
                <bdi>{ticket.subject}</bdi>
              </Title>
              <Badge flex="none">{field(`status.${ticket.status}`)}</Badge>
            </Group>
            <Box data-print="hide">
              <TicketActions ticket={ticket} />
            </Box>
          </Flex>
          {ticket.holdReason && (
            <Text c="dimmed" mb="sm">
              {t('heldBecause', { reason: ticket.holdReason })}
            </Text>
          )}
          <PresentPeople people={presence.people} />
          <DeliveryNotice ticket={ticket} />
          <PromiseStrip ticket={ticket} />
          <Button
            data-print="hide"
            variant="subtle"
            color="gray"
            c="dimmed"
            size="compact-xs"
            mt={6}
            onClick={() => setTrackOpen(!trackOpen)}
            aria-expanded={trackOpen}
            rightSection={
              trackOpen ? <IconChevronUp size={12} aria-hidden /> : <IconChevronDown size={12} aria-hidden />
            }
          >
            {track(trackOpen ? 'hide' : 'show')}
          </Button>
          {trackOpen && (
            <Box my={6}>
              <ClockTrack ticket={ticket} />
            </Box>
          )}
        </Box>
        <HandoffNotice ticket={ticket} />
        <Divider color={token('line')} mt={4} />
        <Box
          flex={1}
          px={{ base: 'md', sm: 'lg' }}
          style={{ overflowY: 'auto', display: 'flex', flexDirection: 'column-reverse' }}
          data-print="flow"
          tabIndex={0}
          role="region"
          aria-label={t('thread')}
        >
          <Box py="xs">
            <Thread ticket={ticket} onErase={ticket.may.eraseWords ? setErasing : undefined} />
            <Box data-print="hide">
              <DisputeRulings ticket={ticket} />
            </Box>
            <RecordLine ledger={ticket.ledger} />
          </Box>
        </Box>
        <Box px={{ base: 'md', sm: 'lg' }} pb="md" pt="xs" className={forms.dock} data-print="hide">
          <Composer key={ticket.reference} ticket={ticket} presence={presence} />
        </Box>
      </Flex>
      <ContextColumn ticket={ticket} />
      <EraseDialog reference={reference} event={erasing} onClose={() => setErasing(null)} />
    </Flex>
  )
}
