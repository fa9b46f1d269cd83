'use client'
import { Button, Group, Loader, Modal, Stack, Text, Textarea } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { type FormEvent, useState } from 'react'
import { Notice } from '@/app/_account/notice'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone } from '@/app/_ui/notify'
import { useErrorText } from '@/app/_ui/use-error-text'
import { type HandoffWords, wordFields } from '@/server/handoff/brief/rules'
import type { PersonView } from '@/server/tickets/schema'
import type { TicketView } from '@/server/tickets/reading/schema'
import { Form } from '@/app/_forms/form'

const fields = [...wordFields, 'note'] as const

function HandoverForm({
  ticket,
  to,
  filled,
  onClose,
}: {
  ticket: TicketView
  to: PersonView
  filled: HandoffWords
  onClose: () => void
}) {
  const t = useTranslations('handoff')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const errorText = useErrorText()
  const [words, setWords] = useState({ ...filled, note: '' })
  const from = ticket.assignee?.name ?? ''
  const give = useMutation(
    trpc.handoffs.give.mutationOptions({
      onSuccess: () => {
        notifyDone(t('give.done', { name: to.name, from }))
        onClose()
      },
      onSettled: () => queries.invalidateQueries(trpc.handoffs.pathFilter()),
    }),
  )
  const problem = give.error ? errorText(give.error) : null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    give.mutate({ reference: ticket.reference, toId: to.id, ...words })
  }
  return (
    <Form onSubmit={submit}>
      <Stack gap="md">
        <Text>{t('give.hint', { name: to.name, from })}</Text>
        {fields.map((field) => (
          <Textarea
            key={field}
            label={t(`field.${field}`)}
            required={field !== 'note'}
            withAsterisk={false}
            description={field === 'note' ? undefined : t('required')}
            autosize
            minRows={2}
            maxRows={8}
            value={words[field]}
            onChange={(event) => setWords({ ...words, [field]: event.currentTarget.value })}
            error={problem?.fieldErrors[field]}
          />
        ))}
        <Notice text={problem && Object.keys(problem.fieldErrors).length === 0 ? problem.message : null} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('give.cancel')}
          </Button>
          <Button type="submit" loading={give.isPending}>
            {t('give.submit')}
          </Button>
        </Group>
      </Stack>
    </Form>
  )
}

/** Asks for a brief before an S1 or S2 is assigned to somebody else; what the record knows is filled in. */
export function HandoverDialog({
  ticket,
  to,
  onClose,
}: {
  ticket: TicketView
  to: PersonView | null
  onClose: () => void
}) {
  const t = useTranslations('handoff')
  const trpc = useTRPC()
  const filled = useQuery(
    trpc.handoffs.prefill.queryOptions({ reference: ticket.reference }, { enabled: to !== null, staleTime: 0 }),
  )
  const nothing = { known: '', tried: '', promised: '' }
  return (
    <Modal
      opened={to !== null}
      onClose={onClose}
      size="lg"
      closeButtonProps={{ 'aria-label': t('give.cancel') }}
      title={t('give.title', { reference: ticket.reference, name: to?.name ?? '' })}
    >
      {to && filled.isFetching && <Loader size="sm" role="status" aria-label={t('loading')} />}
      {to && !filled.isFetching && (
        <HandoverForm key={to.id} ticket={ticket} to={to} filled={filled.data ?? nothing} onClose={onClose} />
      )}
    </Modal>
  )
}
