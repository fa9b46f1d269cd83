'use client'
import { Anchor, Button, FileButton, Menu, Paper, SegmentedControl, Select, TextInput } from '@mantine/core'
import { Box, Group, Text } from '@/app/_ui/light'
import { IconChevronDown } from '@tabler/icons-react'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useEffect, useRef, useState } from 'react'
import { DraftOffer, DraftSaved } from '@/app/_forms/draft-state'
import css from '@/app/_forms/forms.module.css'
import { HeldMessages } from '@/app/_forms/held-messages'
import { MessageBox } from '@/app/_forms/message-box'
import { NewAnswerChip } from '@/app/_forms/new-answer-chip'
import { NewerMessages, newerThan } from '@/app/_forms/newer-messages'
import { SendState } from '@/app/_forms/send-state'
import { UnsentText } from '@/app/_forms/unsent-text'
import type { Presence } from '@/app/_trpc/use-presence'
import { notifyFailed } from '@/app/_ui/notify'
import { onDemand } from '@/app/_ui/on-demand'
import { mergedInto } from '@/app/_ui/merged-with'
import { token } from '@/app/_ui/theme'
import { UploadList } from '@/app/_ui/upload-list'
import { useDocumentFiles } from '@/app/_ui/use-document-files'
import { oneOf } from '@/server/vocabulary/list'
import { type ReplyKind, replyKinds } from '@/server/vocabulary/reply-kind'
import type { TicketView } from '@/server/tickets/reading/schema'
import {
  asksRootCause,
  type ComposerForms,
  noteOf,
  promiseChoices,
  type ReplyValues,
  useComposerForms,
  valuesOfHeld,
  withKind,
} from './use-composer-forms'
import { MacroButton } from './macro-button'
import { WritingPeople } from './present-people'
import { ReplyEffect } from './reply-effect'
import { useResolveIntent } from './resolve-intent'
import { WaitingAnswers } from './waiting-answers'
import { SendsLater } from './sends-later'

const useLater = onDemand(() => import('./later-dialog').then((file) => file.LaterDialog))
const useMentions = onDemand(() => import('./mention-picker').then((file) => file.MentionPicker))
const useHints = onDemand(() => import('./reply-hints').then((file) => file.ReplyHints))

type Audience = 'reply' | 'note'
/** Reply kinds, in the order in which they are shown. */
const kinds: ReplyKind[] = [
  'update',
  ...replyKinds.filter((kind) => kind !== 'update' && kind !== 'acknowledgement'),
  'acknowledgement',
]
const nextStatuses = ['open', 'waiting_on_customer', 'resolved'] as const

/**
 * The engineer's composer: the reply kind is chosen first, and its effect on the clocks is shown beside Send. A reply
 * and an internal note are two separate drafts; neither ever turns into the other.
 */
export function Composer({ ticket, presence }: { ticket: TicketView; presence: Presence }) {
  const t = useTranslations('desk.composer')
  const forms = useComposerForms(ticket)
  useWriting(forms, presence.doing)
  const { reply, note, viewerId } = forms
  const [chosen, setChosen] = useState<Audience | null>(null)
  const ready = reply.ready && note.ready
  // After a reload the composer shows the same draft, reply or note, as before.
  const [restored, setRestored] = useState<Audience | null>(null)
  // Decided once, while both drafts are as they were read: what is typed afterwards does not switch the composer.
  if (ready && restored === null)
    setRestored(!note.blank && (reply.blank || (note.savedAt ?? 0) > (reply.savedAt ?? 0)) ? 'note' : 'reply')
  const audience: Audience = !ticket.may.answer ? 'note' : (chosen ?? restored ?? 'reply')
  useDocumentFiles(audience === 'note' ? forms.noteUploads : forms.replyUploads, ticket.may.answer || ticket.may.note)
  const into = ticket.status === 'closed' ? mergedInto(ticket.timeline) : null
  const newer = newerThan(ticket, reply.basedOn, viewerId)
  useResolveIntent(() => {
    if (!ticket.may.answer) return
    setChosen('reply')
    reply.change({ then: 'resolved' })
    const box = document.getElementById('composer')
    box?.scrollIntoView({ block: 'nearest' })
    box?.querySelector('textarea')?.focus()
  })

  return (
    <>
      <NewAnswerChip ticket={ticket} viewerId={viewerId} />
      {!ticket.may.answer && (
        <>
          <Text c="dimmed" mb="xs">
            {into ? t('merged', { reference: into }) : t(ticket.status === 'closed' ? 'closed' : 'notEngineer')}
          </Text>
          <UnsentText
            text={reply.blank ? null : reply.values.body}
            hint={t('unsent')}
            onMove={
              ticket.may.note && note.blank
                ? () => {
                    note.take({ values: noteOf(reply.values.body), attachments: reply.attachments })
                    reply.discard()
                  }
                : null
            }
            onDiscard={reply.discard}
          />
        </>
      )}
      {audience === 'reply' && <NewerMessages items={newer} onSeen={() => reply.markSeen(ticket.ledger.seq)} />}
      <WaitingAnswers reference={ticket.reference} />
      <HeldMessages
        ticket={ticket}
        viewerId={viewerId}
        outcome={forms.outcome}
        onTake={(held) => {
          reply.take({ values: valuesOfHeld(held), attachments: held.attachments }, ticket.ledger.seq)
          setChosen('reply')
        }}
      />
      {forms.notedText && (
        <Text fz="xs" c="dimmed" mb={4} role="status">
          {forms.notedText}
        </Text>
      )}
      {(ticket.may.answer || ticket.may.note) && (
        <Box id="composer">
          <WritingPeople people={presence.people} />
          <ComposerBox ticket={ticket} forms={forms} audience={audience} onAudience={setChosen} />
        </Box>
      )}
    </>
  )
}

/** Tells colleagues what is being written, at each change of a text by its writer. */
function useWriting({ reply, note }: ComposerForms, doing: Presence['doing']) {
  const before = useRef<{ reply: string; note: string } | null>(null)
  const ready = reply.ready && note.ready
  const [said, noted] = [reply.values.body, note.values.body]
  useEffect(() => {
    if (!ready) return
    const last = before.current
    before.current = { reply: said, note: noted }
    if (last === null) return
    if (said !== last.reply) doing(said.trim() === '' ? 'reading' : 'replying')
    else if (noted !== last.note) doing(noted.trim() === '' ? 'reading' : 'noting')
  }, [doing, noted, ready, said])
}

function ComposerBox({
  ticket,
  forms,
  audience,
  onAudience,
}: {
  ticket: TicketView
  forms: ComposerForms
  audience: Audience
  onAudience: (audience: Audience) => void
}) {
  const t = useTranslations('desk.composer')
  const common = useTranslations('common.form')
  const words = useTranslations('field')
  const { reply, note } = forms
  const isNote = audience === 'note'
  const form = isNote ? note : reply
  const other = isNote ? reply : note
  const uploads = isNote ? forms.noteUploads : forms.replyUploads
  const choices = [
    ...(ticket.may.answer ? kinds.map((value) => ({ value, label: words(`kind.${value}`) })) : []),
    ...(ticket.may.note ? [{ value: 'note', label: t('note') }] : []),
  ]
  const choice = isNote ? 'note' : reply.values.kind
  const errors = useTranslations('errors')
  const [LaterDialog, prepareLater] = useLater()
  const [isAskingLater, setAskingLater] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  const [MentionPicker, prepareMentions] = useMentions()
  const mayMention = isNote && note.values.body.includes('@')
  useEffect(() => {
    if (mayMention) prepareMentions()
  }, [mayMention, prepareMentions])
  const askLater = () => {
    prepareLater(() => notifyFailed(errors('connection')))
    setAskingLater(true)
  }
  const choose = (value: string | null) => {
    const kind = oneOf(replyKinds, value)
    if (!kind) return onAudience('note')
    onAudience('reply')
    if (kind !== reply.values.kind) reply.change(withKind(reply.values, kind))
  }
  return (
    <Paper
      p="sm"
      component="section"
      aria-label={t('title')}
      className={css.box}
      data-blank={form.blank}
      style={{ borderColor: token('line-strong'), borderStyle: isNote ? 'dashed' : 'solid' }}
    >
      <Box mb="xs" visibleFrom="sm" style={{ overflowX: 'auto' }} maw="100%">
        <SegmentedControl
          value={choice}
          onChange={choose}
          data={choices}
          aria-label={t('kind')}
          disabled={form.locked}
        />
      </Box>
      <Box mb="xs" hiddenFrom="sm">
        <Select
          value={choice}
          onChange={choose}
          data={choices}
          allowDeselect={false}
          aria-label={t('kind')}
          disabled={form.locked}
        />
      </Box>
      <DraftOffer form={form} />
      {ticket.may.answer && !other.blank && (
        <Group gap="sm" mb="xs" role="status">
          <Text fz="xs">{common(isNote ? 'alsoReply' : 'alsoNote')}</Text>
          <Anchor
            component="button"
            type="button"
            fz="xs"
            underline="always"
            onClick={() => onAudience(isNote ? 'reply' : 'note')}
          >
            {common('showOther')}
          </Anchor>
        </Group>
      )}
      <MessageBox
        key={audience}
        field={field}
        form={form}
        uploads={uploads}
        label={isNote ? t('note') : t('reply')}
        placeholder={isNote ? t('notePlaceholder') : t('placeholder')}
      />
      {mayMention && MentionPicker && <MentionPicker form={note} field={field} />}
      {isNote && note.fieldErrors.mentioned && (
        <Text role="alert" c={token('late')} mt="xs">
          {note.fieldErrors.mentioned}
        </Text>
      )}
      <UploadList files={uploads} />
      <Group gap="sm" className={css.more}>
        <FileButton onChange={(files) => uploads.add(files)} multiple>
          {(props) => (
            <Anchor component="button" type="button" fz="xs" underline="always" c="dimmed" {...props}>
              {t('addFiles')}
            </Anchor>
          )}
        </FileButton>
        {!isNote && <MacroButton ticket={ticket} form={reply} />}
        {isNote && ticket.may.answer && note.blank && !reply.blank && (
          <Anchor
            component="button"
            type="button"
            fz="xs"
            underline="always"
            onClick={() => {
              note.take({ values: noteOf(reply.values.body), attachments: reply.attachments })
              reply.discard()
            }}
          >
            {t('moveToNote')}
          </Anchor>
        )}
      </Group>
      {!isNote && asksRootCause(ticket, reply.values) && (
        <TextInput
          mt="xs"
          label={t('rootCauseUnknown')}
          value={reply.values.rootCauseUnknown}
          readOnly={reply.locked}
          onChange={(event) => reply.change({ rootCauseUnknown: event.currentTarget.value })}
          error={reply.fieldErrors.rootCauseUnknown}
        />
      )}
      {!isNote && (reply.fieldErrors.kind ?? reply.fieldErrors.then ?? reply.fieldErrors.promiseNextUpdateAt) && (
        <Text role="alert" c={token('late')} mt="xs">
          {reply.fieldErrors.kind ?? reply.fieldErrors.then ?? reply.fieldErrors.promiseNextUpdateAt}
        </Text>
      )}
      {!isNote && <Hints ticket={ticket} values={reply.values} hasFiles={reply.attachments.length > 0} />}
      {!isNote && reply.values.sendAt !== null && <SendsLater ticket={ticket} form={reply} onChange={askLater} />}
      {isNote ? <SendState form={note} /> : <SendState form={reply} />}
      <DraftSaved form={form} />
      <Group justify="space-between" gap="sm" mt="xs">
        {isNote ? (
          <Text fz="xs" flex="1 1 12rem" className={css.more}>
            {t('effect.note')}
          </Text>
        ) : (
          <ReplyEffect ticket={ticket} values={reply.values} />
        )}
        <Group gap="sm" flex="0 1 auto" ml="auto" justify="flex-end">
          {!isNote && reply.values.then === 'open' && (
            <Select
              size="xs"
              w={190}
              className={css.more}
              clearable
              value={reply.values.promise}
              onChange={(promise) => reply.change({ promise })}
              aria-label={t('promise')}
              placeholder={t('promise')}
              data={promiseChoices(reply.values.promise).map((minutes) => ({
                value: String(minutes),
                label: t('promiseIn', { minutes }),
              }))}
            />
          )}
          <Button.Group>
            <Button
              onClick={form.send}
              loading={form.phase === 'sending'}
              disabled={form.blank || form.phase !== 'writing'}
            >
              {isNote
                ? t('sendNote')
                : reply.values.sendAt !== null
                  ? t('later.send', { kind: words(`kind.${reply.values.kind}`).toLowerCase() })
                  : t(`send.${reply.values.then}`, { kind: words(`kind.${reply.values.kind}`).toLowerCase() })}
            </Button>
            {!isNote && (
              <Menu position="top-end">
                <Menu.Target>
                  <Button px={6} aria-label={t('then')} style={{ borderLeft: `1px solid ${token('paused')}` }}>
                    <IconChevronDown size={14} aria-hidden />
                  </Button>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item onPointerEnter={() => prepareLater()} onClick={askLater}>
                    {t('later.menu')}
                  </Menu.Item>
                  <Menu.Divider />
                  {nextStatuses.map((value) => (
                    <Menu.Item
                      key={value}
                      onClick={() => reply.change({ then: value })}
                      fw={value === reply.values.then ? 600 : 400}
                    >
                      {t(`thenChoice.${value}`)}
                    </Menu.Item>
                  ))}
                </Menu.Dropdown>
              </Menu>
            )}
          </Button.Group>
        </Group>
      </Group>
      {LaterDialog && (
        <LaterDialog
          ticket={ticket}
          opened={isAskingLater}
          sendAt={reply.values.sendAt}
          onClose={() => setAskingLater(false)}
          onChoose={(sendAt) => reply.change({ sendAt })}
        />
      )}
    </Paper>
  )
}

/** Warnings about what is being written; their rules are loaded when the first word is there. */
function Hints({ ticket, values, hasFiles }: { ticket: TicketView; values: ReplyValues; hasFiles: boolean }) {
  const [Part, prepare] = useHints()
  const isEmpty = values.body.trim() === ''
  useEffect(() => {
    if (!isEmpty) prepare()
  }, [isEmpty, prepare])
  return Part && !isEmpty && <Part ticket={ticket} body={values.body} kind={values.kind} hasFiles={hasFiles} />
}
