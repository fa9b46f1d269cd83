'use client'
import { Alert, Button, Group, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { useErrorText } from '@/app/_ui/use-error-text'
import { limits, type TicketView } from '@/server/tickets/schema'

function Ruling({ reference, seq, who }: { reference: string; seq: number; who: string }) {
  const t = useTranslations('desk.dispute')
  const errorText = useErrorText()
  const trpc = useTRPC()
  const client = useQueryClient()
  const [reason, setReason] = useState('')
  const decide = useMutation(
    trpc.tickets.decideDispute.mutationOptions({
      onSuccess: () => client.invalidateQueries(trpc.tickets.get.queryFilter({ reference })),
    }),
  )
  const problem = decide.error ? errorText(decide.error) : null
  const rule = (upheld: boolean) => decide.mutate({ reference, seq, upheld, reason })
  return (
    <Alert variant="default" title={t('title', { seq, who })} my="sm">
      {t('text')}
      <TextInput
        mt="xs"
        label={t('reason')}
        value={reason}
        maxLength={limits.reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        error={problem ? (problem.fieldErrors.reason ?? problem.message) : undefined}
      />
      <Group mt="sm" gap="sm">
        <Button variant="default" loading={decide.isPending} onClick={() => rule(true)}>
          {t('uphold')}
        </Button>
        <Button variant="default" loading={decide.isPending} onClick={() => rule(false)}>
          {t('reject')}
        </Button>
      </Group>
    </Alert>
  )
}

/** Disputes that wait for a manager: "this is not an answer". Upheld, the clocks follow (SEMANTICS §1.1). */
export function DisputeRulings({ ticket }: { ticket: TicketView }) {
  if (!ticket.may.decideDispute) return null
  return ticket.timeline.map((item) =>
    item.kind === 'event' && item.type === 'staff_reply' && item.dispute === 'open' ? (
      <Ruling key={item.id} reference={ticket.reference} seq={item.seq} who={item.actor.name} />
    ) : null,
  )
}
