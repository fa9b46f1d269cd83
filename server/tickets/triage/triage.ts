import { requireMessage } from '@/server/accounts/writing-limits'
import { isStaff, type Viewer } from '@/server/accounts/schema'
import { requireStaff } from '@/server/accounts/staff'
import { usersByIds } from '@/server/accounts/sign-in/options'
import { DomainError, forbidden, invalid } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import { triggersPage } from '@/server/paging/policy/triggers.rules'
import { closePage } from '@/server/paging/page/pages'
import type { z } from 'zod'
import { actorOf, factsOf, onTicket, refuse, requireEngineer, saveTicket, sentForm } from '../change/change'
import { judge, pageTicket } from '../change/settle'
import { releaseFormerAssignee } from './leaving'
import { writeNotices } from '../change/notices'
import { appendEvents, type Recording } from '../change/record'
import { settleHandoffs } from '../handoff/briefs'
import { mayClose, maySetSeverity, maySetStatus } from '../conversation/conduct.rules'
import { mayAssign } from '../handoff/rules'
import type {
  assignSchema,
  closeSchema,
  promiseUpdateSchema,
  reopenSchema,
  setSeveritySchema,
  setStatusSchema,
  setTeamSchema,
} from '../schema'

type Input<S extends z.ZodType> = z.output<S>

/** Puts a ticket on hold, with a reason the customer sees, or back to open (SEMANTICS §5). */
export async function setStatus(
  ctx: ServiceContext,
  viewer: Viewer,
  input: Input<typeof setStatusSchema>,
): Promise<void> {
  requireEngineer(viewer, input.reference)
  const form = sentForm('setStatus', viewer, input.clientKey, { to: input.to, reason: input.reason })
  await onTicket(ctx, viewer, input.reference, form, async (tx, ticket, now) => {
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
          ...form,
        },
      ],
      now,
    )
    ticket.status = input.to === 'on_hold' ? 'ON_HOLD' : 'OPEN'
    const { nudges, columns } = await judge(tx, ticket, ticket.lastEventAt)
    await saveTicket(tx, ticket, {
      ...columns,
      status: ticket.status,
      holdReason: input.to === 'on_hold' ? input.reason : null,
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
  const form = sentForm('setSeverity', viewer, input.clientKey, { to: input.to, reason: input.reason })
  await onTicket(ctx, viewer, input.reference, form, async (tx, ticket, now) => {
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
          ...form,
        },
      ],
      now,
    )
    ticket.severity = input.to
    const { nudges, columns, settlement } = await judge(tx, ticket, ticket.lastEventAt)
    const urgency = triggersPage({ kind: 'severity_changed', from }, input.to)
    if (urgency && ticket.status !== 'RESOLVED')
      nudges.push(
        ...(await pageTicket(tx, ticket, {
          urgency,
          trigger: {
            key: `raised:${event!.seq}`,
            kind: 'raised',
            detail: { from, to: input.to },
            at: ticket.lastEventAt,
          },
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
    await saveTicket(tx, ticket, { severity: input.to, ...columns })
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
    const promisedAt = input.at.toISOString()
    const last = await tx.ticketEvent.findFirst({
      where: { ticketId: ticket.id, chain: 'PUBLIC', seq: ticket.publicSeq, type: 'update_promised' },
      select: { facts: true },
    })
    // A double click promises once.
    if ((last?.facts as { promisedAt?: string } | undefined)?.promisedAt === promisedAt) return { nudges: [] }
    await appendEvents(
      tx,
      ticket,
      [
        {
          chain: 'public',
          type: 'update_promised',
          actor: actorOf(viewer),
          facts: { promisedAt },
        },
      ],
      now,
    )
    const { nudges, columns } = await judge(tx, ticket, ticket.lastEventAt)
    await saveTicket(tx, ticket, { ...columns })
    return { nudges }
  })
}

/**
 * Assigns to an engineer, or to nobody. A staff event: the customer's promises do not depend on it. Taking a ticket over
 * from another engineer takes its open page too, and its record says from whom.
 * @throws DomainError INVALID `handoffNeedsBrief` for an S1 or S2 that another engineer has, unless the viewer takes it
 */
export async function assignTicket(
  ctx: ServiceContext,
  viewer: Viewer,
  input: Input<typeof assignSchema>,
): Promise<void> {
  requireEngineer(viewer, input.reference)
  await onTicket(ctx, viewer, input.reference, undefined, async (tx, ticket, now) => {
    if (ticket.assigneeId === input.assigneeId) return { nudges: [], staffOnly: true }
    const { status, severity } = factsOf(ticket)
    refuse(mayAssign({ status, severity, assigneeId: ticket.assigneeId }, input.assigneeId, viewer.userId))
    let name: string | null = null
    if (input.assigneeId) {
      await requireStaff(tx, [input.assigneeId], 'assigneeId')
      name = (await usersByIds(tx, [input.assigneeId])).get(input.assigneeId)?.name ?? null
    }
    const from =
      ticket.assigneeId && input.assigneeId === viewer.userId && ticket.assigneeId !== viewer.userId
        ? ((await usersByIds(tx, [ticket.assigneeId])).get(ticket.assigneeId)?.name ?? null)
        : null
    await appendEvents(
      tx,
      ticket,
      [
        {
          chain: 'staff',
          type: 'assigned',
          actor: actorOf(viewer),
          facts: { assigneeId: input.assigneeId, name, ...(from ? { takenFrom: from } : {}) },
        },
      ],
      now,
    )
    const nudges = await settleHandoffs(tx, viewer, ticket, input.assigneeId, now)
    await saveTicket(tx, ticket, { assigneeId: input.assigneeId })
    return { nudges, staffOnly: true }
  })
}

/**
 * Gives a ticket to a team, or to none. A staff event. The next page of the ticket opens with that team's escalation
 * policy; one that is open keeps its own (SEMANTICS §3).
 * @throws DomainError INVALID `unknownTeam`
 */
export async function setTeam(ctx: ServiceContext, viewer: Viewer, input: Input<typeof setTeamSchema>): Promise<void> {
  requireEngineer(viewer, input.reference)
  await onTicket(ctx, viewer, input.reference, undefined, async (tx, ticket, now) => {
    if (ticket.teamId === input.teamId) return { nudges: [], staffOnly: true }
    const team = input.teamId
      ? await tx.team.findUnique({ where: { id: input.teamId }, select: { name: true } })
      : { name: null }
    if (!team) throw invalid('unknownTeam', 'teamId')
    const facts = { teamId: input.teamId, name: team.name }
    await appendEvents(tx, ticket, [{ chain: 'staff', type: 'team_changed', actor: actorOf(viewer), facts }], now)
    await saveTicket(tx, ticket, { teamId: input.teamId })
    return { nudges: [], staffOnly: true }
  })
}

/** The customer closes their own ticket: every open clock is cancelled, breaches stay (SEMANTICS §1.2). */
export async function closeByCustomer(
  ctx: ServiceContext,
  viewer: Viewer,
  input: z.input<typeof closeSchema>,
): Promise<void> {
  if (isStaff(viewer)) throw forbidden('staff resolve')
  await requireMessage(ctx, viewer)
  const form = sentForm('close', viewer, input.clientKey, {})
  await onTicket(ctx, viewer, input.reference, form, async (tx, ticket, now) => {
    if (!mayClose(viewer, ticket)) throw new DomainError('FORBIDDEN', 'closeByFilerOrLead')
    if (ticket.status === 'CLOSED') throw new DomainError('CONFLICT', 'ticketClosed')
    await appendEvents(
      tx,
      ticket,
      [{ chain: 'public', type: 'closed_by_customer', actor: actorOf(viewer), facts: {}, ...form }],
      now,
    )
    ticket.status = 'CLOSED'
    const { nudges, columns } = await judge(tx, ticket, ticket.lastEventAt, true)
    nudges.push(...(await closePage(tx, { ticketId: ticket.id, reason: 'closed', now: ticket.lastEventAt })))
    await saveTicket(tx, ticket, { ...columns, status: 'CLOSED', closedAt: ticket.lastEventAt, closesAt: null })
    return { nudges }
  })
}

/**
 * Reopens a resolved ticket without further words; a customer's counts as a reply (SEMANTICS §1.2).
 * @throws DomainError FORBIDDEN for staff who are no engineers
 */
export async function reopenTicket(
  ctx: ServiceContext,
  viewer: Viewer,
  input: Input<typeof reopenSchema>,
): Promise<void> {
  if (isStaff(viewer)) requireEngineer(viewer, input.reference)
  await requireMessage(ctx, viewer)
  const form = sentForm('reopen', viewer, input.clientKey, {})
  await onTicket(ctx, viewer, input.reference, form, async (tx, ticket, now) => {
    if (ticket.status !== 'RESOLVED')
      throw new DomainError('CONFLICT', ticket.status === 'CLOSED' ? 'ticketClosed' : 'notResolved')
    const actor = actorOf(viewer)
    const recording: Recording = { chain: 'public', type: 'reopened', actor, facts: { actor: actor.kind }, ...form }
    const [event] = await appendEvents(tx, ticket, [recording], now)
    ticket.status = 'OPEN'
    await releaseFormerAssignee(tx, ticket, now)
    const { nudges, columns, settlement } = await judge(tx, ticket, ticket.lastEventAt)
    const urgency = triggersPage({ kind: 'reopened' }, ticket.severity)
    if (urgency)
      nudges.push(
        ...(await pageTicket(tx, ticket, {
          urgency,
          trigger: { key: `reopened:${event!.seq}`, kind: 'reopened', detail: {}, at: ticket.lastEventAt },
          responseWarningAt: settlement.responseWarningAt,
          now,
        })),
      )
    await saveTicket(tx, ticket, {
      ...columns,
      status: 'OPEN',
      assigneeId: ticket.assigneeId,
      resolvedAt: null,
      closesAt: null,
    })
    return { nudges }
  })
}
