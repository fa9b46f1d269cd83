'use client'
import { Anchor, Badge, Button, Divider, Flex, Title } from '@mantine/core'
import { Box, Group, Text } from '@/app/_ui/light'
import { IconChevronDown, IconChevronRight, IconChevronUp } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useEffect, useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { ClockTrack } from '@/app/_ui/clock-track'
import { notifyDone } from '@/app/_ui/notify'
import { PromiseStrip } from '@/app/_ui/promise-strip'
import { ReasonDialog } from '@/app/_ui/reason-dialog'
import { RecordLine } from '@/app/_ui/record-line'
import { SeverityGlyph } from '@/app/_ui/severity-glyph'
import { token } from '@/app/_ui/theme'
import { Thread } from '@/app/_ui/thread'
import ui from '@/app/_ui/ui.module.css'
import { useBeforePrint } from '@/app/_ui/use-before-print'
import type { TicketView } from '@/server/tickets/reading/schema'
import { SecretNotice } from '../_secrets/secret-notice'
import { RatingCard } from './rating-card'
import { ReplyBox } from './reply-box'
import { TicketFacts } from './ticket-facts'

const pagingEveryMs = 10_000
const waitsForSomebody = (ticket: TicketView | undefined) =>
  ticket?.paging?.state === 'open' || ticket?.paging?.state === 'unanswered'

type Asking = { kind: 'dispute'; seq: number } | { kind: 'object' } | null

/** The customer's ticket: the SLA clocks, the thread, and a reply box that says which clock the reply starts. */
export function CustomerTicketScreen({ initial }: { initial: TicketView }) {
  const t = useTranslations('portal.ticket')
  const track = useTranslations('common.track')
  const field = useTranslations('field')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [trackOpen, setTrackOpen] = useState(false)
  useBeforePrint(() => setTrackOpen(true))
  const [asking, setAsking] = useState<Asking>(null)
  const { reference } = initial
  const { data: ticket } = useQuery(
    trpc.tickets.get.queryOptions(
      { reference },
      {
        initialData: initial,
        // Until somebody acknowledges, who is called changes with time, and live events do not report every step.
        refetchInterval: (query) => (waitsForSomebody(query.state.data) ? pagingEveryMs : false),
      },
    ),
  )

  const refresh = () => queries.invalidateQueries(trpc.tickets.get.queryFilter({ reference }))
  const notice = (text: string) => ({
    onSuccess: () => {
      setAsking(null)
      notifyDone(text)
    },
    onSettled: refresh,
  })
  const dispute = useMutation(trpc.tickets.dispute.mutationOptions(notice(t('disputed'))))
  const object = useMutation(trpc.tickets.object.mutationOptions(notice(t('objected'))))
  const { mutate: markRead } = useMutation(trpc.tickets.markRead.mutationOptions())
  const seenAt = ticket.lastActivityAt.getTime()
  useEffect(() => {
    if (seenAt > 0) markRead({ reference })
  }, [markRead, reference, seenAt])

  return (
    <Flex align="stretch" direction={{ base: 'column', md: 'row' }} mih={{ md: '100%' }}>
      <Box flex={1} miw={0} px={{ base: 'md', sm: 'xl' }} pt="lg">
        <Group gap={4} mb={6} component="nav" aria-label={t('path')} data-print="hide">
          <Anchor component={Link} href="/tickets" fz="xs" c="dimmed">
            {t('tickets')}
          </Anchor>
          <IconChevronRight size={12} color="var(--mantine-color-dimmed)" aria-hidden />
          <Text fz="xs" c="dimmed" className={ui.num}>
            {ticket.reference}
          </Text>
        </Group>
        <Flex
          justify="space-between"
          align={{ base: 'flex-start', sm: 'center' }}
          direction={{ base: 'column', sm: 'row' }}
          gap="sm"
          mb="md"
        >
          <Title order={1} miw={0} dir="auto" style={{ overflowWrap: 'anywhere' }}>
            {ticket.subject}
          </Title>
          <Group gap="sm" flex="none">
            <SeverityGlyph severity={ticket.severity} withWord />
            <Badge>{field(`status.${ticket.status}`)}</Badge>
            {ticket.may.object && (
              <Anchor
                component="button"
                type="button"
                fz="xs"
                c="dimmed"
                underline="always"
                onClick={() => setAsking({ kind: 'object' })}
              >
                {t('object')}
              </Anchor>
            )}
          </Group>
        </Flex>
        {ticket.status === 'on_hold' && ticket.holdReason && (
          <Text mb="sm">{t('onHoldBecause', { reason: ticket.holdReason })}</Text>
        )}
        <PromiseStrip ticket={ticket} />
        <Button
          data-print="hide"
          variant="subtle"
          color="gray"
          c="dimmed"
          size="compact-xs"
          mt={6}
          ml={-7}
          onClick={() => setTrackOpen(!trackOpen)}
          rightSection={trackOpen ? <IconChevronUp size={12} aria-hidden /> : <IconChevronDown size={12} aria-hidden />}
          aria-expanded={trackOpen}
        >
          {track(trackOpen ? 'hide' : 'show')}
        </Button>
        {trackOpen && (
          <Box mt={6}>
            <ClockTrack ticket={ticket} />
          </Box>
        )}
        <Divider mt={6} mb={4} color={token('line')} />
        <Thread ticket={ticket} onDispute={(seq) => setAsking({ kind: 'dispute', seq })} SecretNotice={SecretNotice} />
        <RecordLine ledger={ticket.ledger} />
        {ticket.may.rate && <RatingCard key={`rating-${reference}`} ticket={ticket} onDone={refresh} />}
        <ReplyBox key={reference} ticket={ticket} />
      </Box>
      <TicketFacts ticket={ticket} />
      <ReasonDialog
        opened={asking?.kind === 'dispute'}
        title={t('notAnAnswer')}
        text={t('notAnAnswerText')}
        label={t('notAnAnswerReason')}
        action={t('notAnAnswerSend')}
        pending={dispute.isPending}
        error={dispute.error}
        onClose={() => setAsking(null)}
        onSend={(reason) => asking?.kind === 'dispute' && dispute.mutate({ reference, seq: asking.seq, reason })}
      />
      <ReasonDialog
        opened={asking?.kind === 'object'}
        title={t('object')}
        text={t('objectText')}
        label={t('objectReason')}
        action={t('objectSend')}
        pending={object.isPending}
        error={object.error}
        onClose={() => setAsking(null)}
        onSend={(reason) => object.mutate({ reference, reason })}
      />
    </Flex>
  )
}
