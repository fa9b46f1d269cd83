'use client'
import { Button, Group, Modal, Text, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { contentKey } from '@/app/_forms/content-key'
import { Form } from '@/app/_forms/form'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTRPC } from '@/app/_trpc/client'
import { isVisible } from '@/server/vocabulary/text'
import type { SecretNoticePart } from './correct-words'
import type { EventItem } from './erase-words'
import { notifyDone } from './notify'
import { isSendShortcut } from './shortcut-keys'
import { useErrorText } from './use-error-text'

/** Corrects the words of a message. What is typed stays when the window is closed or the server refuses. */
export function CorrectDialog({
  opened,
  event,
  reference,
  SecretNotice,
  onClose,
}: {
  opened: boolean
  event: EventItem
  reference: string
  SecretNotice?: SecretNoticePart
  onClose: () => void
}) {
  const t = useTranslations('ticket.correct')
  const dialog = useTranslations('common.dialog')
  const errorText = useErrorText()
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [typed, setTyped] = useState<string | null>(null)
  const [kept, setKept] = useState<string[]>([])
  const body = typed ?? event.body ?? ''
  const correct = useMutation(
    trpc.tickets.correct.mutationOptions({
      onSuccess: () => {
        setTyped(null)
        onClose()
        notifyDone(t('done'))
      },
      onSettled: () => queries.invalidateQueries(trpc.tickets.get.queryFilter({ reference })),
    }),
  )
  const isEmpty = !isVisible(body)
  const refusal = correct.error ? errorText(correct.error) : null
  const send = () => {
    if (isEmpty || correct.isPending) return
    const content = { seq: event.seq, body, kept }
    // The same words again after another correction are a new correction.
    const clientKey = contentKey(event.id, { ...content, after: event.correction?.at })
    correct.mutate({ reference, ...content, clientKey })
  }
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('title')}
      size="lg"
      centered
      closeButtonProps={{ 'aria-label': dialog('close') }}
    >
      <Form
        onSubmit={(submitted) => {
          submitted.preventDefault()
          send()
        }}
      >
        <Text mb="sm">{t('hint')}</Text>
        <Textarea
          data-autofocus
          label={t('label')}
          autosize
          minRows={5}
          maxRows={20}
          dir="auto"
          value={body}
          readOnly={correct.isPending}
          error={isEmpty ? t('empty') : (refusal?.fieldErrors.body ?? refusal?.message)}
          onChange={(changed) => setTyped(changed.currentTarget.value)}
          onKeyDown={(pressed) => {
            if (!isSendShortcut(pressed)) return
            pressed.preventDefault()
            send()
          }}
        />
        {SecretNotice && typed !== null && <SecretNotice texts={[body]} kept={kept} onKept={setKept} />}
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={onClose}>
            {dialog('cancel')}
          </Button>
          <Button type="submit" loading={correct.isPending} disabled={isEmpty || body === event.body}>
            {t('send')}
          </Button>
        </Group>
      </Form>
    </Modal>
  )
}
