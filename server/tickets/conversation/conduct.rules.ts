import type { TicketStatusName } from '@/server/vocabulary/status'
import type { ReplyKind } from '@/server/vocabulary/reply-kind'
import { type Metric } from '@/server/vocabulary/metric'
import { type Severity, isUrgent } from '@/server/vocabulary/severity'
import { excerptOf, isVisible, toOneLine } from '@/server/vocabulary/text'

/**
 * SEMANTICS §5, the rules of the service that keep promises honest: what may be said when. They do not change the
 * evaluation of clocks; they decide which events may be written at all. Each returns null when it may be done, else
 * the reason (a key of messages/<locale>/errors.json) and the field it belongs to.
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

const grave = (severity: Severity) => severity === 'S1' || severity === 'S2'

/** A closed ticket takes no more replies: a later one makes a linked follow-up (T4). */
export function mayReply(ticket: TicketFacts): Refusal | null {
  return ticket.status === 'closed' ? { reason: 'ticketClosed' } : null
}

/** Whether this answer may be sent, and with it the status that it asks for. */
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
  if (!grave(ticket.severity)) return null
  if (!ticket.hasWorkaroundOrFix && answer.kind !== 'workaround' && answer.kind !== 'fix')
    return { reason: 'resolveNeedsFix', field: 'kind' }
  if (!ticket.hasRootCause && answer.kind !== 'root_cause' && answer.rootCauseUnknown.trim().length < 3)
    return { reason: 'resolveNeedsRootCause', field: 'rootCauseUnknown' }
  return null
}

/** On hold needs a reason that the customer sees; waiting on the customer is set with a question only. */
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

/** A ticket goes into an older one that is still open: the older promise is the one that is kept. */
export function mayMerge(ticket: { number: number }, into: { number: number; closed: boolean }): Refusal | null {
  if (into.number >= ticket.number) return { reason: 'mergeIntoOlder', field: 'into' }
  return into.closed ? { reason: 'mergeIntoClosed', field: 'into' } : null
}

/** A first response that is due sooner than this is given before a ticket is merged (SEMANTICS §5). */
const answeredFirstMs = 30 * 60_000

/**
 * Whether a ticket has to be answered before it may be merged (SEMANTICS §5): its first response is still owed, and late or
 * due within 30 minutes. `now` and the due instants are UTC.
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

/** First line of what happens, as a subject no longer than `limit` characters. */
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
 * Whether a ticket may simply be given to somebody. An S1 or S2 that an engineer has needs a brief, except that anybody
 * may take it over: whoever finds one forgotten at 02:00 must not wait for words.
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
