'use client'
import { Alert, Box, Button, Group, Text, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { Markdown } from '@/app/_ui/markdown'
import { useServerNow } from '@/app/_ui/server-clock'
import { token } from '@/app/_ui/theme'
import { TimeText } from '@/app/_ui/time-text'
import { useErrorText } from '@/app/_ui/use-error-text'
import { useTimes } from '@/app/_ui/use-times'
import type { TicketView } from '@/server/tickets/reading/schema'

type Statement = { who: string; at: Date; text: string | null }

function Quoted({ label, statement }: { label: string; statement: Statement }) {
  const t = useTranslations('desk.dispute')
  return (
    <Box mt="xs">
      <Text fz="xs" c="dimmed" component="div">
        {label} · <TimeText at={statement.at} />
      </Text>
      <Box component="blockquote" m={0} pl="sm" style={{ borderInlineStart: `2px solid ${token('line-strong')}` }}>
        {statement.text === null ? <Text c="dimmed">{t('erased')}</Text> : <Markdown text={statement.text} />}
      </Box>
    </Box>
  )
}

function Ruling({
  reference,
  seq,
  reply,
  objection,
}: {
  reference: string
  seq: number
  reply: Statement
  objection: Statement
}) {
  const t = useTranslations('desk.dispute')
  const errorText = useErrorText()
  const trpc = useTRPC()
  const client = useQueryClient()
  const times = useTimes()
  const now = useServerNow(60_000)
  const [reason, setReason] = useState('')
  const decide = useMutation(
    trpc.tickets.decideDispute.mutationOptions({
      onSuccess: () =>
        Promise.all([
          client.invalidateQueries(trpc.tickets.get.queryFilter({ reference })),
          client.invalidateQueries(trpc.desk.status.queryFilter()),
          client.invalidateQueries(trpc.disputes.pathFilter()),
        ]),
    }),
  )
  const problem = decide.error ? errorText(decide.error) : null
  const rule = (upheld: boolean) => decide.mutate({ reference, seq, upheld, reason })
  return (
    <Alert variant="default" title={t('title', { who: reply.who, when: times.near(reply.at, now) })} my="sm">
      {t('text')}
      <Quoted label={t('replyBy', { who: reply.who })} statement={reply} />
      <Quoted label={t('reasonBy', { who: objection.who })} statement={objection} />
      <TextInput
        mt="xs"
        label={t('reason')}
        value={reason}
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

/** Disputes ("this is not an answer") that wait for a manager. If upheld, the clocks change (SEMANTICS §1.1). */
export function DisputeRulings({ ticket }: { ticket: TicketView }) {
  if (!ticket.may.decideDispute) return null
  const events = ticket.timeline.filter((item) => item.kind === 'event')
  // The managers' list links directly to this place, below the thread.
  const rulings = events.map((item) => {
    if (item.type !== 'staff_reply' || item.dispute !== 'open') return null
    const objection = events.find((one) => one.type === 'answer_disputed' && one.facts.disputedSeq === item.seq)
    return (
      <Ruling
        key={item.id}
        reference={ticket.reference}
        seq={item.seq}
        reply={{ who: item.actor.name, at: item.at, text: item.body }}
        objection={{ who: objection?.actor.name ?? '', at: objection?.at ?? item.at, text: objection?.body ?? null }}
      />
    )
  })
  return <div id="dispute">{rulings}</div>
}
