'use client'
import { Button, Group, Paper, Text, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useRef, useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone } from '@/app/_ui/notify'
import { useErrorText } from '@/app/_ui/use-error-text'
import { limits, type TicketView } from '@/server/tickets/schema'

/** For staff who do not answer customers, such as knowledge owners: an internal note on an open ticket. */
export function NoteBox({ ticket }: { ticket: TicketView }) {
  const t = useTranslations('desk.composer')
  const words = useTranslations('desk.ticket')
  const errorText = useErrorText()
  const trpc = useTRPC()
  const client = useQueryClient()
  const [body, setBody] = useState('')
  // One key per text: a repeat after a lost answer is recognised, an edited text is a new note.
  const sent = useRef<{ body: string; key: string } | null>(null)
  const note = useMutation(
    trpc.tickets.note.mutationOptions({
      onSuccess: async () => {
        setBody('')
        sent.current = null
        notifyDone(t('noted'))
        await client.invalidateQueries(trpc.tickets.get.queryFilter({ reference: ticket.reference }))
      },
    }),
  )
  const send = () => {
    if (sent.current?.body !== body) sent.current = { body, key: crypto.randomUUID() }
    note.mutate({ reference: ticket.reference, clientKey: sent.current.key, body, attachmentIds: [] })
  }
  const problem = note.error ? errorText(note.error) : null
  return (
    <Paper p="md" component="section" aria-label={t('note')}>
      <Text c="dimmed" mb="xs">
        {words('readOnly')}
      </Text>
      <Textarea
        autosize
        minRows={3}
        maxRows={16}
        dir="auto"
        aria-label={t('note')}
        placeholder={t('notePlaceholder')}
        value={body}
        onChange={(event) => setBody(event.currentTarget.value)}
        error={
          body.length > limits.body
            ? words('noteTooLong', { limit: limits.body })
            : problem && (problem.fieldErrors.body ?? problem.message)
        }
      />
      <Group justify="flex-end" mt="sm">
        <Button loading={note.isPending} disabled={body.trim() === '' || body.length > limits.body} onClick={send}>
          {t('sendNote')}
        </Button>
      </Group>
    </Paper>
  )
}
