'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useMemo, useState } from 'react'
import { newerThan } from '@/app/_forms/newer-messages'
import { useServerForm } from '@/app/_forms/use-server-form'
import { useTRPC, useTRPCClient } from '@/app/_trpc/client'
import { fieldOf, isText } from '@/app/_ui/field-of'
import { serverNowMs } from '@/app/_ui/server-clock'
import { useUploads } from '@/app/_ui/use-uploads'
import { useViewer } from '@/app/_ui/viewer-context'
import { oneOf } from '@/server/vocabulary/list'
import { type ReplyKind, replyKinds } from '@/server/vocabulary/reply-kind'
import type { HeldMessageView, SendOutcome } from '@/server/tickets/conversation/schema'
import type { TicketView } from '@/server/tickets/reading/schema'

export const promiseMinutes = [15, 30, 60, 120, 240] as const
/** Minutes to choose from; what a macro or a draft has chosen is always among them, so that no promise is sent unseen. */
export const promiseChoices = (chosen: string | null): number[] =>
  [...new Set<number>([...promiseMinutes, ...(chosen === null ? [] : [Number(chosen)])])].sort((a, b) => a - b)
const nextStatuses = ['open', 'waiting_on_customer', 'resolved'] as const
export interface ReplyValues {
  kind: ReplyKind
  body: string
  then: (typeof nextStatuses)[number]
  /** Minutes from sending until the promised update, as text; null: nothing is promised. */
  promise: string | null
  rootCauseUnknown: string
  /** ISO 8601, UTC: when it is sent; null: now. */
  sendAt: string | null
}

function readReply(stored: unknown): ReplyValues | null {
  const [body, promise, rootCauseUnknown] = ['body', 'promise', 'rootCauseUnknown'].map((name) => fieldOf(stored, name))
  const kind = oneOf(replyKinds, fieldOf(stored, 'kind'))
  const then = oneOf(nextStatuses, fieldOf(stored, 'then'))
  // Absent in drafts of an earlier release.
  const sendAt = fieldOf(stored, 'sendAt') ?? null
  const isWhole =
    (sendAt === null || isText(sendAt)) &&
    isText(body) &&
    isText(rootCauseUnknown) &&
    (promise === null || isText(promise))
  return kind && then && isWhole ? { kind, body, then, promise, rootCauseUnknown, sendAt } : null
}

const emptyReply = (kind: ReplyKind): ReplyValues => ({
  kind,
  body: '',
  then: 'open',
  promise: null,
  rootCauseUnknown: '',
  sendAt: null,
})

/** Tells whether an S1 or S2 without a root cause is being resolved; the reason why it is unknown is then required. */
export const asksRootCause = (ticket: TicketView, { then, kind }: Pick<ReplyValues, 'then' | 'kind'>): boolean =>
  then === 'resolved' &&
  (ticket.severity === 'S1' || ticket.severity === 'S2') &&
  !ticket.answers.rootCause &&
  kind !== 'root_cause'

/** Returns the values that follow from a kind: a question sets the status to waiting on customer; no other kind can. */
export const withKind = (values: ReplyValues, kind: ReplyKind): Partial<ReplyValues> => ({
  kind,
  then:
    kind === 'question' && values.then === 'open'
      ? 'waiting_on_customer'
      : kind !== 'question' && values.then === 'waiting_on_customer'
        ? 'open'
        : values.then,
})

/** Returns the form values of an answer that was undone or refused. */
export function valuesOfHeld(held: HeldMessageView): ReplyValues {
  const sentAt = (held.sendAt ?? held.createdAt).getTime()
  const minutes = held.promiseNextUpdateAt ? Math.round((held.promiseNextUpdateAt.getTime() - sentAt) / 60_000) : null
  return {
    kind: held.kind ?? 'update',
    body: held.body,
    then: held.then,
    promise: minutes === null ? null : String(minutes),
    rootCauseUnknown: held.rootCauseUnknown,
    // A time that has passed is not chosen again.
    sendAt: held.sendAt && held.sendAt.getTime() > serverNowMs() ? held.sendAt.toISOString() : null,
  }
}

export interface NoteValues {
  body: string
  /** Ids of colleagues who were picked with an `@`; the server drops those whose name does not stand in the body. */
  mentioned: string[]
}

export const noteOf = (body: string): NoteValues => ({ body, mentioned: [] })

function readNote(stored: unknown): NoteValues | null {
  const body = fieldOf(stored, 'body')
  const mentioned = fieldOf(stored, 'mentioned')
  // Absent in drafts of an earlier release.
  return isText(body) ? { body, mentioned: Array.isArray(mentioned) ? mentioned.filter(isText) : [] } : null
}

/** The two separate drafts of an engineer on a ticket: the public reply and the internal note. */
export function useComposerForms(ticket: TicketView) {
  const t = useTranslations('desk.composer')
  const newerWords = useTranslations('common.newer')
  const trpc = useTRPC()
  const api = useTRPCClient()
  const queries = useQueryClient()
  const viewerId = useViewer()?.userId
  const [outcome, setOutcome] = useState<{ sent: SendOutcome; atMs: number } | null>(null)
  const [noted, setNoted] = useState(false)
  const { reference } = ticket
  const target = useMemo(() => ({ reference }), [reference])
  const replyUploads = useUploads(target)
  const noteUploads = useUploads(target)
  const answeredBefore = ticket.clocks.some((clock) => clock.metric === 'first_response' && clock.state === 'ended')
  const refresh = () =>
    Promise.all([
      queries.invalidateQueries(trpc.tickets.get.queryFilter({ reference })),
      queries.invalidateQueries(trpc.tickets.held.queryFilter({ reference })),
    ])

  const reply = useServerForm({
    form: 'reply',
    about: reference,
    place: { form: 'reply', reference },
    readValues: readReply,
    initial: emptyReply(answeredBefore ? 'update' : 'diagnosis'),
    // After a reply the kind returns to update, so that the next reply is not, for example, a second workaround.
    after: emptyReply('update'),
    isEmpty: (values) => values.body.trim() === '' && values.rootCauseUnknown.trim() === '',
    uploads: replyUploads,
    seq: ticket.ledger.seq,
    input: () => import('@/server/tickets/conversation/schema').then((file) => file.answerSchema),
    build: (values, parts) => ({
      reference,
      clientKey: parts.clientKey,
      basedOn: parts.basedOn ?? undefined,
      kind: values.kind,
      body: values.body,
      attachmentIds: parts.attachmentIds,
      then: values.then,
      rootCauseUnknown: asksRootCause(ticket, values) ? values.rootCauseUnknown : '',
      // A promise is sent only when its field is visible.
      promiseNextUpdateAt:
        values.promise !== null && values.then === 'open'
          ? new Date((values.sendAt ? Date.parse(values.sendAt) : parts.at.getTime()) + Number(values.promise) * 60_000)
          : null,
      sendAt: values.sendAt === null ? null : new Date(values.sendAt),
      undoable: true,
      draftId: parts.draftId,
    }),
    check: (_values, basedOn) =>
      newerThan(ticket, basedOn, viewerId).length > 0 ? { message: newerWords('readFirst') } : null,
    mutate: (input, signal) => api.tickets.answer.mutate(input, { signal }),
    onDone: (sent) => {
      setNoted(false)
      setOutcome({ sent, atMs: serverNowMs() })
      void refresh()
    },
    onRefused: () => void refresh(),
  })
  const note = useServerForm({
    form: 'note',
    about: reference,
    place: { form: 'note', reference },
    readValues: readNote,
    initial: noteOf(''),
    isEmpty: (values) => values.body.trim() === '',
    uploads: noteUploads,
    seq: ticket.ledger.seq,
    input: () => import('@/server/tickets/conversation/schema').then((file) => file.noteSchema),
    build: ({ body, mentioned }, { clientKey, attachmentIds, draftId }) => ({
      reference,
      clientKey,
      body,
      mentioned: mentioned.length > 0 ? mentioned : undefined,
      attachmentIds,
      draftId,
    }),
    mutate: (input, signal) => api.tickets.note.mutate(input, { signal }),
    onDone: () => {
      setOutcome(null)
      setNoted(true)
      void refresh()
    },
    onRefused: () => void refresh(),
  })
  return { reply, note, replyUploads, noteUploads, outcome, notedText: noted ? t('noted') : null, viewerId }
}
export type ComposerForms = ReturnType<typeof useComposerForms>
