import type { SlaEvent } from '@/server/sla/schema'
import type { OutboxEventType } from '@/server/vocabulary/outbox/events'
import type { FactsOf, TicketEvent, TicketEventType } from './schema'

/** Position of an event in the timeline: its seq and its instant in epoch milliseconds, UTC. */
interface Place {
  seq: number
  at: number
}

type TicketOutboxType = Extract<OutboxEventType, `ticket.${string}`>

/** Effects of an event type on the rest of the ticket. */
interface EventKind<T extends TicketEventType> {
  /** The chain in which it is recorded; null for a type that may be in either. */
  chain: 'public' | 'staff' | null
  /** The outbox event type for subscribers (server/vocabulary/outbox/events.ts). */
  publishes: TicketOutboxType
  /** A public message: a reply based on an earlier state is refused until its author has seen it (SEMANTICS §5). */
  isMessage?: true
  /** The clocks are evaluated again after it. */
  settles?: true
  /** The customer waits for an engineer again, so an assignee who has left the staff is removed. */
  returnsToStaff?: true
  /** Converts it to the event of the SLA evaluation (SEMANTICS §1.1); absent for types that affect no clock. */
  clock?: (facts: FactsOf<T>, place: Place) => SlaEvent
  /** Returns why it closes the ticket's open page (SEMANTICS §3); null when it does not. */
  closesPage?: (facts: FactsOf<T>) => 'answered' | 'resolved' | 'closed' | 'merged' | null
}

/** Defines what each event type does; its facts are in schema.ts, its texts in messages/. */
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
    isMessage: true,
    settles: true,
    returnsToStaff: true,
    clock: (_, place) => ({ ...place, type: 'customer_reply' }),
  },
  staff_reply: {
    chain: 'public',
    publishes: 'ticket.answered',
    isMessage: true,
    settles: true,
    clock: ({ kind, human }, place) => ({ ...place, type: 'staff_reply', kind, human }),
    closesPage: ({ kind, human }) => (human && kind !== 'acknowledgement' ? 'answered' : null),
  },
  corrected: { chain: 'public', publishes: 'ticket.corrected', isMessage: true },
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
    isMessage: true,
    settles: true,
    clock: (_, place) => ({ ...place, type: 'resolved' }),
    closesPage: () => 'resolved',
  },
  reopened: {
    chain: 'public',
    publishes: 'ticket.reopened',
    isMessage: true,
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
  merge_received: { chain: 'public', publishes: 'ticket.merge_received', isMessage: true },
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
  rated: { chain: 'public', publishes: 'ticket.rated' },
  rating_followed_up: { chain: 'staff', publishes: 'ticket.rating_followed_up' },
  routed: { chain: 'staff', publishes: 'ticket.routed' },
  assigned: { chain: 'staff', publishes: 'ticket.assigned' },
  team_changed: { chain: 'staff', publishes: 'ticket.team_changed' },
  tags_changed: { chain: 'staff', publishes: 'ticket.tags_changed' },
  snoozed: { chain: 'staff', publishes: 'ticket.snoozed' },
  handed_over: { chain: 'staff', publishes: 'ticket.handed_over' },
  words_erased: { chain: null, publishes: 'ticket.words_erased' },
}

/** Returns the kind of an event type, typed for the facts of that type. */
function kindOf<T extends TicketEventType>(type: T): EventKind<T> {
  return eventKinds[type]
}

/** Types of public messages that an author must have seen before sending (SEMANTICS §5). */
export const messageTypes = Object.entries(eventKinds).flatMap(([type, { isMessage }]) => (isMessage ? [type] : []))

/**
 * Types that an author must have seen before an answer goes out hours after it was written: also what the customer says
 * about an answer or the severity, and how urgent the ticket has become.
 */
export const laterTypes: readonly string[] = [
  ...messageTypes,
  'answer_disputed',
  'severity_objected',
  'severity_changed',
  'dispute_upheld',
]

/** Types that the SLA evaluation handles; the public chain holds others too. */
export const clockTypes: ReadonlySet<string> = new Set(
  Object.entries(eventKinds).flatMap(([type, { clock }]) => (clock ? [type] : [])),
)

export const isClockType = (type: string) => clockTypes.has(type)

/** Returns the event for the SLA evaluation, or null when it affects no clock (SEMANTICS §1.1). */
export function clockEventOf<T extends TicketEventType>(type: T, facts: FactsOf<T>, place: Place): SlaEvent | null {
  return kindOf(type).clock?.(facts, place) ?? null
}

/** Returns why the event closes the ticket's page, or null when it does not (SEMANTICS §3). */
export function pageEndOf<T extends TicketEventType>(type: T, facts: FactsOf<T>) {
  return kindOf(type).closesPage?.(facts) ?? null
}

/**
 * Converts public events to those of the SLA evaluation (SEMANTICS §1.1). Types that affect no clock
 * (`severity_objected`, `closed`) are left out; instants become epoch milliseconds, UTC.
 */
export const slaEventsOf = (events: readonly (TicketEvent & { seq: number; at: Date })[]): SlaEvent[] =>
  events.flatMap((event) => clockEventOf(event.type, event.facts, { seq: event.seq, at: event.at.getTime() }) ?? [])

/** Whether the event answers the customer: a human reply that is more than an acknowledgement (SEMANTICS §1.1). */
export const isAnswerEvent = (event: TicketEvent): boolean =>
  event.type === 'staff_reply' && event.facts.human && event.facts.kind !== 'acknowledgement'
