'use client'
import { Button, Group, Modal, Text, Textarea } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useEffect, useState } from 'react'
import { countCharacters, toMessage } from '@/server/vocabulary/text'
import { useErrorText } from './use-error-text'
import { Form } from '@/app/_forms/form'

/** A dialog for an action that needs a reason. The text is kept when the server refuses, and cleared on closing. */
export function ReasonDialog({
  opened,
  title,
  text,
  label,
  action,
  pending,
  error,
  onClose,
  onSend,
}: {
  opened: boolean
  title: string
  text: string
  label: string
  action: string
  pending: boolean
  error: unknown
  onClose: () => void
  onSend: (reason: string) => void
}) {
  const t = useTranslations('common.dialog')
  const errorText = useErrorText()
  const [reason, setReason] = useState('')
  const [tried, setTried] = useState(false)
  useEffect(() => {
    if (opened) return
    setReason('')
    setTried(false)
  }, [opened])
  const short = countCharacters(toMessage(reason)) < 3
  const refusal = error ? errorText(error) : null
  return (
    <Modal opened={opened} onClose={onClose} title={title} centered closeButtonProps={{ 'aria-label': t('close') }}>
      <Form
        onSubmit={(event) => {
          event.preventDefault()
          setTried(true)
          if (!short && !pending) onSend(reason)
        }}
      >
        <Text mb="sm">{text}</Text>
        <Textarea
          data-autofocus
          label={label}
          autosize
          minRows={3}
          value={reason}
          error={tried && short ? t('needsReason') : (refusal?.fieldErrors.reason ?? refusal?.message)}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={pending}>
            {action}
          </Button>
        </Group>
      </Form>
    </Modal>
  )
}
