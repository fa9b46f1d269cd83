import { ticketRights } from '../rights.rules'
import { admit, authorise } from '@/server/infra/rights/authorise'
import { type Actor, isStaff, type PersonActor } from '@/server/vocabulary/rights/actor'
import type { z } from 'zod'
import { usersByIds } from '@/server/accounts/sign-in/options'
import { requireStaff } from '@/server/accounts/staff'
import { requireMessage } from '@/server/accounts/writing-limits'
import { DomainError, invalid } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import type { Tx } from '@/server/infra/db/db'
import { changeTicket } from '../change/change-ticket'
import { factsOf, refuse } from '../change/conduct'
import { sentForm } from '../change/form'
import { mayAssign, maySetSeverity, maySetStatus } from '../conversation/conduct.rules'
import { readEvent } from '../events/schema'
import { handOverPage } from '@/server/paging/page/responses'
import type {
  assignSchema,
  promiseUpdateSchema,
  reopenSchema,
  setSeveritySchema,
  setStatusSchema,
  setTeamSchema,
} from './schema'
import type { closeSchema } from '../conversation/schema'
import type { LockedTicket } from '../change/lock'

type Input<S extends z.ZodType> = z.output<S>

/** Puts a ticket on hold with a reason that the customer sees, or sets it to open (SEMANTICS §5). */
export async function setStatus(
  ctx: ServiceContext,
  actor: Actor,
  input: Input<typeof setStatusSchema>,
): Promise<void> {
  const viewer = authorise(actor, ticketRights.triage)
  const form = sentForm('setStatus', viewer, input.clientKey, { to: input.to, reason: input.reason })
  await changeTicket(ctx, viewer, { reference: input.reference, form }, async (draft) => {
    refuse(maySetStatus(factsOf(draft.ticket), input.to, input.reason))
    draft.record('status_changed', { to: input.to }, { body: input.reason, form })
    draft.set(
      input.to === 'on_hold' ? { status: 'on_hold', holdReason: input.reason } : { status: 'open', holdReason: null },
    )
  })
}

/** Changes the severity, with a reason that the customer sees (SEMANTICS §1.4); raising it to S1 or S2 pages (§3). */
export async function setSeverity(
  ctx: ServiceContext,
  actor: Actor,
  input: Input<typeof setSeveritySchema>,
): Promise<void> {
  const viewer = authorise(actor, ticketRights.triage)
  const form = sentForm('setSeverity', viewer, input.clientKey, { to: input.to, reason: input.reason })
  await changeTicket(ctx, viewer, { reference: input.reference, form }, async (draft) => {
    refuse(maySetSeverity(factsOf(draft.ticket), input.to))
    const { to, reason } = input
    const from = draft.ticket.severity
    const event = draft.record('severity_changed', { from, to }, { body: reason, form })
    draft.set({ severity: to })
    draft.notify(event, 'ticket-severity', { actorName: viewer.name, from, to, reason })
  })
}

/** Promises the next update by an instant: pulls the running update clock earlier, never later (SEMANTICS §1.2). */
export async function promiseUpdate(
  ctx: ServiceContext,
  actor: Actor,
  input: Input<typeof promiseUpdateSchema>,
): Promise<void> {
  const viewer = authorise(actor, ticketRights.triage)
  await changeTicket(ctx, viewer, { reference: input.reference }, async (draft) => {
    const { tx, ticket, now } = draft
    if (ticket.status === 'closed' || ticket.status === 'resolved') throw new DomainError('CONFLICT', 'ticketNotOpen')
    if (input.at <= now) throw invalid('promiseInPast', 'at')
    const promisedAt = input.at.toISOString()
    // Idempotent: a double click records one promise.
    if ((await lastPromise(tx, ticket)) === promisedAt) return
    draft.record('update_promised', { promisedAt })
  })
}

/** Returns the promised instant (ISO 8601) when the ticket's last public event is a promise, else null. */
async function lastPromise(tx: Tx, ticket: { id: string; publicSeq: number }): Promise<string | null> {
  const row = await tx.ticketEvent.findFirst({
    where: { ticketId: ticket.id, chain: 'public', seq: ticket.publicSeq },
    select: { type: true, facts: true },
  })
  const event = row && readEvent(row)
  return event?.type === 'update_promised' ? event.facts.promisedAt : null
}

/**
 * Assigns a ticket to a staff member, or unassigns it; recorded in the staff chain. Taking a ticket over from another
 * engineer also takes over its open page, and the event records from whom.
 * @throws DomainError INVALID `handoffNeedsBrief` for an open S1 or S2 that is already assigned to somebody, unless the
 * viewer takes it over
 */
export async function assignTicket(
  ctx: ServiceContext,
  actor: Actor,
  input: Input<typeof assignSchema>,
): Promise<void> {
  const viewer = authorise(actor, ticketRights.triage)
  const { assigneeId } = input
  const form = sentForm('assign', viewer, input.clientKey, { assigneeId })
  await changeTicket(ctx, viewer, { reference: input.reference, form }, async (draft, work) => {
    const { tx, ticket, now } = draft
    draft.keepFromCustomers()
    const before = ticket.assigneeId
    if (before === assigneeId) return
    const { status, severity } = factsOf(ticket)
    refuse(mayAssign({ status, severity, assigneeId: before }, assigneeId, viewer.userId))
    if (assigneeId) await requireStaff(tx, [assigneeId], 'assigneeId')
    const names = await usersByIds(
      tx,
      [assigneeId, before].flatMap((id) => id ?? []),
    )
    const nameOf = (id: string | null) => (id ? (names.get(id)?.name ?? null) : null)
    const isTaken = before !== null && assigneeId === viewer.userId
    const takenFrom = isTaken ? nameOf(before) : null
    draft.record('assigned', { assigneeId, name: nameOf(assigneeId), ...(takenFrom ? { takenFrom } : {}) }, { form })
    draft.set({ assigneeId })
    if (isTaken)
      draft.afterEvents(() => handOverPage(work, { ticketId: ticket.id, fromId: before, toId: viewer.userId, now }))
  })
}

/**
 * Sets or clears a ticket's team; recorded in the staff chain. The ticket's next page uses that team's escalation
 * policy and no longer the one that routing chose; an open page keeps its own (SEMANTICS §3).
 * @throws DomainError INVALID `unknownTeam`
 */
export async function setTeam(ctx: ServiceContext, actor: Actor, input: Input<typeof setTeamSchema>): Promise<void> {
  const viewer = authorise(actor, ticketRights.triage)
  const { teamId } = input
  const form = sentForm('setTeam', viewer, input.clientKey, { teamId })
  await changeTicket(ctx, viewer, { reference: input.reference, form }, async (draft) => {
    draft.keepFromCustomers()
    if (draft.ticket.teamId === teamId) return
    const team = teamId
      ? await draft.tx.team.findUnique({ where: { id: teamId }, select: { name: true } })
      : { name: null }
    if (!team) throw invalid('unknownTeam', 'teamId')
    draft.record('team_changed', { teamId, name: team.name }, { form })
    draft.set({ teamId, routedPolicyId: null })
  })
}

/**
 * Requires that the viewer may close the ticket, which is not closed yet.
 * @throws DomainError FORBIDDEN `closeByFilerOrLead` (SEMANTICS §5), CONFLICT `ticketClosed`
 */
export function requireClosable(
  viewer: PersonActor,
  ticket: Pick<LockedTicket, 'organisationId' | 'filerId' | 'status'>,
): void {
  authorise(viewer, ticketRights.close, ticket)
  if (ticket.status === 'closed') throw new DomainError('CONFLICT', 'ticketClosed')
}

/** Closes a ticket for a customer: cancels every open clock; breaches stay (SEMANTICS §1.2). */
export async function closeByCustomer(
  ctx: ServiceContext,
  actor: Actor,
  input: z.input<typeof closeSchema>,
): Promise<void> {
  const viewer = admit(actor, ticketRights.close)
  await requireMessage(ctx, viewer)
  await writeClosing(ctx, viewer, input)
}

/** Does the same without checking the rate limit again, for held closings. @throws DomainError as `requireClosable` */
export async function writeClosing(
  ctx: ServiceContext,
  viewer: PersonActor,
  input: z.input<typeof closeSchema>,
): Promise<void> {
  const form = sentForm('close', viewer, input.clientKey, {})
  await changeTicket(ctx, viewer, { reference: input.reference, form }, async (draft) => {
    requireClosable(viewer, draft.ticket)
    draft.record('closed_by_customer', {}, { form })
    draft.set({ status: 'closed', closedAt: draft.at, closesAt: null })
  })
}

/** Reopens a resolved ticket without a message; a customer's reopening counts as a reply (SEMANTICS §1.2). */
export async function reopenTicket(
  ctx: ServiceContext,
  actor: Actor,
  input: Input<typeof reopenSchema>,
): Promise<void> {
  const viewer = authorise(actor, ticketRights.reopen)
  await requireMessage(ctx, viewer)
  const form = sentForm('reopen', viewer, input.clientKey, {})
  await changeTicket(ctx, viewer, { reference: input.reference, form }, async (draft) => {
    const { status } = draft.ticket
    if (status !== 'resolved') throw new DomainError('CONFLICT', status === 'closed' ? 'ticketClosed' : 'notResolved')
    draft.record('reopened', { actor: isStaff(viewer) ? 'staff' : 'customer' }, { form })
    draft.set({ status: 'open', resolvedAt: null, closesAt: null })
  })
}
