import { ticketRights } from '../rights.rules'
import { authorise } from '@/server/infra/rights/authorise'
import type { Actor, PersonActor } from '@/server/vocabulary/rights/actor'
import type { z } from 'zod'
import { requireMessage } from '@/server/accounts/writing-limits'
import { DomainError } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import type { Tx } from '@/server/infra/db/db'
import { type ReadyFile, readyFiles } from '../attachments/attachments'
import { changeTicket } from '../change/change-ticket'
import { factsOf, refuse } from '../change/conduct'
import type { TicketDraft } from '../change/draft'
import { sentForm } from '../change/form'
import { isOvertaken } from '../queries'
import type { answerSchema, customerReplySchema, noteSchema } from '../schema'
import { mayAnswer, mayReply } from './conduct.rules'
import type { LockedTicket } from '../change/lock'

/** Resolved tickets close by themselves after this long (SEMANTICS §5). */
export const closesAfterMs = 14 * 24 * 60 * 60_000

const filesOf = (
  tx: Tx,
  { organisationId }: LockedTicket,
  viewer: PersonActor,
  input: { attachmentIds: readonly string[] },
): Promise<ReadyFile[]> => readyFiles(tx, { ids: input.attachmentIds, viewerId: viewer.userId, organisationId })

/** What a key stands for: everything that readers will see, but not what the writer had seen, nor how it was sent. */
function contentOf<T extends { clientKey?: string; basedOn?: number; undoable?: boolean }>(input: T) {
  const { clientKey: _key, basedOn: _basedOn, undoable: _undoable, ...content } = input
  return content
}

/** The forms of messages that can be held before they are sent (SEMANTICS has no rule for it; see held-service.ts). */
export const formOf = {
  reply: (viewer: PersonActor, input: z.output<typeof customerReplySchema>) =>
    sentForm('reply', viewer, input.clientKey, contentOf(input))!,
  answer: (viewer: PersonActor, input: z.output<typeof answerSchema>) =>
    sentForm('answer', viewer, input.clientKey, contentOf(input))!,
}

/**
 * @param basedOn the newest public seq that the writer had seen
 * @throws DomainError CONFLICT `staleForm` when somebody else said something public after `basedOn`, and when the ticket
 * does not go that far: whoever names a seq that there is not yet (a database that was restored, a forged form) has not
 * seen what stands before it
 */
export async function requireSeen(
  tx: Tx,
  ticket: LockedTicket,
  viewer: PersonActor,
  basedOn: number | undefined,
): Promise<void> {
  if (basedOn === undefined || basedOn === ticket.publicSeq) return
  if (basedOn > ticket.publicSeq || (await isOvertaken(tx, ticket.id, basedOn, viewer.userId)))
    throw new DomainError('CONFLICT', 'staleForm')
}

/**
 * A customer's public reply. It resumes what waited for the customer, reopens a resolved ticket (SEMANTICS §1.6) and
 * pages when an S1 or S2 has nobody on call looking at it (§3).
 * @throws DomainError CONFLICT `ticketClosed`: a later reply makes a follow-up; CONFLICT `staleForm` when somebody else
 * said something public after `basedOn`
 */
export async function replyAsCustomer(
  ctx: ServiceContext,
  actor: Actor,
  input: z.output<typeof customerReplySchema>,
): Promise<void> {
  const viewer = authorise(actor, ticketRights.reply)
  await requireMessage(ctx, viewer)
  await writeReply(ctx, viewer, input)
}

/** The same for a reply that was counted when its author sent it. @throws DomainError as `replyAsCustomer` */
export async function writeReply(
  ctx: ServiceContext,
  actor: Actor,
  input: z.output<typeof customerReplySchema>,
): Promise<void> {
  const viewer = authorise(actor, ticketRights.reply)
  const target = { reference: input.reference, form: formOf.reply(viewer, input) }
  await changeTicket(ctx, viewer, target, async (draft) => {
    const { tx, ticket } = draft
    await requireSeen(tx, ticket, viewer, input.basedOn)
    refuse(mayReply(factsOf(ticket)))
    const files = await filesOf(tx, ticket, viewer, input)
    const reply = draft.record('customer_reply', {}, { body: input.body, files, form: target.form })
    draft.notify(reply, 'ticket-reply', { actorName: viewer.name, body: input.body })
    returnToStaff(draft)
    draft.set({ lastCustomerAt: draft.at })
  })
}

/** What a customer's words do to a ticket that was not waiting for staff (SEMANTICS §1.6, §5). */
export function returnToStaff(draft: TicketDraft, actor = draft.actor): void {
  const { status } = draft.ticket
  if (status === 'resolved') {
    draft.record('reopened', { actor: 'customer' }, { actor })
    draft.set({ status: 'open', resolvedAt: null, closesAt: null })
  } else if (status === 'waiting_on_customer') {
    draft.record('status_changed', { to: 'open' }, { actor })
    draft.set({ status: 'open' })
  }
}

/**
 * A staff member's public reply with its kind; with `then` it also asks the customer to wait, or resolves
 * (SEMANTICS §1.1, §5). An answer closes the ticket's page (§3).
 * @throws DomainError INVALID with the rule's reason, CONFLICT `staleForm` when somebody else said something public after `basedOn`
 */
export async function answerTicket(
  ctx: ServiceContext,
  actor: Actor,
  input: z.output<typeof answerSchema>,
): Promise<void> {
  const viewer = authorise(actor, ticketRights.answer)
  await requireMessage(ctx, viewer)
  await writeAnswer(ctx, viewer, input)
}

/** The same for an answer that was counted when its author sent it. @throws DomainError as `answerTicket` */
export async function writeAnswer(
  ctx: ServiceContext,
  actor: Actor,
  input: z.output<typeof answerSchema>,
): Promise<void> {
  const viewer = authorise(actor, ticketRights.answer)
  const target = { reference: input.reference, form: formOf.answer(viewer, input) }
  await changeTicket(ctx, viewer, target, async (draft) => {
    const { tx, ticket, now } = draft
    await requireSeen(tx, ticket, viewer, input.basedOn)
    refuse(mayAnswer(factsOf(ticket), input))
    const promisedAt = input.promiseNextUpdateAt
    if (promisedAt && promisedAt <= now)
      throw new DomainError('INVALID', 'promiseInPast', { field: 'promiseNextUpdateAt' })
    const files = await filesOf(tx, ticket, viewer, input)
    const { body, kind } = input
    const answer = draft.record('staff_reply', { kind, human: true }, { body, files, form: target.form })
    if (promisedAt && input.then !== 'resolved')
      draft.record('update_promised', { promisedAt: promisedAt.toISOString() })
    if (kind === 'workaround') draft.set({ workaroundSeq: answer.seq })
    if (kind === 'root_cause') draft.set({ rootCauseSeq: answer.seq })
    if (kind === 'fix') draft.set({ fixSeq: answer.seq })
    if (kind !== 'acknowledgement' && !ticket.firstAnsweredAt) draft.set({ firstAnsweredAt: draft.at })
    draft.set({ holdReason: null })
    if (input.then === 'resolved') resolve(draft, input.rootCauseUnknown, kind === 'root_cause')
    else setStatusWithAnswer(draft, input.then)
    if (ticket.assigneeId === null) assignByAnswer(draft, viewer)
    const template = input.then === 'resolved' ? 'ticket-resolved' : 'ticket-reply'
    draft.notify(answer, template, { actorName: viewer.name, kind, body })
  })
}

function resolve(draft: TicketDraft, rootCauseUnknown: string, givesRootCause: boolean): void {
  const { ticket } = draft
  const facts = rootCauseUnknown ? { rootCauseUnknown: true as const } : {}
  draft.record('resolved', facts, { body: rootCauseUnknown })
  const hasRootCause = givesRootCause || ticket.rootCauseSeq !== null
  draft.set({
    status: 'resolved',
    resolvedAt: draft.at,
    closesAt: new Date(draft.at.getTime() + closesAfterMs),
    rootCauseUnknown: rootCauseUnknown || (hasRootCause ? null : ticket.rootCauseUnknown),
  })
}

/** A question about a resolved ticket leaves it resolved: nothing waits for its answer. */
function setStatusWithAnswer(draft: TicketDraft, then: 'open' | 'waiting_on_customer'): void {
  const { status } = draft.ticket
  if (status === 'resolved') return
  if (then === 'waiting_on_customer') {
    if (status !== 'waiting_on_customer') draft.record('status_changed', { to: 'waiting_on_customer' })
    draft.set({ status: 'waiting_on_customer' })
  } else {
    if (status === 'waiting_on_customer' || status === 'on_hold') draft.record('status_changed', { to: 'open' })
    draft.set({ status: 'open' })
  }
}

/** Answering an unassigned ticket assigns it to the author; handoff briefs that wait for it follow (server/handoff). */
function assignByAnswer(draft: TicketDraft, viewer: PersonActor): void {
  draft.record('assigned', { assigneeId: viewer.userId, name: viewer.name })
  draft.set({ assigneeId: viewer.userId })
}

/** A note that only staff see; it stops no clock and sends no mail. */
export async function addNote(ctx: ServiceContext, actor: Actor, input: z.output<typeof noteSchema>): Promise<void> {
  const viewer = authorise(actor, ticketRights.note)
  await requireMessage(ctx, viewer)
  const form = sentForm('note', viewer, input.clientKey, contentOf(input))
  await changeTicket(ctx, viewer, { reference: input.reference, form }, async (draft) => {
    const files = await filesOf(draft.tx, draft.ticket, viewer, input)
    draft.record('internal_note', {}, { body: input.body, files, form })
  })
}
