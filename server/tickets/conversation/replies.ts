import { requireMessage } from '@/server/accounts/writing-limits'
import { isEngineer, isStaff, type Viewer } from '@/server/accounts/schema'
import { DomainError, forbidden, notFound } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import type { Tx } from '@/server/infra/db/db'
import { isGrave, triggersPage } from '@/server/paging/policy/triggers.rules'
import { isOnCallFor, reachedFirst } from '@/server/paging/coverage/on-call'
import { closePage } from '@/server/paging/page/pages'
import type { z } from 'zod'
import { factsOfFiles, type ReadyFile, readyFiles, takeFiles } from '../attachments/attachments'
import { actorOf, factsOf, onTicket, refuse, saveTicket, sentForm } from '../change/change'
import { settleHandoffs } from '../handoff/briefs'
import { judge, pageTicket } from '../change/settle'
import { releaseFormerAssignee } from '../triage/leaving'
import { writeNotices } from '../change/notices'
import { appendEvents, type Recording } from '../change/record'
import { mayAnswer, mayReply } from './conduct.rules'
import type { answerSchema, customerReplySchema, noteSchema } from '../schema'
import { isOvertaken, type LockedTicket } from '../queries'

/** Resolved tickets close by themselves after this long (SEMANTICS §5). */
export const closesAfterMs = 14 * 24 * 60 * 60_000

const filesOf = (
  tx: Tx,
  { organisationId }: LockedTicket,
  viewer: Viewer,
  input: { attachmentIds: readonly string[] },
): Promise<ReadyFile[]> => readyFiles(tx, { ids: input.attachmentIds, viewerId: viewer.userId, organisationId })

/** What a key stands for: everything that readers will see, but not what the writer had seen, nor how it was sent. */
function contentOf<T extends { clientKey?: string; basedOn?: number; undoable?: boolean }>(input: T) {
  const { clientKey: _key, basedOn: _basedOn, undoable: _undoable, ...content } = input
  return content
}

/** The forms of messages that can be held before they are sent (SEMANTICS has no rule for it; see held-service.ts). */
export const formOf = {
  reply: (viewer: Viewer, input: z.output<typeof customerReplySchema>) =>
    sentForm('reply', viewer, input.clientKey, contentOf(input))!,
  answer: (viewer: Viewer, input: z.output<typeof answerSchema>) =>
    sentForm('answer', viewer, input.clientKey, contentOf(input))!,
}

/** @throws DomainError CONFLICT `staleForm` when somebody else said something public after `basedOn` */
export async function requireSeen(
  tx: Tx,
  ticket: LockedTicket,
  viewer: Viewer,
  basedOn: number | undefined,
): Promise<void> {
  if (basedOn === undefined || ticket.publicSeq <= basedOn) return
  if (await isOvertaken(tx, ticket.id, basedOn, viewer.userId)) throw new DomainError('CONFLICT', 'staleForm')
}

/**
 * A customer's public reply. It resumes what waited for the customer, reopens a resolved ticket (SEMANTICS §1.6) and
 * pages when an S1 or S2 has nobody on call looking at it (§3).
 * @throws DomainError CONFLICT `ticketClosed`: a later reply makes a follow-up; CONFLICT `staleForm` when somebody else
 * said something public after `basedOn`
 */
export async function replyAsCustomer(
  ctx: ServiceContext,
  viewer: Viewer,
  input: z.output<typeof customerReplySchema>,
): Promise<void> {
  if (isStaff(viewer)) throw forbidden('staff answer on the desk')
  await requireMessage(ctx, viewer)
  await writeReply(ctx, viewer, input)
}

/** The same for a reply that was counted when its author sent it. @throws DomainError as `replyAsCustomer` */
export async function writeReply(
  ctx: ServiceContext,
  viewer: Viewer,
  input: z.output<typeof customerReplySchema>,
): Promise<void> {
  const form = formOf.reply(viewer, input)
  await onTicket(ctx, viewer, input.reference, form, async (tx, ticket, now) => {
    await requireSeen(tx, ticket, viewer, input.basedOn)
    refuse(mayReply(factsOf(ticket)))
    const actor = actorOf(viewer)
    const files = await filesOf(tx, ticket, viewer, input)
    const { body } = input
    const recordings: Recording[] = [
      { chain: 'public', type: 'customer_reply', actor, facts: factsOfFiles(files), body, ...form },
    ]
    const reopens = ticket.status === 'RESOLVED'
    if (reopens) recordings.push({ chain: 'public', type: 'reopened', actor, facts: { actor: 'customer' } })
    else if (ticket.status === 'WAITING_ON_CUSTOMER')
      recordings.push({ chain: 'public', type: 'status_changed', actor, facts: { to: 'open' } })
    const [event] = await appendEvents(tx, ticket, recordings, now)
    await takeFiles(tx, files, { ticketId: ticket.id, eventId: event!.id, staffOnly: false })
    if (reopens || ticket.status === 'WAITING_ON_CUSTOMER') ticket.status = 'OPEN'
    await releaseFormerAssignee(tx, ticket, now)
    const { nudges, columns, settlement } = await judge(tx, ticket, ticket.lastEventAt)
    const assigneeOnCall =
      isGrave(ticket.severity) && ticket.assigneeId !== null && (await isOnCallFor(tx, ticket.assigneeId, ticket, now))
    const urgency = triggersPage(
      reopens ? { kind: 'reopened' } : { kind: 'customer_reply', assigneeOnCall },
      ticket.severity,
    )
    if (urgency)
      nudges.push(
        ...(await pageTicket(tx, ticket, {
          urgency,
          trigger: {
            key: `${reopens ? 'reopened' : 'reply'}:${event!.seq}`,
            kind: reopens ? 'reopened' : 'customer_reply',
            detail: {},
            at: ticket.lastEventAt,
          },
          responseWarningAt: settlement.responseWarningAt,
          now,
        })),
      )
    // Nobody has an S3 or S4 without an assignee: those on call for it read of it, and nobody is paged (SEMANTICS §3).
    const besides = urgency === null && ticket.assigneeId === null ? await reachedFirst(tx, ticket, now) : []
    const words = { actorName: viewer.name, body: input.body }
    nudges.push(...(await writeNotices(tx, ticket, event!, 'ticket-reply', words, now, besides)))
    await saveTicket(tx, ticket, {
      ...columns,
      status: ticket.status,
      assigneeId: ticket.assigneeId,
      lastCustomerAt: ticket.lastEventAt,
      ...(reopens ? { resolvedAt: null, closesAt: null } : {}),
    })
    return { nudges }
  })
}

/**
 * A staff member's public reply with its kind; with `then` it also asks the customer to wait, or resolves
 * (SEMANTICS §1.1, §5). An answer closes the ticket's page (§3).
 * @throws DomainError INVALID with the rule's reason, CONFLICT `staleForm` when somebody else said something public after `basedOn`
 */
export async function answerTicket(
  ctx: ServiceContext,
  viewer: Viewer,
  input: z.output<typeof answerSchema>,
): Promise<void> {
  await requireMessage(ctx, viewer)
  await writeAnswer(ctx, viewer, input)
}

/** The same for an answer that was counted when its author sent it. @throws DomainError as `answerTicket` */
export async function writeAnswer(
  ctx: ServiceContext,
  viewer: Viewer,
  input: z.output<typeof answerSchema>,
): Promise<void> {
  if (!isEngineer(viewer)) throw isStaff(viewer) ? forbidden('answering') : notFound(input.reference)
  const form = formOf.answer(viewer, input)
  await onTicket(ctx, viewer, input.reference, form, async (tx, ticket, now) => {
    await requireSeen(tx, ticket, viewer, input.basedOn)
    refuse(mayAnswer(factsOf(ticket), input))
    const promisedAt = input.promiseNextUpdateAt
    if (promisedAt && promisedAt <= now)
      throw new DomainError('INVALID', 'promiseInPast', { field: 'promiseNextUpdateAt' })
    const actor = actorOf(viewer)
    const files = await filesOf(tx, ticket, viewer, input)
    const answers = input.kind !== 'acknowledgement'
    const resolves = input.then === 'resolved'
    const recordings: Recording[] = [
      {
        chain: 'public',
        type: 'staff_reply',
        actor,
        facts: { kind: input.kind, human: true, ...factsOfFiles(files) },
        body: input.body,
        ...form,
      },
    ]
    if (promisedAt && !resolves)
      recordings.push({
        chain: 'public',
        type: 'update_promised',
        actor,
        facts: { promisedAt: promisedAt.toISOString() },
      })
    if (resolves)
      recordings.push({
        chain: 'public',
        type: 'resolved',
        actor,
        facts: input.rootCauseUnknown ? { rootCauseUnknown: true } : {},
        body: input.rootCauseUnknown || undefined,
      })
    // A question about a resolved ticket leaves it resolved: nothing waits for its answer.
    else if (
      input.then === 'waiting_on_customer' &&
      ticket.status !== 'WAITING_ON_CUSTOMER' &&
      ticket.status !== 'RESOLVED'
    )
      recordings.push({ chain: 'public', type: 'status_changed', actor, facts: { to: 'waiting_on_customer' } })
    else if (input.then === 'open' && (ticket.status === 'WAITING_ON_CUSTOMER' || ticket.status === 'ON_HOLD'))
      recordings.push({ chain: 'public', type: 'status_changed', actor, facts: { to: 'open' } })
    const takes = ticket.assigneeId === null
    if (takes)
      recordings.push({
        chain: 'staff',
        type: 'assigned',
        actor,
        facts: { assigneeId: viewer.userId, name: viewer.name },
      })
    const [event] = await appendEvents(tx, ticket, recordings, now)
    await takeFiles(tx, files, { ticketId: ticket.id, eventId: event!.id, staffOnly: false })

    if (resolves) ticket.status = 'RESOLVED'
    else if (ticket.status !== 'RESOLVED')
      ticket.status = input.then === 'waiting_on_customer' ? 'WAITING_ON_CUSTOMER' : 'OPEN'
    const given: { workaroundSeq?: number; rootCauseSeq?: number; fixSeq?: number } = {}
    if (input.kind === 'workaround') given.workaroundSeq = event!.seq
    if (input.kind === 'root_cause') given.rootCauseSeq = event!.seq
    if (input.kind === 'fix') given.fixSeq = event!.seq

    const { nudges, columns } = await judge(tx, ticket, ticket.lastEventAt, answers || resolves)
    // Answering an unassigned ticket assigns it to the author, which also settles the handoff briefs that wait for it.
    if (takes) nudges.push(...(await settleHandoffs(tx, viewer, ticket, viewer.userId, now)))
    if (answers || resolves)
      nudges.push(
        ...(await closePage(tx, {
          ticketId: ticket.id,
          reason: resolves ? 'resolved' : 'answered',
          now: ticket.lastEventAt,
        })),
      )
    nudges.push(
      ...(await writeNotices(
        tx,
        ticket,
        event!,
        resolves ? 'ticket-resolved' : 'ticket-reply',
        { actorName: viewer.name, kind: input.kind, body: input.body, nextUpdateBy: columns.nextUpdateBy },
        now,
      )),
    )
    await saveTicket(tx, ticket, {
      ...columns,
      ...given,
      status: ticket.status,
      holdReason: null,
      assigneeId: ticket.assigneeId ?? viewer.userId,
      ...(answers && !ticket.firstAnsweredAt ? { firstAnsweredAt: ticket.lastEventAt } : {}),
      ...(resolves
        ? {
            resolvedAt: ticket.lastEventAt,
            closesAt: new Date(ticket.lastEventAt.getTime() + closesAfterMs),
            rootCauseUnknown:
              input.rootCauseUnknown || ((given.rootCauseSeq ?? ticket.rootCauseSeq) ? null : ticket.rootCauseUnknown),
          }
        : {}),
    })
    return { nudges }
  })
}

/** A note that only staff see; it stops no clock and sends no mail. */
export async function addNote(ctx: ServiceContext, viewer: Viewer, input: z.output<typeof noteSchema>): Promise<void> {
  if (!isStaff(viewer)) throw notFound(input.reference)
  await requireMessage(ctx, viewer)
  const form = sentForm('note', viewer, input.clientKey, contentOf(input))
  await onTicket(ctx, viewer, input.reference, form, async (tx, ticket, now) => {
    const files = await filesOf(tx, ticket, viewer, input)
    const [event] = await appendEvents(
      tx,
      ticket,
      [
        {
          chain: 'staff',
          type: 'internal_note',
          actor: actorOf(viewer),
          facts: factsOfFiles(files),
          body: input.body,
          ...form,
        },
      ],
      now,
    )
    await takeFiles(tx, files, { ticketId: ticket.id, eventId: event!.id, staffOnly: true })
    await saveTicket(tx, ticket)
    return { nudges: [], staffOnly: true }
  })
}
