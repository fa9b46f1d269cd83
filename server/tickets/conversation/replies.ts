import { ticketRights } from '../rights.rules'
import { authorise } from '@/server/infra/rights/authorise'
import type { Actor, PersonActor } from '@/server/vocabulary/rights/actor'
import type { z } from 'zod'
import { staffNow } from '@/server/accounts/staff'
import { requireMessage } from '@/server/accounts/writing-limits'
import { DomainError } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import type { Tx } from '@/server/infra/db/db'
import { type ReadyFile, readyFiles } from '../attachments/attachments'
import { changeTicket } from '../change/change-ticket'
import { factsOf, refuse } from '../change/conduct'
import type { TicketDraft } from '../change/draft'
import { sentForm } from '../change/form'
import { endSentDraft } from '../drafts/drafts'
import { maskInput } from '../secrets/mask-input.rules'
import { laterTypes } from '../events/kinds.rules'
import { hasNewerMessage } from '../queries'
import type { answerSchema, customerReplySchema, noteSchema } from './schema'
import { mayAnswer, mayReply } from './conduct.rules'
import { names } from './mentions.rules'
import type { LockedTicket } from '../change/lock'

/** Resolved tickets close automatically after this time (SEMANTICS §5). */
export const closesAfterMs = 14 * 24 * 60 * 60_000

const filesOf = (
  tx: Tx,
  { organisationId }: LockedTicket,
  viewer: PersonActor,
  input: { attachmentIds: readonly string[] },
): Promise<ReadyFile[]> => readyFiles(tx, { ids: input.attachmentIds, viewerId: viewer.userId, organisationId })

/** Returns the content that an idempotency key covers: all that readers see, and nothing that steers the sending. */
function contentOf<
  T extends { clientKey?: string; basedOn?: number; undoable?: boolean; kept?: string[]; draftId?: string | undefined },
>(input: T) {
  const { clientKey: _key, basedOn: _basedOn, undoable: _undoable, kept: _kept, draftId: _draftId, ...content } = input
  return content
}

/** The forms of messages that can be held before they are sent (held.ts). */
export const formOf = {
  reply: (viewer: PersonActor, input: z.output<typeof customerReplySchema>) =>
    sentForm('reply', viewer, input.clientKey, contentOf(input))!,
  answer: (viewer: PersonActor, input: z.output<typeof answerSchema>) =>
    sentForm('answer', viewer, input.clientKey, contentOf(input))!,
}

/**
 * Refuses a message whose author has not seen all public messages.
 * @param basedOn the newest public seq that the author had seen; undefined skips the check
 * @param types event types that count, all public messages when absent
 * @throws DomainError CONFLICT `staleForm` when somebody else wrote something public after `basedOn`, or when the
 * ticket has no such seq yet (a restored database, a forged form): its author has not seen what the ticket says now
 */
export async function requireUpToDate(
  tx: Tx,
  ticket: LockedTicket,
  viewer: PersonActor,
  basedOn: number | undefined,
  types?: readonly string[],
): Promise<void> {
  if (basedOn === undefined || basedOn === ticket.publicSeq) return
  if (basedOn > ticket.publicSeq || (await hasNewerMessage(tx, ticket.id, basedOn, viewer.userId, types)))
    throw new DomainError('CONFLICT', 'staleForm')
}

/** Masks the secrets in a customer's reply. */
export const maskReply = (input: z.output<typeof customerReplySchema>) => maskInput(input, ['body'])

/**
 * Records a customer's public reply. Resumes clocks paused for the customer, reopens a resolved ticket (SEMANTICS §1.6)
 * and pages for an S1 or S2 whose assignee is not on call for it (§3).
 * @throws DomainError CONFLICT `ticketClosed` (a later reply needs a follow-up), CONFLICT `staleForm` when somebody
 * else wrote something public after `basedOn`
 */
export async function replyAsCustomer(
  ctx: ServiceContext,
  actor: Actor,
  input: z.output<typeof customerReplySchema>,
): Promise<void> {
  const viewer = authorise(actor, ticketRights.reply)
  await requireMessage(ctx, viewer)
  await writeReply(ctx, viewer, maskReply(input))
}

/**
 * Does the same with a masked reply, without checking the rate limit again, for held replies.
 * @throws DomainError as `replyAsCustomer`
 */
export async function writeReply(
  ctx: ServiceContext,
  actor: Actor,
  input: z.output<typeof customerReplySchema>,
): Promise<void> {
  const viewer = authorise(actor, ticketRights.reply)
  const target = { reference: input.reference, form: formOf.reply(viewer, input) }
  await changeTicket(ctx, viewer, target, async (draft) => {
    const { tx, ticket } = draft
    await requireUpToDate(tx, ticket, viewer, input.basedOn)
    refuse(mayReply(factsOf(ticket)))
    const files = await filesOf(tx, ticket, viewer, input)
    const reply = draft.record('customer_reply', {}, { body: input.body, files, form: target.form, isMasked: true })
    draft.notify(reply, 'ticket-reply', { actorName: viewer.name, body: input.body })
    returnToStaff(draft)
    draft.set({ lastCustomerAt: draft.at })
    await endSentDraft(tx, viewer, { ...input, form: 'customer-reply' }, draft.now)
  })
}

/** Reopens a resolved ticket, or resumes one that waits for the customer, after a reply (SEMANTICS §1.6, §5). */
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
 * Records a staff member's public reply with its kind; `then` can also set the ticket to waiting on the customer, or
 * resolve it (SEMANTICS §1.1, §5). Any kind but an acknowledgement closes the ticket's page (§3).
 * @throws DomainError INVALID or CONFLICT with the rule's reason, CONFLICT `staleForm` when somebody else wrote
 * something public after `basedOn`
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

/** Does the same without checking the rate limit again, for held answers. @throws DomainError as `answerTicket` */
export async function writeAnswer(
  ctx: ServiceContext,
  actor: Actor,
  input: z.output<typeof answerSchema>,
): Promise<void> {
  const viewer = authorise(actor, ticketRights.answer)
  const target = { reference: input.reference, form: formOf.answer(viewer, input) }
  await changeTicket(ctx, viewer, target, async (draft) => {
    const { tx, ticket, now } = draft
    await requireUpToDate(tx, ticket, viewer, input.basedOn, input.sendAt ? laterTypes : undefined)
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
    await endSentDraft(tx, viewer, { ...input, form: 'reply' }, now)
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

/** Sets the status that goes with an answer. A resolved ticket stays resolved: no clock waits for the customer. */
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

/** Assigns an unassigned ticket to the author of an answer; open handoff entries are settled by it (server/handoff). */
function assignByAnswer(draft: TicketDraft, viewer: PersonActor): void {
  draft.record('assigned', { assigneeId: viewer.userId, name: viewer.name })
  draft.set({ assigneeId: viewer.userId })
}

/**
 * Records a note that only staff see; it affects no clock and sends no mail. Colleagues whose names stand in it with an
 * `@` are notified in their inbox (server/tickets/inbox).
 */
export async function addNote(ctx: ServiceContext, actor: Actor, input: z.output<typeof noteSchema>): Promise<void> {
  const viewer = authorise(actor, ticketRights.note)
  await requireMessage(ctx, viewer)
  const form = sentForm('note', viewer, input.clientKey, contentOf(input))
  await changeTicket(ctx, viewer, { reference: input.reference, form }, async (draft) => {
    const files = await filesOf(draft.tx, draft.ticket, viewer, input)
    const mentioned = await mentionedIn(draft.tx, input, viewer.userId)
    draft.record('internal_note', { mentioned }, { body: input.body, files, form })
    await endSentDraft(draft.tx, viewer, { ...input, form: 'note' }, draft.now)
  })
}

/**
 * Returns those of the people picked in a note who are on staff now and whose name stands in it, except its author;
 * undefined when there are none.
 */
async function mentionedIn(
  tx: Tx,
  { body, mentioned = [] }: z.output<typeof noteSchema>,
  authorId: string,
): Promise<string[] | undefined> {
  if (mentioned.length === 0) return undefined
  const people = await tx.user.findMany({
    where: { ...staffNow(), id: { in: mentioned.filter((id) => id !== authorId) } },
    orderBy: { id: 'asc' },
    select: { id: true, name: true },
  })
  const ids = people.filter(({ name }) => names(body, name)).map(({ id }) => id)
  return ids.length > 0 ? ids : undefined
}
