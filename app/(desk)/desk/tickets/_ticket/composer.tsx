'use client'
import { Box, Button, Group, Menu, Paper, SegmentedControl, Select, Text, Textarea, TextInput } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { IconChevronDown } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { ClockPill } from '@/app/_ui/clock-pill'
import { FileField } from '@/app/_ui/file-field'
import { currentClock } from '@/app/_ui/promise-strip'
import { notifyDone } from '@/app/_ui/notify'
import { token } from '@/app/_ui/theme'
import { useErrorText } from '@/app/_ui/use-error-text'
import { useTimes } from '@/app/_ui/use-times'
import { type AttachmentView, limits, type TicketView } from '@/server/tickets/schema'
import { replyEffect } from './reply-effect'
import type { ReplyKind } from '@/server/sla/schema'

const kinds = ['update', 'question', 'diagnosis', 'workaround', 'root_cause', 'fix', 'acknowledgement'] as const
type Then = 'open' | 'waiting_on_customer' | 'resolved'
const promiseMinutes = [15, 30, 60, 120, 240] as const

function EffectText({ ticket, kind, then }: { ticket: TicketView; kind: ReplyKind | 'note'; then: Then }) {
  const t = useTranslations('desk.composer')
  const field = useTranslations('field.metric')
  const times = useTimes()
  const effect = replyEffect(ticket, kind, then)
  if (kind === 'note') return t('effect.note')
  if (kind === 'acknowledgement') return t('effect.acknowledgement')
  const names = (late: boolean) =>
    effect.ends
      .filter((end) => end.late === late)
      .map((end) => field(end.metric))
      .join(t('effect.and'))
  const parts = [
    names(false) && t('effect.ends', { metrics: names(false) }),
    names(true) && t('effect.endsLate', { metrics: names(true) }),
    effect.nextUpdateMs !== null && t('effect.nextUpdate', { length: times.length(effect.nextUpdateMs) }),
    effect.pauses.length > 0 &&
      t('effect.pauses', { metrics: effect.pauses.map((metric) => field(metric)).join(t('effect.and')) }),
  ].filter(Boolean)
  return parts.length > 0 ? parts.join(' ') : t('effect.nothing')
}

/** The kind is the first choice; what it does to the clocks stands beside Send. Drafts survive a closed tab. */
export function Composer({ ticket }: { ticket: TicketView }) {
  const t = useTranslations('desk.composer')
  const field = useTranslations('field')
  const errorText = useErrorText()
  const trpc = useTRPC()
  const client = useQueryClient()
  const answeredBefore = ticket.clocks.some((clock) => clock.metric === 'first_response' && clock.state === 'ended')
  const [kind, setKind] = useState<ReplyKind | 'note'>(answeredBefore ? 'update' : 'diagnosis')
  const [body, setBody] = useLocalStorage({ key: `nightdesk:composer:${ticket.reference}`, defaultValue: '' })
  const [files, setFiles] = useState<AttachmentView[]>([])
  const [then, setThen] = useState<Then>('open')
  const [promise, setPromise] = useState<string | null>(null)
  const [rootCauseUnknown, setRootCauseUnknown] = useState('')
  // One key a message: a double click, or a retry after a lost answer, sends it once.
  const [clientKey, setClientKey] = useState(() => crypto.randomUUID())
  const done = async (text: string) => {
    setBody('')
    setFiles([])
    setThen('open')
    setPromise(null)
    setRootCauseUnknown('')
    setClientKey(crypto.randomUUID())
    notifyDone(text)
    await client.invalidateQueries(trpc.tickets.get.queryFilter({ reference: ticket.reference }))
  }
  const answer = useMutation(
    trpc.tickets.answer.mutationOptions({ onSuccess: () => done(t(then === 'resolved' ? 'resolved' : 'sent')) }),
  )
  const note = useMutation(trpc.tickets.note.mutationOptions({ onSuccess: () => done(t('noted')) }))
  const pending = answer.isPending || note.isPending
  const failure = answer.error ?? note.error
  const problem = failure ? errorText(failure) : null
  const grave = ticket.severity === 'S1' || ticket.severity === 'S2'
  const asksRootCause = then === 'resolved' && grave && !ticket.answers.rootCause && kind !== 'root_cause'
  const update = currentClock(ticket.clocks, 'update')

  const send = () => {
    if (body.trim() === '' || pending) return
    const attachmentIds = files.map((file) => file.id)
    answer.reset()
    note.reset()
    if (kind === 'note') note.mutate({ reference: ticket.reference, clientKey, body, attachmentIds })
    else
      answer.mutate({
        reference: ticket.reference,
        clientKey,
        basedOn: ticket.ledger.seq,
        kind,
        body,
        attachmentIds,
        then,
        rootCauseUnknown,
        promiseNextUpdateAt: promise ? new Date(Date.now() + Number(promise) * 60_000) : null,
      })
  }

  return (
    <Paper
      p="sm"
      component="section"
      aria-label={t('title')}
      style={{ borderColor: token('line-strong'), borderStyle: kind === 'note' ? 'dashed' : 'solid' }}
    >
      <Group justify="space-between" mb="xs" gap="xs">
        <Box style={{ overflowX: 'auto' }} maw="100%">
          <SegmentedControl
            value={kind}
            onChange={(value) => setKind(value as ReplyKind | 'note')}
            data={[
              ...kinds.map((value) => ({ value, label: field(`kind.${value}`) })),
              { value: 'note', label: t('note') },
            ]}
            aria-label={t('kind')}
          />
        </Box>
      </Group>
      <Textarea
        aria-label={kind === 'note' ? t('note') : t('reply')}
        placeholder={kind === 'note' ? t('notePlaceholder') : t('placeholder')}
        variant="unstyled"
        autosize
        minRows={2}
        maxRows={14}
        maxLength={limits.body}
        value={body}
        onChange={(event) => setBody(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) send()
        }}
        error={problem?.fieldErrors.body}
      />
      <FileField reference={ticket.reference} files={files} onChange={setFiles} />
      {asksRootCause && (
        <TextInput
          mt="xs"
          label={t('rootCauseUnknown')}
          value={rootCauseUnknown}
          maxLength={limits.reason}
          onChange={(event) => setRootCauseUnknown(event.currentTarget.value)}
          error={problem?.fieldErrors.rootCauseUnknown}
        />
      )}
      {problem && (
        <Text role="alert" c={token('late')} mt="xs">
          {problem.fieldErrors.kind ?? problem.fieldErrors.then ?? problem.message}
        </Text>
      )}
      <Group justify="space-between" gap="sm" mt="xs">
        <Group gap="xs" miw={0} flex="1 1 16rem">
          {update && update.state !== 'ended' && <ClockPill clock={update} withMetric />}
          <Text fz="xs" flex="1 1 12rem">
            <EffectText ticket={ticket} kind={kind} then={then} />
          </Text>
        </Group>
        <Group gap="sm" flex="none">
          {kind !== 'note' && then === 'open' && (
            <Select
              size="xs"
              w={190}
              clearable
              value={promise}
              onChange={setPromise}
              aria-label={t('promise')}
              placeholder={t('promise')}
              data={promiseMinutes.map((minutes) => ({ value: String(minutes), label: t('promiseIn', { minutes }) }))}
            />
          )}
          <Button.Group>
            <Button onClick={send} loading={pending} disabled={body.trim() === ''}>
              {kind === 'note' ? t('sendNote') : t(`send.${then}`, { kind: field(`kind.${kind}`) })}
            </Button>
            {kind !== 'note' && (
              <Menu position="top-end">
                <Menu.Target>
                  <Button px={6} aria-label={t('then')} style={{ borderLeft: `1px solid ${token('paused')}` }}>
                    <IconChevronDown size={14} aria-hidden />
                  </Button>
                </Menu.Target>
                <Menu.Dropdown>
                  {(['open', 'waiting_on_customer', 'resolved'] as const).map((value) => (
                    <Menu.Item key={value} onClick={() => setThen(value)} fw={value === then ? 600 : 400}>
                      {t(`thenChoice.${value}`)}
                    </Menu.Item>
                  ))}
                </Menu.Dropdown>
              </Menu>
            )}
          </Button.Group>
        </Group>
      </Group>
    </Paper>
  )
}
