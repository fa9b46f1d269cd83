import type { TicketStatusName } from '@/server/vocabulary/status'
import type { ReplyKind } from '@/server/vocabulary/reply-kind'
import { type Metric } from '@/server/vocabulary/metric'
import { type Severity, isUrgent } from '@/server/vocabulary/severity'
import { excerptOf, isVisible, toOneLine } from '@/server/vocabulary/text'

/**
 * Rules of conduct (SEMANTICS §5): which actions are permitted in which state of a ticket. They decide which events may
 * be recorded and do not affect how clocks are evaluated. Each returns null when the action is permitted, else the
 * reason (a key of messages/<locale>/errors.json) and the field it belongs to.
 */
export interface Refusal {
  reason: string
  field?: string
}

export interface TicketFacts {
  status: TicketStatusName
  severity: Severity
  hasWorkaroundOrFix: boolean
  hasRootCause: boolean
}

/** Refuses replies to a closed ticket: a later reply creates a linked follow-up (PRODUCT.md, T4). */
export function mayReply(ticket: TicketFacts): Refusal | null {
  return ticket.status === 'closed' ? { reason: 'ticketClosed' } : null
}

/** Checks whether this answer may be sent, and may set the status `then`. */
export function mayAnswer(
  ticket: TicketFacts,
  answer: { kind: ReplyKind; then: 'open' | 'waiting_on_customer' | 'resolved'; rootCauseUnknown: string },
): Refusal | null {
  const closed = mayReply(ticket)
  if (closed) return closed
  if (answer.then === 'waiting_on_customer' && answer.kind !== 'question')
    return { reason: 'waitingNeedsQuestion', field: 'then' }
  if (answer.then !== 'resolved') return null
  if (ticket.status === 'resolved') return { reason: 'alreadyResolved', field: 'then' }
  if (answer.kind === 'acknowledgement') return { reason: 'resolveNeedsAnswer', field: 'kind' }
  if (!isUrgent(ticket.severity)) return null
  if (!ticket.hasWorkaroundOrFix && answer.kind !== 'workaround' && answer.kind !== 'fix')
    return { reason: 'resolveNeedsFix', field: 'kind' }
  if (!ticket.hasRootCause && answer.kind !== 'root_cause' && answer.rootCauseUnknown.trim().length < 3)
    return { reason: 'resolveNeedsRootCause', field: 'rootCauseUnknown' }
  return null
}

/** Requires a reason, which the customer sees, for on hold. `waiting_on_customer` can only be set with a question. */
export function maySetStatus(ticket: TicketFacts, to: 'open' | 'on_hold', reason: string): Refusal | null {
  if (ticket.status === 'closed' || ticket.status === 'resolved') return { reason: 'ticketNotOpen' }
  if (to === 'on_hold' && reason.trim().length < 3) return { reason: 'holdNeedsReason', field: 'reason' }
  if (ticket.status === to) return { reason: 'sameStatus', field: 'to' }
  return null
}

export function maySetSeverity(ticket: TicketFacts, to: Severity): Refusal | null {
  if (ticket.status === 'closed') return { reason: 'ticketClosed' }
  return ticket.severity === to ? { reason: 'sameSeverity', field: 'to' } : null
}

/** Permits merging only into an older ticket that is not closed: the older ticket's promises are kept. */
export function mayMerge(ticket: { number: number }, into: { number: number; closed: boolean }): Refusal | null {
  if (into.number >= ticket.number) return { reason: 'mergeIntoOlder', field: 'into' }
  return into.closed ? { reason: 'mergeIntoClosed', field: 'into' } : null
}

/** A ticket whose first response is due within this time must be answered before it is merged (SEMANTICS §5). */
const answeredFirstMs = 30 * 60_000

/**
 * Refuses to merge a ticket that must be answered first (SEMANTICS §5): its first response is still outstanding, and
 * late or due within 30 minutes. Instants are UTC.
 */
export function mergeNeedsAnswer(
  clocks: readonly { metric: Metric; ended: boolean; breached: boolean; dueAt: Date | null }[],
  now: Date,
): Refusal | null {
  const owed = clocks.some(
    (clock) =>
      clock.metric === 'first_response' &&
      !clock.ended &&
      (clock.breached || (clock.dueAt !== null && clock.dueAt.getTime() - now.getTime() <= answeredFirstMs)),
  )
  return owed ? { reason: 'mergeNeedsAnswer' } : null
}

/** Returns the first visible line of a description without Markdown marks, cut to `limit` characters, as a subject. */
export function subjectFrom(body: string, limit: number): string {
  const line =
    body
      .split('\n')
      .map((part) => part.replace(/^[#>*\-\s`]+/, ''))
      .find((part) => isVisible(part)) ?? body
  return excerptOf(toOneLine(line), limit)
}

const isOpen = (status: TicketStatusName) => status !== 'resolved' && status !== 'closed'

/**
 * Checks whether a ticket may be reassigned directly. Passing an open S1 or S2 from one engineer to another needs a
 * handoff brief; taking it over oneself does not, so that an urgent ticket never waits for a brief.
 */
export function mayAssign(
  ticket: { severity: Severity; status: TicketStatusName; assigneeId: string | null },
  to: string | null,
  viewerId: string,
): Refusal | null {
  const { assigneeId, severity, status } = ticket
  if (!isUrgent(severity) || !isOpen(status) || assigneeId === null || assigneeId === to || to === viewerId) return null
  return { reason: 'handoffNeedsBrief', field: 'assigneeId' }
}
