import type { SlaEvent } from '@/server/sla/schema'
import { isClockType, slaEventsOf } from './kinds.rules'
import { readEvents } from './schema'

/** A stored public event without content and hashes, which the evaluation does not need. */
export interface RecordedEvent {
  seq: number
  at: Date
  type: string
  facts: unknown
}

/** Parses stored public events and converts them to those of the SLA evaluation; see `slaEventsOf`. */
export const slaEvents = (events: readonly RecordedEvent[]): SlaEvent[] =>
  slaEventsOf(readEvents(events.filter(({ type }) => isClockType(type))))
