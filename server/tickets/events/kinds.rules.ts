import type { SlaEvent } from '@/server/sla/schema'
import type { OutboxEventType } from '@/server/vocabulary/outbox/events'
import { type FactsOf, readEvents, type TicketEvent, type TicketEventType } from './schema'

/** Where an event stands in the timeline: its seq and its instant in epoch milliseconds, UTC. */
interface Place {
  seq: number
  at: number
}

type TicketOutboxType = Extract<OutboxEventType, `ticket.${string}`>

/** What an event of a type means for the rest of the ticket. */
interface EventKind<T extends TicketEventType> {
  /** The chain that it is recorded in; `null` for a type that may stand in either. */
  chain: 'public' | 'staff' | null
  /** What subscribers know it as (server/vocabulary/outbox/events.ts). */
  publishes: TicketOutboxType
  /** Somebody said something public: a writer must have seen it before sending (SEMANTICS §5). */
  isSaid?: true
  /** The clocks are evaluated anew after it. */
  settles?: true
  /** The customer waits for an engineer again; an assignee who has left the staff loses the ticket. */
  returnsToStaff?: true
  /** The event as the evaluation knows it (SEMANTICS §1.1); absent for types that move no clock. */
  clock?: (facts: FactsOf<T>, place: Place) => SlaEvent
  /** Why the ticket's open page ends with it (SEMANTICS §3); null when it does not. */
  closesPage?: (facts: FactsOf<T>) => 'answered' | 'resolved' | 'closed' | 'merged' | null
}

/** The one place that says what each type of event does, besides its facts (schema.ts) and its words (messages/). */
export const eventKinds: { [T in TicketEventType]: EventKind<T> } = {
  filed: {
    chain: 'public',
    publishes: 'ticket.filed',
    settles: true,
    clock: ({ severity }, place) => ({ ...place, type: 'filed', severity }),
  },
  customer_reply: {
    chain: 'public',
    publishes: 'ticket.replied',
    isSaid: true,
    settles: true,
    returnsToStaff: true,
    clock: (_, place) => ({ ...place, type: 'customer_reply' }),
  },
  staff_reply: {
    chain: 'public',
    publishes: 'ticket.answered',
    isSaid: true,
    settles: true,
    clock: ({ kind, human }, place) => ({ ...place, type: 'staff_reply', kind, human }),
    closesPage: ({ kind, human }) => (human && kind !== 'acknowledgement' ? 'answered' : null),
  },
  internal_note: { chain: 'staff', publishes: 'ticket.noted' },
  status_changed: {
    chain: 'public',
    publishes: 'ticket.status_changed',
    settles: true,
    clock: ({ to }, place) => ({ ...place, type: 'status_changed', to }),
  },
  severity_changed: {
    chain: 'public',
    publishes: 'ticket.severity_changed',
    settles: true,
    clock: ({ to }, place) => ({ ...place, type: 'severity_changed', to }),
  },
  resolved: {
    chain: 'public',
    publishes: 'ticket.resolved',
    isSaid: true,
    settles: true,
    clock: (_, place) => ({ ...place, type: 'resolved' }),
    closesPage: () => 'resolved',
  },
  reopened: {
    chain: 'public',
    publishes: 'ticket.reopened',
    isSaid: true,
    settles: true,
    returnsToStaff: true,
    clock: ({ actor }, place) => ({ ...place, type: 'reopened', actor }),
  },
  /** A resolved ticket has no open clock left to cancel. */
  closed: { chain: 'public', publishes: 'ticket.closed' },
  closed_by_customer: {
    chain: 'public',
    publishes: 'ticket.closed',
    settles: true,
    clock: (_, place) => ({ ...place, type: 'closed_by_customer' }),
    closesPage: () => 'closed',
  },
  merged: {
    chain: 'public',
    publishes: 'ticket.merged',
    settles: true,
    clock: (_, place) => ({ ...place, type: 'merged' }),
    closesPage: () => 'merged',
  },
  merge_received: { chain: 'public', publishes: 'ticket.merge_received', isSaid: true },
  update_promised: {
    chain: 'public',
    publishes: 'ticket.update_promised',
    settles: true,
    clock: ({ promisedAt }, place) => ({ ...place, type: 'update_promised', promisedAt: Date.parse(promisedAt) }),
  },
  answer_disputed: {
    chain: 'public',
    publishes: 'ticket.answer_disputed',
    settles: true,
    clock: ({ disputedSeq }, place) => ({ ...place, type: 'answer_disputed', disputedSeq }),
  },
  dispute_upheld: {
    chain: 'public',
    publishes: 'ticket.dispute_decided',
    settles: true,
    clock: ({ disputedSeq }, place) => ({ ...place, type: 'dispute_upheld', disputedSeq }),
  },
  dispute_rejected: { chain: 'public', publishes: 'ticket.dispute_decided', settles: true },
  severity_objected: { chain: 'public', publishes: 'ticket.severity_objected' },
  assigned: { chain: 'staff', publishes: 'ticket.assigned' },
  team_changed: { chain: 'staff', publishes: 'ticket.team_changed' },
  handed_over: { chain: 'staff', publishes: 'ticket.handed_over' },
  words_erased: { chain: null, publishes: 'ticket.words_erased' },
}

/** The kind of an event, able to take the facts of its own type. */
function kindOf<T extends TicketEventType>(type: T): EventKind<T> {
  return eventKinds[type]
}

/** Types whose presence a writer must have seen. */
export const saidTypes = Object.entries(eventKinds).flatMap(([type, { isSaid }]) => (isSaid ? [type] : []))

/** Types that the evaluation knows; the chain holds others too. */
export const clockTypes: ReadonlySet<string> = new Set(
  Object.entries(eventKinds).flatMap(([type, { clock }]) => (clock ? [type] : [])),
)

export const isClockType = (type: string) => clockTypes.has(type)

/** The event as the evaluation knows it, or null when it moves no clock (SEMANTICS §1.1). */
export function clockEventOf<T extends TicketEventType>(type: T, facts: FactsOf<T>, place: Place): SlaEvent | null {
  return kindOf(type).clock?.(facts, place) ?? null
}

/** Why the event ends the ticket's page, or null when it does not (SEMANTICS §3). */
export function pageEndOf<T extends TicketEventType>(type: T, facts: FactsOf<T>) {
  return kindOf(type).closesPage?.(facts) ?? null
}

/** A public event as stored; its words and hashes play no part in the evaluation. */
export interface RecordedEvent {
  seq: number
  at: Date
  type: string
  facts: unknown
}

/**
 * The public chain as SEMANTICS §1.1 knows it. Types that move no clock (assigned, objected, closed) are left out;
 * instants become epoch milliseconds, UTC.
 */
export function slaEvents(events: readonly RecordedEvent[]): SlaEvent[] {
  return readEvents(events.filter(({ type }) => isClockType(type))).flatMap(
    (event) => clockEventOf(event.type, event.facts, { seq: event.seq, at: event.at.getTime() }) ?? [],
  )
}

/** A human's public reply with substance: only this answers a customer (SEMANTICS §1.1). */
export const isAnswerEvent = (event: TicketEvent): boolean =>
  event.type === 'staff_reply' && event.facts.human && event.facts.kind !== 'acknowledgement'
