'use client'
import { Anchor, Group, Paper, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useEffect, useRef, useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { useServerNow } from '@/app/_ui/server-clock'
import { token } from '@/app/_ui/theme'
import css from '@/app/_ui/ui.module.css'
import { useErrorText } from '@/app/_ui/use-error-text'
import { useTimes } from '@/app/_ui/use-times'
import type { HeldMessageView, SendOutcome } from '@/server/tickets/conversation/schema'
import type { TicketView } from '@/server/tickets/reading/schema'
import forms from './forms.module.css'
import { NewerMessages, newerThan } from './newer-messages'
import { messageOf } from '@/app/_i18n/message-of'

/** Time after the countdown that is left to the worker; then the browser sends a message that is still held. */
const graceMs = 2_500

function Countdown({
  held,
  onUndo,
  onEnd,
  pending,
}: {
  held: HeldMessageView
  onUndo: () => void
  onEnd: () => void
  pending: boolean
}) {
  const t = useTranslations('common.held')
  const now = useServerNow(500)
  const untilMs = held.until?.getTime() ?? 0
  const left = Math.max(0, Math.ceil((untilMs - now) / 1_000))
  const over = now > untilMs + graceMs
  const end = useRef(onEnd)
  end.current = onEnd
  useEffect(() => {
    if (!over) return
    end.current()
    const again = setInterval(() => end.current(), 5_000)
    return () => clearInterval(again)
  }, [over])
  const closing = held.verb === 'close'
  return (
    <Group gap="sm" wrap="nowrap">
      <Text className={css.num} role="timer" flex="none">
        {held.state === 'sending' || left === 0
          ? t(closing ? 'closing' : 'sending')
          : t(closing ? 'closesIn' : 'sendsIn', { seconds: left })}
      </Text>
      {held.state === 'held' && (
        <Anchor component="button" type="button" fw={550} underline="always" disabled={pending} onClick={onUndo}>
          {t('undo')}
        </Anchor>
      )}
      {!closing && (
        <Text fz="xs" c="dimmed" truncate dir="auto">
          {held.body}
        </Text>
      )}
    </Group>
  )
}

/** An answer whose time has not come: it can be edited, which takes it back, or sent now. */
function Later({
  held,
  pending,
  onEdit,
  onSend,
}: {
  held: HeldMessageView
  pending: boolean
  onEdit: () => void
  onSend: () => void
}) {
  const t = useTranslations('common.held')
  const times = useTimes()
  const now = useServerNow(60_000)
  return (
    <Group gap="sm" wrap="nowrap">
      <Text className={css.num} flex="none">
        {t('later', { when: held.until ? times.near(held.until, now) : '' })}
      </Text>
      <Anchor component="button" type="button" fw={550} underline="always" disabled={pending} onClick={onEdit}>
        {t('editLater')}
      </Anchor>
      <Anchor component="button" type="button" underline="always" disabled={pending} onClick={onSend}>
        {t('sendNow')}
      </Anchor>
      <Text fz="xs" c="dimmed" truncate dir="auto">
        {held.body}
      </Text>
    </Group>
  )
}

/**
 * The writer's own messages that are not in the thread yet: those that can still be undone, and those that were
 * refused. Also shows that a message was sent, or that it could not be held.
 * @param onTake puts the text back into the box; called before it is removed from the server
 */
export function HeldMessages({
  ticket,
  viewerId,
  outcome,
  onTake,
}: {
  ticket: TicketView
  viewerId: string | undefined
  /** Result of the last send from this screen, and when. */
  outcome: { sent: SendOutcome; atMs: number } | null
  onTake: (held: HeldMessageView) => void
}) {
  const t = useTranslations('common.held')
  const errors = useTranslations('errors')
  const errorText = useErrorText()
  const trpc = useTRPC()
  const client = useQueryClient()
  const times = useTimes()
  const { reference } = ticket
  const [failure, setFailure] = useState<string | null>(null)
  const { data: held = [] } = useQuery(trpc.tickets.held.queryOptions({ reference }))
  const refresh = () =>
    Promise.all([
      client.invalidateQueries(trpc.tickets.held.queryFilter({ reference })),
      client.invalidateQueries(trpc.tickets.get.queryFilter({ reference })),
    ])
  // A message that the worker has sent leaves this list when it appears in the thread.
  const { seq } = ticket.ledger
  useEffect(() => {
    void client.invalidateQueries(trpc.tickets.held.queryFilter({ reference }))
  }, [client, reference, seq, trpc])
  const fail = { onError: (error: unknown) => setFailure(errorText(error).message) }
  const dismiss = useMutation(trpc.tickets.dismissHeld.mutationOptions({ ...fail, onSettled: refresh }))
  const sendNow = useMutation(trpc.tickets.sendHeld.mutationOptions({ onSettled: refresh }))
  const take = (message: HeldMessageView) => {
    onTake(message)
    dismiss.mutate({ id: message.id })
  }
  const undo = useMutation(trpc.tickets.undoHeld.mutationOptions({ ...fail, onSettled: refresh }))
  const onUndo = (message: HeldMessageView) => {
    setFailure(null)
    undo.mutate({ id: message.id }, { onSuccess: ({ undone }) => (undone ? take(message) : setFailure(t('tooLate'))) })
  }

  // Messages that the writer of a held message has not seen are shown beside Undo, while it can still be undone.
  const firstHeld = held.find(({ state }) => state === 'held')
  const crossing = firstHeld
    ? newerThan(ticket, 0, viewerId).filter((item) => item.at.getTime() >= firstHeld.createdAt.getTime())
    : []
  const waiting = held.some(({ state }) => state === 'held' || state === 'sending')
  return (
    <>
      <NewerMessages items={crossing} onSeen={null} />
      {held.map((message) =>
        message.state === 'held' || message.state === 'sending' ? (
          <Paper key={message.id} p="xs" mb="xs" className={forms.held} style={{ borderStyle: 'dashed' }}>
            {message.later && message.state === 'held' ? (
              <Later
                held={message}
                pending={undo.isPending || sendNow.isPending}
                onEdit={() => onUndo(message)}
                onSend={() => sendNow.mutate({ id: message.id })}
              />
            ) : (
              <Countdown
                held={message}
                pending={undo.isPending}
                onUndo={() => onUndo(message)}
                onEnd={() => {
                  if (!sendNow.isPending && !undo.isPending) sendNow.mutate({ id: message.id })
                }}
              />
            )}
          </Paper>
        ) : (
          <Paper key={message.id} p="sm" mb="xs" role="alert" style={{ borderColor: token('warned-line') }}>
            <Text fw={550}>
              {message.state === 'undone'
                ? t('undone')
                : t('returned', {
                    reason: messageOf(errors, message.reason ?? '') ?? errors('unexpected'),
                  })}
            </Text>
            {message.body && (
              <Text mt={4} dir="auto" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
                {message.body}
              </Text>
            )}
            <Group gap="sm" mt="xs">
              {message.verb !== 'close' && (
                <Anchor component="button" type="button" underline="always" onClick={() => take(message)}>
                  {t('edit')}
                </Anchor>
              )}
              <Anchor
                component="button"
                type="button"
                underline="always"
                onClick={() => dismiss.mutate({ id: message.id })}
              >
                {t('discard')}
              </Anchor>
            </Group>
          </Paper>
        ),
      )}
      {failure && (
        <Text role="alert" c={token('late')} mb="xs">
          {failure}
        </Text>
      )}
      {outcome && !waiting && outcome.sent.state !== 'undone' && outcome.sent.state !== 'later' && (
        <Text fz="xs" c="dimmed" mb={4} role="status" className={css.num}>
          {outcome.sent.state === 'sent' && outcome.sent.atOnce
            ? t(`atOnce.${outcome.sent.atOnce}`, { time: times.time(new Date(outcome.atMs)) })
            : t('sent', { time: times.time(new Date(outcome.atMs)) })}
        </Text>
      )}
    </>
  )
}
