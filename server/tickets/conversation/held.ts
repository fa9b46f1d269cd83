import { ticketRights } from '../rights.rules'
import { admit, authorise } from '@/server/infra/rights/authorise'
import type { Actor, PersonActor } from '@/server/vocabulary/rights/actor'
import { Prisma } from '@/generated/prisma/client'
import { viewerById } from '@/server/accounts/sign-in/options'
import { requireMessage } from '@/server/accounts/writing-limits'
import { DomainError, forbidden, notFound } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import type { Client, Tx } from '@/server/infra/db/db'
import { log } from '@/server/infra/log'
import { notifyLive } from '@/server/infra/live'
import { pageOfTicket } from '@/server/paging/page/pages'
import { evaluate } from '@/server/sla/evaluation/evaluate.rules'
import { pinnedPolicy } from '@/server/sla/clocks/clocks'
import { z } from 'zod'
import { readyFiles } from '../attachments/attachments'
import { changeTicket } from '../change/change-ticket'
import { factsOf, refuse } from '../change/conduct'
import { requireSameForm, type SentForm, sentForm } from '../change/form'
import { endSentDraft } from '../drafts/drafts'
import { formOf, maskReply, requireUpToDate, writeAnswer, writeReply } from './replies'
import { mayAnswer, mayReply } from './conduct.rules'
import { mayBeSentAt } from './later.rules'
import { returnMessage } from './returned'
import { slaEvents } from '../events/stored.rules'
import { reasonNotToHold, undoMs } from './undo.rules'
import { answerSchema, closeSchema, customerReplySchema, type HeldMessageView, type SendOutcome } from './schema'
import { selectPublicEvents, visibleTo } from '../queries'
import { requireClosable, writeClosing } from '../triage/triage'
import type { LockedTicket } from '../change/lock'

/**
 * Holds messages and closings for ten seconds so that they can be undone. A held message is a `HeldMessage` row and not
 * yet an event: it affects no clock, page or mail. The sweep or the author's browser sends it, whichever comes first,
 * even when the browser was closed; its unique key makes repeated attempts idempotent. Messages on an S1, or with
 * something falling due meanwhile, are not held.
 *
 * Messages by others within the ten seconds do not stop it: the author had seen everything when sending, messages can
 * always cross, and an answer left unsent because its author went home would break a promise. The author's screen shows
 * the newer message beside Undo. A message that is no longer permitted when it is sent is returned to its author.
 *
 * An answer that its author wants to be sent later is such a row too, with the chosen instant. It is long enough for
 * everything to change, so a newer public message by somebody else does return it, and author and assignee are notified.
 */
type Verb = HeldMessageView['verb']
type AnswerInput = z.output<typeof answerSchema>
type ReplyInput = z.output<typeof customerReplySchema>
type CloseInput = z.output<typeof closeSchema>

/** Parses the stored JSON input, in which instants are strings. */
const storedAnswer = answerSchema.extend({
  promiseNextUpdateAt: z.coerce.date().nullish(),
  sendAt: z.coerce.date().nullish(),
})

/** A mask can be longer than its secret, so a masked text is not measured again. */
const storedReply = customerReplySchema.extend({ body: z.string() })

/** Lease of a sending attempt: one that has not finished is retried after this time. */
const leaseMs = 30_000

/** Holds a staff member's answer, or sends it at once. @throws DomainError as `answerTicket` */
export async function sendAnswer(ctx: ServiceContext, actor: Actor, input: AnswerInput): Promise<SendOutcome> {
  const viewer = authorise(actor, ticketRights.answer)
  await requireMessage(ctx, viewer)
  return sendOrHold(ctx, viewer, 'answer', input, formOf.answer(viewer, input), async (tx, ticket, now) => {
    await requireUpToDate(tx, ticket, viewer, input.basedOn)
    refuse(mayAnswer(factsOf(ticket), input))
    if (input.sendAt && !mayBeSentAt(input.sendAt, now))
      throw new DomainError('INVALID', 'sendAtBounds', { field: 'sendAt' })
    const sentAt = input.sendAt?.getTime() ?? now.getTime() + undoMs
    if (input.promiseNextUpdateAt && input.promiseNextUpdateAt.getTime() <= sentAt)
      throw new DomainError('INVALID', 'promiseInPast', { field: 'promiseNextUpdateAt' })
    await requireFiles(tx, ticket, viewer, input.attachmentIds)
  })
}

/** Holds a customer's reply, or sends it at once. @throws DomainError as `replyAsCustomer` */
export async function sendReply(ctx: ServiceContext, actor: Actor, given: ReplyInput): Promise<SendOutcome> {
  const viewer = authorise(actor, ticketRights.reply)
  await requireMessage(ctx, viewer)
  const input = maskReply(given)
  return sendOrHold(ctx, viewer, 'reply', input, formOf.reply(viewer, input), async (tx, ticket) => {
    await requireUpToDate(tx, ticket, viewer, input.basedOn)
    refuse(mayReply(factsOf(ticket)))
    await requireFiles(tx, ticket, viewer, input.attachmentIds)
  })
}

/** Holds the closing of a customer's ticket, or closes it at once. @throws DomainError as `closeByCustomer` */
export async function sendClosing(ctx: ServiceContext, actor: Actor, input: CloseInput): Promise<SendOutcome> {
  const viewer = admit(actor, ticketRights.close)
  await requireMessage(ctx, viewer)
  const form = sentForm('close', viewer, input.clientKey, {})
  if (!form) {
    await writeClosing(ctx, viewer, input)
    return { state: 'sent', atOnce: null }
  }
  return sendOrHold(ctx, viewer, 'close', input, form, async (_tx, ticket) => requireClosable(viewer, ticket))
}

async function requireFiles(tx: Tx, ticket: LockedTicket, viewer: PersonActor, ids: readonly string[]): Promise<void> {
  await readyFiles(tx, { ids, viewerId: viewer.userId, organisationId: ticket.organisationId })
}

/** Without rate limits: they were applied when the author sent the message and must not refuse it later. */
const verbs: Record<Verb, (ctx: ServiceContext, viewer: PersonActor, input: unknown) => Promise<void>> = {
  answer: (ctx, viewer, input) => writeAnswer(ctx, viewer, storedAnswer.parse(input)),
  reply: (ctx, viewer, input) => writeReply(ctx, viewer, storedReply.parse(input)),
  close: (ctx, viewer, input) => writeClosing(ctx, viewer, closeSchema.parse(input)),
}

/** @param check refuses a message that could not be sent now, so that no invalid message is held */
async function sendOrHold(
  ctx: ServiceContext,
  viewer: PersonActor,
  verb: Verb,
  input: AnswerInput | ReplyInput | CloseInput,
  form: SentForm,
  check: (tx: Tx, ticket: LockedTicket, now: Date) => Promise<void>,
): Promise<SendOutcome> {
  const sendAt = ('sendAt' in input && input.sendAt) || null
  if (!input.undoable && !sendAt) {
    await verbs[verb](ctx, viewer, input)
    return { state: 'sent', atOnce: null }
  }
  const target = { reference: input.reference, form }
  const outcome = await changeTicket<SendOutcome>(ctx, viewer, target, async (draft, work) => {
    const { tx, ticket, now } = draft
    draft.keepFromCustomers()
    const known = await tx.heldMessage.findUnique({
      where: { ticketId_clientKey: { ticketId: ticket.id, clientKey: form.clientKey } },
      select: { id: true, state: true, nextAt: true, clientDigest: true, isLater: true },
    })
    if (known) {
      requireSameForm(known.clientDigest, form)
      const held = known.state === 'held' || known.state === 'sending'
      const state = known.isLater ? 'later' : 'held'
      return held ? { state, id: known.id, until: known.nextAt ?? now } : { state: 'undone' }
    }
    await check(tx, ticket, now)
    const atOnce = sendAt ? null : reasonNotToHold(await holdFacts(tx, ticket, now), now)
    if (atOnce) return { state: 'sent', atOnce }
    const until = sendAt ?? new Date(now.getTime() + undoMs)
    // Within ten seconds later messages by others must not stop it; within hours they must.
    const basedOn = sendAt ? ticket.publicSeq : undefined
    // From here on the row has the text: its draft has ended, and its sending ends none.
    if ('draftId' in input)
      await endSentDraft(tx, viewer, { ...input, form: verb === 'answer' ? 'reply' : 'customer-reply' }, now)
    const { id } = await tx.heldMessage.create({
      data: {
        ticketId: ticket.id,
        authorId: viewer.userId,
        verb,
        ...form,
        isLater: sendAt !== null,
        input: JSON.parse(JSON.stringify({ ...input, basedOn, draftId: undefined })) as Prisma.InputJsonObject,
        createdAt: now,
        nextAt: until,
      },
      select: { id: true },
    })
    work.nudge('message.send', { messageId: id }, { at: until })
    return { state: sendAt ? 'later' : 'held', id, until }
  })
  if (!outcome) return { state: 'sent', atOnce: null }
  if (outcome.state === 'sent') await verbs[verb](ctx, viewer, input)
  return outcome
}

async function holdFacts(tx: Tx, ticket: LockedTicket, now: Date) {
  const [events, policy, page, worker] = [
    await selectPublicEvents(tx, ticket.id),
    await pinnedPolicy(tx, ticket.policyVersionId),
    await pageOfTicket(tx, ticket.id),
    await tx.workerHeartbeat.findFirst({ orderBy: { beatAt: 'desc' }, select: { beatAt: true } }),
  ]
  const nowMs = Math.max(now.getTime(), ticket.lastEventAt.getTime())
  return {
    severity: ticket.severity,
    clocks: evaluate(policy.definition, slaEvents(events), nowMs),
    pageNextAt: page && page.closedAt === null ? page.nextAt : null,
    workerBeatAt: worker?.beatAt ?? null,
  }
}

/** Returns the ids of held messages whose ten seconds are over, or whose last attempt did not finish. */
export async function dueHeldMessages(ctx: ServiceContext, limit: number): Promise<string[]> {
  const rows = await ctx.db.heldMessage.findMany({
    where: { nextAt: { not: null, lte: ctx.now() } },
    orderBy: [{ nextAt: 'asc' }, { id: 'asc' }],
    take: limit,
    select: { id: true },
  })
  return rows.map(({ id }) => id)
}

/**
 * Records the event of a held message that is due. Idempotent: the event carries the message's key, so an attempt that
 * died after the commit is recognised. A message that is refused by now is returned to its author.
 */
export async function sendHeldMessage(ctx: ServiceContext, id: string): Promise<void> {
  const now = ctx.now()
  const claimed = await ctx.db.heldMessage.updateMany({
    where: { id, state: { in: ['held', 'sending'] }, nextAt: { lte: now } },
    data: { state: 'sending', nextAt: new Date(now.getTime() + leaseMs) },
  })
  if (claimed.count === 0) return
  const row = await ctx.db.heldMessage.findUniqueOrThrow({
    where: { id },
    select: { authorId: true, verb: true, input: true },
  })
  try {
    const author = await viewerById(ctx.db, row.authorId)
    if (!author) throw forbidden('the author has left')
    await verbs[row.verb as Verb](ctx, author, row.input)
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    log.info({ held: id, reason: error.reason }, 'a held message is returned to its author')
    await returnMessage(ctx, id, error.reason)
    return
  }
  // The event now has the text and the key.
  await ctx.db.heldMessage.delete({ where: { id }, select: { id: true } })
}

/** Sends a held message now: the author asked for it, or the browser's countdown has ended. */
export async function sendHeldNow(ctx: ServiceContext, actor: Actor, id: string): Promise<void> {
  const viewer = authorise(actor, ticketRights.undoOwnMessages)
  await ctx.db.heldMessage.updateMany({
    where: { id, authorId: viewer.userId, state: 'held' },
    data: { nextAt: ctx.now() },
  })
  const mine = await ctx.db.heldMessage.count({ where: { id, authorId: viewer.userId } })
  if (mine > 0) await sendHeldMessage(ctx, id)
}

/**
 * Undoes a held message; `readHeldMessages` returns its text until `dismissHeldMessage` is called. Idempotent.
 * @returns `undone: false` when it has been sent already
 */
export async function undoHeldMessage(ctx: ServiceContext, actor: Actor, id: string): Promise<{ undone: boolean }> {
  const viewer = authorise(actor, ticketRights.undoOwnMessages)
  const { count } = await ctx.db.heldMessage.updateMany({
    where: { id, authorId: viewer.userId, state: 'held' },
    data: { state: 'undone', nextAt: null },
  })
  if (count > 0) {
    await tellColleagues(ctx, id)
    return { undone: true }
  }
  const before = await ctx.db.heldMessage.count({ where: { id, authorId: viewer.userId, state: 'undone' } })
  return { undone: before > 0 }
}

/** Shows colleagues, who see answers that wait to be sent, that one was taken back. */
async function tellColleagues(ctx: ServiceContext, id: string): Promise<void> {
  const later = await ctx.db.heldMessage.findFirst({
    where: { id, isLater: true },
    select: { ticketId: true, ticket: { select: { organisationId: true } } },
  })
  if (!later) return
  const { ticketId, ticket } = later
  await notifyLive(ctx.db, [{ kind: 'ticket', ticketId, organisationId: ticket.organisationId, staffOnly: true }])
}

/** Deletes the text of an undone or returned message, once the author's editor has it again or it is discarded. */
export async function dismissHeldMessage(ctx: ServiceContext, actor: Actor, id: string): Promise<void> {
  const viewer = authorise(actor, ticketRights.undoOwnMessages)
  await ctx.db.heldMessage.updateMany({
    where: { id, authorId: viewer.userId, state: { in: ['undone', 'returned'] } },
    data: { input: Prisma.DbNull },
  })
}

/** Returns the viewer's messages that are not in the ticket's thread, oldest first. @throws DomainError NOT_FOUND */
export async function readHeldMessages(
  ctx: ServiceContext,
  actor: Actor,
  reference: string,
): Promise<HeldMessageView[]> {
  const viewer = authorise(actor, ticketRights.undoOwnMessages)
  const ticket = await ctx.db.ticket.findFirst({
    where: { AND: [{ reference }, visibleTo(viewer)] },
    select: { id: true },
  })
  if (!ticket) throw notFound(reference)
  const rows = await ctx.db.heldMessage.findMany({
    where: { ticketId: ticket.id, authorId: viewer.userId, input: { not: Prisma.DbNull } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  })
  return Promise.all(rows.map((row) => viewOf(ctx.db, row)))
}

/** Fields of the stored input of all three verbs, with defaults for those that a verb lacks. */
const storedInput = z.object({
  body: z.string().default(''),
  kind: answerSchema.shape.kind.nullish(),
  then: answerSchema.shape.then,
  rootCauseUnknown: z.string().default(''),
  promiseNextUpdateAt: z.coerce.date().nullish(),
  sendAt: z.coerce.date().nullish(),
  kept: z.array(z.string()).default([]),
  attachmentIds: z.array(z.string()).default([]),
})

async function viewOf(client: Client, row: Prisma.HeldMessageGetPayload<object>): Promise<HeldMessageView> {
  const { attachmentIds, kind, promiseNextUpdateAt, sendAt, ...fields } = storedInput.parse(row.input)
  const files = await client.attachment.findMany({
    where: { id: { in: attachmentIds }, eventId: null, erasedAt: null },
    select: { id: true, fileName: true, contentType: true, size: true },
  })
  return {
    id: row.id,
    verb: row.verb as Verb,
    state: row.state,
    reason: row.reason,
    createdAt: row.createdAt,
    until: row.state === 'held' ? row.nextAt : null,
    later: row.isLater,
    ...fields,
    kind: kind ?? null,
    promiseNextUpdateAt: promiseNextUpdateAt ?? null,
    sendAt: sendAt ?? null,
    attachments: attachmentIds.flatMap((id) => files.filter((file) => file.id === id)),
  }
}
