'use client'
import { ActionIcon, Anchor, Box, Button, FileButton, Group, Paper, Text } from '@mantine/core'
import { mergedInto } from '@/app/_ui/merged-with'
import { useDisclosure } from '@mantine/hooks'
import { IconPaperclip } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useMemo, useRef, useState } from 'react'
import css from '@/app/_forms/forms.module.css'
import { DraftOffer, DraftSaved } from '@/app/_forms/draft-state'
import { HeldMessages } from '@/app/_forms/held-messages'
import { MessageBox } from '@/app/_forms/message-box'
import { NewAnswerChip } from '@/app/_forms/new-answer-chip'
import { NewerMessages, newerThan } from '@/app/_forms/newer-messages'
import { SendState } from '@/app/_forms/send-state'
import { UnsentText } from '@/app/_forms/unsent-text'
import { useServerForm } from '@/app/_forms/use-server-form'
import { useTRPC, useTRPCClient } from '@/app/_trpc/client'
import { serverNowMs, useServerNow } from '@/app/_ui/server-clock'
import { token } from '@/app/_ui/theme'
import ui from '@/app/_ui/ui.module.css'
import { UploadList } from '@/app/_ui/upload-list'
import { useClockPreview } from '@/app/_ui/use-clock-preview'
import { useErrorText } from '@/app/_ui/use-error-text'
import { useTimes } from '@/app/_ui/use-times'
import { fieldOf, isText } from '@/app/_ui/field-of'
import { useUploads } from '@/app/_ui/use-uploads'
import { useViewer } from '@/app/_ui/viewer-context'
import { eventsOfReply } from '@/server/sla/evaluation/hypothetical.rules'
import type { SendOutcome } from '@/server/tickets/conversation/schema'
import type { TicketView } from '@/server/tickets/reading/schema'
import { FileDetails } from '../_secrets/file-details'
import { scanOnDemand } from '../_secrets/scan'
import { SecretNotice } from '../_secrets/secret-notice'
import { CloseDialog } from './close-dialog'

interface Reply {
  body: string
  /** Digests of the finds that are no secrets (server/tickets/secrets). */
  kept: string[]
}

function readReply(stored: unknown): Reply | null {
  const [body, kept] = [fieldOf(stored, 'body'), fieldOf(stored, 'kept')]
  return isText(body) ? { body, kept: Array.isArray(kept) ? kept.filter(isText) : [] } : null
}
const noReply: Reply = { body: '', kept: [] }

/** The customer's reply box: always in view, says which clock the reply starts; its draft survives a closed tab. */
export function ReplyBox({ ticket }: { ticket: TicketView }) {
  const t = useTranslations('portal.reply')
  const common = useTranslations('common')
  const trpc = useTRPC()
  const api = useTRPCClient()
  const queries = useQueryClient()
  const errorText = useErrorText()
  const viewerId = useViewer()?.userId
  const { reference } = ticket
  const [outcome, setOutcome] = useState<{ sent: SendOutcome; atMs: number } | null>(null)
  const [refusal, setRefusal] = useState<string | null>(null)
  const [confirming, { open: confirm, close: cancel }] = useDisclosure()
  const target = useMemo(() => ({ reference }), [reference])
  const uploads = useUploads(target, scanOnDemand)
  const refresh = () =>
    Promise.all([
      queries.invalidateQueries(trpc.tickets.get.queryFilter({ reference })),
      queries.invalidateQueries(trpc.tickets.held.queryFilter({ reference })),
    ])
  /** What was written for each message that can still be undone: the server has it with masks. */
  const originals = useRef(new Map<string, Reply>())
  const done = (sent: SendOutcome, written?: { values: Reply }) => {
    if (sent.state === 'held' && written) originals.current.set(sent.id, written.values)
    setOutcome({ sent, atMs: serverNowMs() })
    void refresh()
  }

  const form = useServerForm({
    form: 'customer-reply',
    about: reference,
    place: { form: 'customer-reply', reference },
    readValues: readReply,
    initial: noReply,
    isEmpty: ({ body }) => body.trim() === '',
    uploads,
    seq: ticket.ledger.seq,
    input: () => import('@/server/tickets/conversation/schema').then((file) => file.customerReplySchema),
    build: ({ body, kept }, { clientKey, attachmentIds, basedOn, draftId }) => ({
      reference,
      clientKey,
      basedOn: basedOn ?? undefined,
      body,
      attachmentIds,
      kept,
      undoable: true,
      draftId,
    }),
    check: ({ body }, basedOn) => {
      if (!body.trim()) return { fieldErrors: { body: t('empty') } }
      return newerThan(ticket, basedOn, viewerId).length > 0 ? { message: common('newer.readFirst') } : null
    },
    mutate: (input, signal) => api.tickets.reply.mutate(input, { signal }),
    onDone: done,
    onRefused: () => void refresh(),
  })
  const reopen = useMutation(
    trpc.tickets.reopen.mutationOptions({
      onSettled: refresh,
      onError: (error) => setRefusal(errorText(error).message),
    }),
  )

  const held = (
    <>
      <NewAnswerChip ticket={ticket} viewerId={viewerId} />
      <HeldMessages
        ticket={ticket}
        viewerId={viewerId}
        outcome={outcome}
        onTake={(message) => {
          if (message.verb === 'reply')
            form.take(
              {
                values: originals.current.get(message.id) ?? { body: message.body, kept: message.kept },
                attachments: message.attachments,
              },
              ticket.ledger.seq,
            )
          setOutcome(null)
        }}
      />
    </>
  )
  if (!ticket.may.reply) {
    // A merged ticket continues in the older one; a follow-up would create a third ticket.
    const into = mergedInto(ticket.timeline)
    const goesOn = into
      ? { href: `/tickets/${into}`, label: t('writeThere', { reference: into }) }
      : { href: `/tickets/new?followUp=${reference}`, label: t('followUp') }
    return (
      <Box my="md" data-print="hide">
        {held}
        <UnsentText
          text={form.blank ? null : form.values.body}
          hint={into ? t('unsentMerged', { reference: into }) : t('unsent')}
          onMove={null}
          onDiscard={form.discard}
        >
          <Anchor component={Link} href={goesOn.href} underline="always">
            {goesOn.label}
          </Anchor>
        </UnsentText>
        <Paper p="md">
          <Group justify="space-between">
            <Text>{into ? t('merged', { reference: into }) : t('closed')}</Text>
            <Button component={Link} href={goesOn.href} variant="default">
              {goesOn.label}
            </Button>
          </Group>
        </Paper>
      </Box>
    )
  }
  return (
    <Box className={css.dock} pt="sm" pb="md" data-print="hide">
      {held}
      <NewerMessages
        items={newerThan(ticket, form.basedOn, viewerId)}
        onSeen={() => form.markSeen(ticket.ledger.seq)}
      />
      <Paper
        p="sm"
        className={css.box}
        data-blank={form.blank}
        style={{ borderColor: token('line-strong') }}
        component="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          form.send()
        }}
        {...uploads.handlers}
      >
        <DraftOffer form={form} />
        <MessageBox form={form} uploads={uploads} label={t('label')} placeholder={t('placeholder')} />
        <SecretNotice texts={[form.values.body]} kept={form.values.kept} onKept={(kept) => form.change({ kept })} />
        <UploadList files={uploads} details={(file) => <FileDetails file={file} files={uploads} />} />
        <SendState form={form} />
        <DraftSaved form={form} />
        {refusal && (
          <Text role="alert" c={token('late')} mt="xs">
            {refusal}
          </Text>
        )}
        <Group justify="space-between" mt={2}>
          <Group gap="sm" wrap="nowrap">
            <FileButton onChange={(chosen) => uploads.add(chosen)} multiple>
              {(props) => (
                <ActionIcon variant="default" size={30} aria-label={common('files.add')} {...props}>
                  <IconPaperclip size={14} aria-hidden />
                </ActionIcon>
              )}
            </FileButton>
            <Consequence ticket={ticket} />
          </Group>
          <Group gap="sm" ml="auto">
            {ticket.may.reopen && (
              <Button variant="default" loading={reopen.isPending} onClick={() => reopen.mutate({ reference })}>
                {t('reopen')}
              </Button>
            )}
            {ticket.may.close && (
              <Button variant="default" onClick={confirm}>
                {t('solved')}
              </Button>
            )}
            <Button type="submit" loading={form.phase === 'sending'} disabled={form.phase !== 'writing'}>
              {t('send')}
            </Button>
          </Group>
        </Group>
      </Paper>
      <CloseDialog
        ticket={ticket}
        opened={confirming}
        hasText={!form.blank}
        onClose={cancel}
        onDone={(sent) => {
          cancel()
          done(sent)
        }}
      />
    </Box>
  )
}

/** Says which clock the reply starts, by the server's own evaluation. */
function Consequence({ ticket }: { ticket: TicketView }) {
  const t = useTranslations('portal.reply')
  const times = useTimes()
  const now = useServerNow(15_000)
  const preview = useClockPreview(ticket, eventsOfReply(ticket.status), now)
  const text = (() => {
    if (ticket.status === 'resolved') return t('reopens')
    const running = preview?.before.find(
      ({ metric, state }) => (metric === 'first_response' || metric === 'next_response') && state !== 'ended',
    )
    if (running)
      return running.state === 'breached' || running.dueAt === null
        ? t('late')
        : t('runs', { when: times.near(new Date(running.dueAt), now) })
    const started = preview?.changes.find(({ metric, kind }) => metric === 'next_response' && kind === 'starts')
    if (!started) return ''
    return started.dueAfter === null
      ? t('starts')
      : t('startsBy', { when: times.near(new Date(started.dueAfter), now) })
  })()
  return (
    <Text fz="xs" c="dimmed" className={`${ui.num} ${css.more}`} role="status">
      {text}
    </Text>
  )
}
