import { isEngineer, isManager, isStaff, type Viewer } from '@/server/accounts/schema'
import { DomainError, forbidden, invalid, notFound } from '@/server/errors'
import type { ServiceContext } from '@/server/infra/context'
import { triggersPage } from '@/server/paging/rules/triggers'
import { closePage, openOrJoinPage } from '@/server/paging/service'
import type { z } from 'zod'
import { aboutTicket, judge } from './judgement'
import { writeNotices } from './notices'
import { appendEvents, chainColumns, type Recording } from './record'
import { actorOf, factsOf, onTicket, refuse } from './reply-service'
import { maySetSeverity, maySetStatus } from './rules/conduct'
import { mayRemoveWatcher } from './rules/watchers'
import type {
  assignSchema,
  byReferenceSchema,
  decideDisputeSchema,
  disputeSchema,
  linkArticleSchema,
  objectSchema,
  promiseUpdateSchema,
  setSeveritySchema,
  setStatusSchema,
  watcherSchema,
} from './schema'

type Input<S extends z.ZodType> = z.output<S>

function requireEngineer(viewer: Viewer, reference: string) {
  if (!isEngineer(viewer)) throw isStaff(viewer) ? forbidden(reference) : notFound(reference)
}

/** Puts a ticket on hold, with a reason the customer sees, or back to open (SEMANTICS §5). */
export async function setStatus(
  ctx: ServiceContext,
  viewer: Viewer,
  input: Input<typeof setStatusSchema>,
): Promise<void> {
  requireEngineer(viewer, input.reference)
  await onTicket(ctx, viewer, input.reference, undefined, async (tx, ticket, now) => {
    refuse(maySetStatus(factsOf(ticket), input.to, input.reason))
    await appendEvents(
      tx,
      ticket,
      [
        {
          chain: 'public',
          type: 'status_changed',
          actor: actorOf(viewer),
          facts: { to: input.to },
          body: input.reason || undefined,
        },
      ],
      now,
    )
    ticket.status = input.to === 'on_hold' ? 'ON_HOLD' : 'OPEN'
    const { nudges, columns } = await judge(tx, ticket, ticket.lastEventAt)
    await tx.ticket.update({
      where: { id: ticket.id },
      data: {
        ...chainColumns(ticket),
        ...columns,
        status: ticket.status,
        holdReason: input.to === 'on_hold' ? input.reason : null,
        lastActivityAt: ticket.lastEventAt,
      },
      select: { id: true },
    })
    return { nudges }
  })
}

/** Regrades a ticket with a reason the customer sees (T2, SEMANTICS §1.4); raising to S1 or S2 pages (§3). */
export async function setSeverity(
  ctx: ServiceContext,
  viewer: Viewer,
  input: Input<typeof setSeveritySchema>,
): Promise<void> {
  requireEngineer(viewer, input.reference)
  await onTicket(ctx, viewer, input.reference, undefined, async (tx, ticket, now) => {
    refuse(maySetSeverity(factsOf(ticket), input.to))
    const from = ticket.severity
    const [event] = await appendEvents(
      tx,
      ticket,
      [
        {
          chain: 'public',
          type: 'severity_changed',
          actor: actorOf(viewer),
          facts: { from, to: input.to },
          body: input.reason,
        },
      ],
      now,
    )
    ticket.severity = input.to
    const { nudges, columns, settlement } = await judge(tx, ticket, ticket.lastEventAt)
    const urgency = triggersPage({ kind: 'severity_changed', from }, input.to)
    if (urgency && ticket.status !== 'RESOLVED')
      nudges.push(
        ...(await openOrJoinPage(tx, {
          ticketId: ticket.id,
          policyId: ticket.escalationPolicyId,
          severity: ticket.severity,
          urgency,
          about: aboutTicket(ticket),
          trigger: {
            key: `raised:${event!.seq}`,
            kind: 'raised',
            detail: { from, to: input.to },
            at: ticket.lastEventAt,
          },
          answered: false,
          responseWarningAt: settlement.responseWarningAt,
          now,
        })),
      )
    nudges.push(
      ...(await writeNotices(
        tx,
        ticket,
        event!,
        'ticket-severity',
        { actorName: viewer.name, from, to: input.to, reason: input.reason },
        now,
      )),
    )
    await tx.ticket.update({
      where: { id: ticket.id },
      data: { ...chainColumns(ticket), severity: input.to, ...columns, lastActivityAt: ticket.lastEventAt },
      select: { id: true },
    })
    return { nudges }
  })
}

/** Promises the next update by an instant: pulls the running update clock earlier, never later (SEMANTICS §1.2). */
export async function promiseUpdate(
  ctx: ServiceContext,
  viewer: Viewer,
  input: Input<typeof promiseUpdateSchema>,
): Promise<void> {
  requireEngineer(viewer, input.reference)
  await onTicket(ctx, viewer, input.reference, undefined, async (tx, ticket, now) => {
    if (ticket.status === 'CLOSED' || ticket.status === 'RESOLVED') throw new DomainError('CONFLICT', 'ticketNotOpen')
    if (input.at <= now) throw invalid('promiseInPast', 'at')
    await appendEvents(
      tx,
      ticket,
      [
        {
          chain: 'public',
          type: 'update_promised',
          actor: actorOf(viewer),
          facts: { promisedAt: input.at.toISOString() },
        },
      ],
      now,
    )
    const { nudges, columns } = await judge(tx, ticket, ticket.lastEventAt)
    await tx.ticket.update({
      where: { id: ticket.id },
      data: { ...chainColumns(ticket), ...columns, lastActivityAt: ticket.lastEventAt },
      select: { id: true },
    })
    return { nudges }
  })
}

/** Assigns to an engineer, or to nobody. A staff event: the customer's promises do not depend on it. */
export async function assignTicket(
  ctx: ServiceContext,
  viewer: Viewer,
  input: Input<typeof assignSchema>,
): Promise<void> {
  requireEngineer(viewer, input.reference)
  await onTicket(ctx, viewer, input.reference, undefined, async (tx, ticket, now) => {
    let name: string | null = null
    if (input.assigneeId) {
      const person = await tx.user.findFirst({
        where: {
          id: input.assigneeId,
          deactivatedAt: null,
          memberships: { some: { organisation: { isVendor: true } } },
        },
        select: { name: true },
      })
      if (!person) throw invalid('unknownPerson', 'assigneeId')
      name = person.name
    }
    await appendEvents(
      tx,
      ticket,
      [{ chain: 'staff', type: 'assigned', actor: actorOf(viewer), facts: { assigneeId: input.assigneeId, name } }],
      now,
    )
    await tx.ticket.update({
      where: { id: ticket.id },
      data: { ...chainColumns(ticket), assigneeId: input.assigneeId, lastActivityAt: ticket.lastEventAt },
      select: { id: true },
    })
    return { nudges: [], staffOnly: true }
  })
}

/** Adds a watcher: staff, or a member of the ticket's own organisation. */
export async function watchTicket(
  ctx: ServiceContext,
  viewer: Viewer,
  input: Input<typeof watcherSchema>,
): Promise<void> {
  await onTicket(ctx, viewer, input.reference, undefined, async (tx, ticket) => {
    const person = await tx.user.findFirst({
      where: {
        id: input.userId,
        deactivatedAt: null,
        memberships: {
          some: {
            OR: [
              { organisationId: ticket.organisationId },
              ...(isStaff(viewer) ? [{ organisation: { isVendor: true } }] : []),
            ],
          },
        },
      },
      select: { id: true },
    })
    if (!person) throw invalid('unknownPerson', 'userId')
    await tx.watcher.createMany({ data: [{ ticketId: ticket.id, userId: person.id }], skipDuplicates: true })
    return { nudges: [] }
  })
}

/** Takes a watcher off: oneself, or another by whoever filed the ticket, a lead or staff. */
export async function unwatchTicket(
  ctx: ServiceContext,
  viewer: Viewer,
  input: Input<typeof watcherSchema>,
): Promise<void> {
  await onTicket(ctx, viewer, input.reference, undefined, async (tx, ticket) => {
    if (!mayRemoveWatcher(viewer, ticket, input.userId)) throw forbidden('unwatch for another')
    await tx.watcher.deleteMany({ where: { ticketId: ticket.id, userId: input.userId } })
    return { nudges: [] }
  })
}

/** "This is not an answer": the customer disputes; a manager decides (S3). Only answers can be disputed, each once. */
export async function disputeAnswer(
  ctx: ServiceContext,
  viewer: Viewer,
  input: Input<typeof disputeSchema>,
): Promise<void> {
  if (isStaff(viewer)) throw forbidden('staff cannot dispute')
  await onTicket(ctx, viewer, input.reference, undefined, async (tx, ticket, now) => {
    const reply = await tx.ticketEvent.findFirst({
      where: { ticketId: ticket.id, chain: 'PUBLIC', seq: input.seq, type: 'staff_reply' },
      select: { facts: true },
    })
    if (!reply || (reply.facts as { kind?: string }).kind === 'acknowledgement') throw invalid('notAnAnswer', 'seq')
    if ((await rulings(tx, ticket.id, input.seq)).length > 0) throw new DomainError('CONFLICT', 'alreadyDisputed')
    await appendEvents(
      tx,
      ticket,
      [
        {
          chain: 'public',
          type: 'answer_disputed',
          actor: actorOf(viewer),
          facts: { disputedSeq: input.seq },
          body: input.reason,
        },
      ],
      now,
    )
    const { nudges, columns } = await judge(tx, ticket, ticket.lastEventAt)
    await tx.ticket.update({
      where: { id: ticket.id },
      data: { ...chainColumns(ticket), ...columns, lastActivityAt: ticket.lastEventAt },
      select: { id: true },
    })
    return { nudges }
  })
}

/** A manager upholds or rejects a dispute; upheld, every clock is what it would have been (SEMANTICS §1.1). */
export async function decideDispute(
  ctx: ServiceContext,
  viewer: Viewer,
  input: Input<typeof decideDisputeSchema>,
): Promise<void> {
  if (!isManager(viewer)) throw isStaff(viewer) ? forbidden('disputes') : notFound(input.reference)
  await onTicket(ctx, viewer, input.reference, undefined, async (tx, ticket, now) => {
    const history = await rulings(tx, ticket.id, input.seq)
    if (!history.includes('answer_disputed')) throw invalid('notDisputed', 'seq')
    if (history.length > 1) throw new DomainError('CONFLICT', 'alreadyDecided')
    const type = input.upheld ? 'dispute_upheld' : 'dispute_rejected'
    await appendEvents(
      tx,
      ticket,
      [{ chain: 'public', type, actor: actorOf(viewer), facts: { disputedSeq: input.seq }, body: input.reason }],
      now,
    )
    const { nudges, columns } = await judge(tx, ticket, ticket.lastEventAt)
    await tx.ticket.update({
      where: { id: ticket.id },
      data: { ...chainColumns(ticket), ...columns, lastActivityAt: ticket.lastEventAt },
      select: { id: true },
    })
    return { nudges }
  })
}

async function rulings(tx: Parameters<typeof appendEvents>[0], ticketId: string, seq: number): Promise<string[]> {
  const events = await tx.ticketEvent.findMany({
    where: {
      ticketId,
      chain: 'PUBLIC',
      type: { in: ['answer_disputed', 'dispute_upheld', 'dispute_rejected'] },
      facts: { path: ['disputedSeq'], equals: seq },
    },
    orderBy: { seq: 'asc' },
    select: { type: true },
  })
  return events.map((event) => event.type)
}

/** The customer objects to a lowered or too low severity, once (T2). It stands in the thread for everybody. */
export async function objectToSeverity(
  ctx: ServiceContext,
  viewer: Viewer,
  input: Input<typeof objectSchema>,
): Promise<void> {
  if (isStaff(viewer)) throw forbidden('staff cannot object')
  await onTicket(ctx, viewer, input.reference, undefined, async (tx, ticket, now) => {
    if (ticket.status === 'CLOSED') throw new DomainError('CONFLICT', 'ticketClosed')
    if (ticket.objectedAt) throw new DomainError('CONFLICT', 'alreadyObjected')
    await appendEvents(
      tx,
      ticket,
      [
        {
          chain: 'public',
          type: 'severity_objected',
          actor: actorOf(viewer),
          facts: { severity: ticket.severity },
          body: input.reason,
        },
      ],
      now,
    )
    await tx.ticket.update({
      where: { id: ticket.id },
      data: { ...chainColumns(ticket), objectedAt: ticket.lastEventAt, lastActivityAt: ticket.lastEventAt },
      select: { id: true },
    })
    return { nudges: [] }
  })
}

/** The customer closes their own ticket: every open clock is cancelled, breaches stay (SEMANTICS §1.2). */
export async function closeByCustomer(
  ctx: ServiceContext,
  viewer: Viewer,
  input: Input<typeof byReferenceSchema>,
): Promise<void> {
  if (isStaff(viewer)) throw forbidden('staff resolve')
  await onTicket(ctx, viewer, input.reference, undefined, async (tx, ticket, now) => {
    if (ticket.status === 'CLOSED') throw new DomainError('CONFLICT', 'ticketClosed')
    await appendEvents(
      tx,
      ticket,
      [{ chain: 'public', type: 'closed_by_customer', actor: actorOf(viewer), facts: {} }],
      now,
    )
    ticket.status = 'CLOSED'
    const { nudges, columns } = await judge(tx, ticket, ticket.lastEventAt, true)
    nudges.push(...(await closePage(tx, { ticketId: ticket.id, reason: 'closed', now: ticket.lastEventAt })))
    await tx.ticket.update({
      where: { id: ticket.id },
      data: {
        ...chainColumns(ticket),
        ...columns,
        status: 'CLOSED',
        closedAt: ticket.lastEventAt,
        closesAt: null,
        lastActivityAt: ticket.lastEventAt,
      },
      select: { id: true },
    })
    return { nudges }
  })
}

/** Reopens a resolved ticket without further words; a customer's counts as a reply (SEMANTICS §1.2). */
export async function reopenTicket(
  ctx: ServiceContext,
  viewer: Viewer,
  input: Input<typeof byReferenceSchema>,
): Promise<void> {
  await onTicket(ctx, viewer, input.reference, undefined, async (tx, ticket, now) => {
    if (ticket.status !== 'RESOLVED')
      throw new DomainError('CONFLICT', ticket.status === 'CLOSED' ? 'ticketClosed' : 'notResolved')
    const actor = actorOf(viewer)
    const recording: Recording = { chain: 'public', type: 'reopened', actor, facts: { actor: actor.kind } }
    const [event] = await appendEvents(tx, ticket, [recording], now)
    ticket.status = 'OPEN'
    const { nudges, columns, settlement } = await judge(tx, ticket, ticket.lastEventAt)
    const urgency = triggersPage({ kind: 'reopened' }, ticket.severity)
    if (urgency)
      nudges.push(
        ...(await openOrJoinPage(tx, {
          ticketId: ticket.id,
          policyId: ticket.escalationPolicyId,
          severity: ticket.severity,
          urgency,
          about: aboutTicket(ticket),
          trigger: { key: `reopened:${event!.seq}`, kind: 'reopened', detail: {}, at: ticket.lastEventAt },
          answered: false,
          responseWarningAt: settlement.responseWarningAt,
          now,
        })),
      )
    await tx.ticket.update({
      where: { id: ticket.id },
      data: {
        ...chainColumns(ticket),
        ...columns,
        status: 'OPEN',
        resolvedAt: null,
        closesAt: null,
        lastActivityAt: ticket.lastEventAt,
      },
      select: { id: true },
    })
    return { nudges }
  })
}

export async function linkArticle(
  ctx: ServiceContext,
  viewer: Viewer,
  input: Input<typeof linkArticleSchema>,
): Promise<void> {
  requireEngineer(viewer, input.reference)
  await onTicket(ctx, viewer, input.reference, undefined, async (tx, ticket, now) => {
    const article = await tx.article.findFirst({
      where: { id: input.articleId, state: 'PUBLISHED' },
      select: { id: true },
    })
    if (!article) throw invalid('unknownArticle', 'articleId')
    await tx.ticketArticle.createMany({
      data: [{ ticketId: ticket.id, articleId: article.id, linkedById: viewer.userId, linkedAt: now }],
      skipDuplicates: true,
    })
    return { nudges: [] }
  })
}

export async function unlinkArticle(
  ctx: ServiceContext,
  viewer: Viewer,
  input: Input<typeof linkArticleSchema>,
): Promise<void> {
  requireEngineer(viewer, input.reference)
  await onTicket(ctx, viewer, input.reference, undefined, async (tx, ticket) => {
    await tx.ticketArticle.deleteMany({ where: { ticketId: ticket.id, articleId: input.articleId } })
    return { nudges: [] }
  })
}
