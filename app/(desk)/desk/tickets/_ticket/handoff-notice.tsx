'use client'
import { Anchor, Box, Button, Group, Paper, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone, notifyFailed } from '@/app/_ui/notify'
import { TimeText } from '@/app/_ui/time-text'
import { useErrorText } from '@/app/_ui/use-error-text'
import type { TicketView } from '@/server/tickets/reading/schema'
import { missingFields } from '@/server/handoff/brief/rules'
import { HandoffWords } from '../../handoff/[id]/handoff-words'
import { isUrgent } from '@/server/vocabulary/severity'

/** Shown while a handed-over ticket waits to be accepted: the brief of the previous engineer and the Accept button. */
export function HandoffNotice({ ticket }: { ticket: TicketView }) {
  const t = useTranslations('handoff')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const errorText = useErrorText()
  const { data: handoff } = useQuery(trpc.handoffs.ofTicket.queryOptions({ reference: ticket.reference }))
  const accept = useMutation(
    trpc.handoffs.accept.mutationOptions({
      onSuccess: ({ accepted }) =>
        notifyDone(accepted.length > 0 ? t('accepted', { count: accepted.length }) : t('acceptedNone')),
      onError: (error) => notifyFailed(errorText(error).message),
      onSettled: () => queries.invalidateQueries(),
    }),
  )
  if (!handoff) return null
  const { briefId, outgoing, incoming, words } = handoff
  const complete = missingFields(ticket.severity, words).length === 0
  return (
    <Box px={{ base: 'md', sm: 'lg' }} pt="xs">
      <Paper p="sm" withBorder>
        <Stack gap="sm">
          <Group justify="space-between" gap="sm">
            <Text fw={550}>
              {incoming ? t('ticket.waiting', { outgoing, incoming }) : t('ticket.waitingNobody', { outgoing })}
              {' · '}
              <TimeText at={handoff.handedAt} />
            </Text>
            <Group gap="sm">
              <Anchor component={Link} href={`/desk/handoff/${briefId}`} underline="always">
                {t('ticket.open')}
              </Anchor>
              {handoff.mayAccept && complete && (
                <Button
                  loading={accept.isPending}
                  onClick={() => accept.mutate({ id: briefId, references: [ticket.reference] })}
                >
                  {t('accept')}
                </Button>
              )}
            </Group>
          </Group>
          {/* A long text must not push the thread off the screen. */}
          <Box mah="28dvh" style={{ overflowY: 'auto' }} tabIndex={0} role="region" aria-label={t('title')}>
            <HandoffWords words={words} required={isUrgent(ticket.severity)} />
          </Box>
        </Stack>
      </Paper>
    </Box>
  )
}
