'use client'
import { Button, Group, Modal, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { token } from '@/app/_ui/theme'
import { useErrorText } from '@/app/_ui/use-error-text'
import type { SendOutcome, TicketView } from '@/server/tickets/schema'

/** Closing is final, after ten seconds in which it can be undone; an S1 closes at once, and the dialog says so before. */
export function CloseDialog({
  ticket,
  opened,
  hasText,
  onClose,
  onDone,
}: {
  ticket: TicketView
  opened: boolean
  /** A reply stands in the box and would stay unsent. */
  hasText: boolean
  onClose: () => void
  onDone: (sent: SendOutcome) => void
}) {
  const t = useTranslations('portal.reply')
  const common = useTranslations('common')
  const errorText = useErrorText()
  const trpc = useTRPC()
  // One key for each time that the dialog is opened: pressed twice, it closes once; closed again after Undo, it is new.
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
