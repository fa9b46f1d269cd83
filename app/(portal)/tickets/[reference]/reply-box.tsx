'use client'
import { ActionIcon, Box, Button, FileButton, Group, Modal, Paper, Text, Textarea } from '@mantine/core'
import { useDisclosure, useLocalStorage } from '@mantine/hooks'
import { IconPaperclip } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useMemo, useRef, useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { useServerNow } from '@/app/_ui/server-clock'
import { token } from '@/app/_ui/theme'
import css from '@/app/_ui/ui.module.css'
import { UploadList } from '@/app/_ui/upload-list'
import { useErrorText } from '@/app/_ui/use-error-text'
import { useTimes } from '@/app/_ui/use-times'
import { useUploads } from '@/app/_ui/use-uploads'
import { useViewer } from '@/app/_ui/viewer-context'
import { limits, type TicketView } from '@/server/tickets/schema'
import { replyEffect } from './reply-effect'

/** The customer's reply: always in reach, saying which promise it starts; its words survive a closed tab. */
export function ReplyBox({ ticket }: { ticket: TicketView }) {
  const t = useTranslations('portal.reply')
  const common = useTranslations('common')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const times = useTimes()
  const now = useServerNow(15_000)
  const errorText = useErrorText()
  const viewer = useViewer()
  const { reference } = ticket
  const [body, setBody, forget] = useLocalStorage({
    key: `nightdesk-reply-${viewer?.userId ?? ''}-${reference}`,
    defaultValue: '',
  })
  const [refusal, setRefusal] = useState<string | null>(null)
  const [confirming, { open: confirm, close: cancel }] = useDisclosure()
  // One key a text: sending again after a lost answer writes one reply.
  const key = useRef({ clientKey: '', body: '' })
  const target = useMemo(() => ({ reference }), [reference])
  const uploads = useUploads(target)

  const settle = { onSettled: () => queries.invalidateQueries(trpc.tickets.get.queryFilter({ reference })) }
  const fail = {
    onError: (error: unknown) => setRefusal(errorText(error).fieldErrors.body ?? errorText(error).message),
  }
  const reply = useMutation(
    trpc.tickets.reply.mutationOptions({
      ...fail,
      ...settle,
      onSuccess: () => {
        forget()
        uploads.clear()
        key.current = { clientKey: '', body: '' }
      },
    }),
  )
  const close = useMutation(trpc.tickets.close.mutationOptions({ ...fail, ...settle, onSuccess: cancel }))
  const reopen = useMutation(trpc.tickets.reopen.mutationOptions({ ...fail, ...settle }))

  const send = () => {
    if (reply.isPending) return
    setRefusal(null)
    if (!body.trim()) return setRefusal(t('empty'))
    if (uploads.busy) return setRefusal(t('filesBusy'))
    if (!key.current.clientKey || key.current.body !== body) key.current = { clientKey: crypto.randomUUID(), body }
    reply.mutate({
      reference,
      clientKey: key.current.clientKey,
      body,
      attachmentIds: uploads.attachments.map((each) => each.id),
    })
  }

  if (!ticket.may.reply) {
    return (
      <Paper p="md" my="md">
        <Group justify="space-between">
          <Text>{t('closed')}</Text>
          <Button component={Link} href={`/tickets/new?followUp=${reference}`} variant="default">
            {t('followUp')}
          </Button>
        </Group>
      </Paper>
    )
  }
  const effect = replyEffect(ticket, now)
  const consequence = (() => {
    switch (effect.kind) {
      case 'starts':
        return effect.dueAt ? t('startsBy', { when: times.near(effect.dueAt, now) }) : t('starts')
      case 'runs':
        return t('runs', { when: times.near(effect.dueAt, now) })
      default:
        return effect.kind === 'none' ? '' : t(effect.kind)
    }
  })()
  return (
    <Box pos="sticky" bottom={0} pt="sm" pb="md" bg="var(--mantine-color-body)" style={{ zIndex: 1 }}>
      <Paper
        p="sm"
        style={{ borderColor: token('line-strong') }}
        component="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
        {...uploads.handlers}
      >
        <Textarea
          aria-label={t('label')}
          placeholder={t('placeholder')}
          autosize
          minRows={2}
          maxRows={12}
          maxLength={limits.body}
          variant="unstyled"
          value={body}
          error={refusal}
          onChange={(event) => {
            setBody(event.currentTarget.value)
            setRefusal(null)
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return
            event.preventDefault()
            send()
          }}
        />
        <UploadList files={uploads} />
        <Group justify="space-between" mt={2}>
          <Group gap="sm" wrap="nowrap">
            <FileButton onChange={(chosen) => uploads.add(chosen)} multiple>
              {(props) => (
                <ActionIcon variant="default" size={30} aria-label={common('files.add')} {...props}>
                  <IconPaperclip size={14} aria-hidden />
                </ActionIcon>
              )}
            </FileButton>
            <Text fz="xs" c="dimmed" className={css.num} role="status">
              {consequence}
            </Text>
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
            <Button type="submit" loading={reply.isPending}>
              {t('send')}
            </Button>
          </Group>
        </Group>
      </Paper>
      <Modal
        opened={confirming}
        onClose={cancel}
        title={t('solved')}
        centered
        closeButtonProps={{ 'aria-label': common('dialog.close') }}
      >
        <Text mb="md">{t('solvedText')}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={cancel}>
            {common('dialog.cancel')}
          </Button>
          <Button loading={close.isPending} onClick={() => close.mutate({ reference })}>
            {t('closeTicket')}
          </Button>
        </Group>
      </Modal>
    </Box>
  )
}
