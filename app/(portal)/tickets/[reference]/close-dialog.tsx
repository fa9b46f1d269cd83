'use client'
import { Button, Group, Modal, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useEffect, useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { token } from '@/app/_ui/theme'
import { useErrorText } from '@/app/_ui/use-error-text'
import type { SendOutcome } from '@/server/tickets/conversation/schema'
import type { TicketView } from '@/server/tickets/reading/schema'

/** Confirms closing, which is final after ten seconds with Undo; an S1 closes immediately, which the dialog says. */
export function CloseDialog({
  ticket,
  opened,
  hasText,
  onClose,
  onDone,
}: {
  ticket: TicketView
  opened: boolean
  /** Whether the reply box holds a text that would stay unsent. */
  hasText: boolean
  onClose: () => void
  onDone: (sent: SendOutcome) => void
}) {
  const t = useTranslations('portal.reply')
  const common = useTranslations('common')
  const errorText = useErrorText()
  const trpc = useTRPC()
  // One idempotency key per opening of the dialog: a double click closes once; closing again after Undo is a new
  // request.
  const [clientKey, setClientKey] = useState('')
  useEffect(() => {
    if (opened) setClientKey(crypto.randomUUID())
  }, [opened])
  const close = useMutation(trpc.tickets.close.mutationOptions({ onSuccess: onDone }))
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('solved')}
      centered
      closeButtonProps={{ 'aria-label': common('dialog.close') }}
    >
      <Text mb="md">{t('solvedText')}</Text>
      <Text mb="md">{t(ticket.severity === 'S1' ? 'closesAtOnce' : 'closesWithUndo')}</Text>
      {hasText && (
        <Text mb="md" fw={550}>
          {t('closesWithText')}
        </Text>
      )}
      {close.error && (
        <Text mb="md" role="alert" c={token('late')}>
          {errorText(close.error).message}
        </Text>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {common('dialog.cancel')}
        </Button>
        <Button
          loading={close.isPending}
          onClick={() => close.mutate({ reference: ticket.reference, clientKey, undoable: true })}
        >
          {t('closeTicket')}
        </Button>
      </Group>
    </Modal>
  )
}
