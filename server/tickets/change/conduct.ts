import { type Actor, isStaff } from '@/server/vocabulary/rights/actor'
import { DomainError } from '@/server/infra/errors'
import type { Refusal, TicketFacts } from '../conversation/conduct.rules'
import type { EventActor } from './draft'
import type { LockedTicket } from './lock'

/** Returns the ticket facts that the rules of conduct need (SEMANTICS §5). */
export const factsOf = (ticket: LockedTicket): TicketFacts => ({
  status: ticket.status,
  severity: ticket.severity,
  hasWorkaroundOrFix: ticket.workaroundSeq !== null || ticket.fixSeq !== null,
  hasRootCause: ticket.rootCauseSeq !== null || ticket.rootCauseUnknown !== null,
})

/** @throws DomainError with the rule's reason: INVALID when it concerns a field, else CONFLICT */
export function refuse(refusal: Refusal | null): void {
  if (!refusal) return
  throw new DomainError(refusal.field ? 'INVALID' : 'CONFLICT', refusal.reason, { field: refusal.field })
}

/** Returns the author of the ticket events that an actor causes; a link counts as its engineer, a program as the system. */
export function actorOf(actor: Actor): EventActor {
  if (actor.kind === 'person') return { kind: isStaff(actor) ? 'staff' : 'customer', id: actor.userId }
  return actor.kind === 'link' ? { kind: 'staff', id: actor.userId } : { kind: 'system', id: null }
}
