import type { OutboxEventType, OutboxPayload } from '@/server/vocabulary/outbox/events'
import type { Tx } from '../db/db'
import { outgoingOf } from './outgoing'

/**
 * Publishes an event to every subscriber of its type, if and only if the transaction commits (ARCHITECTURE, "Event
 * outbox"). The row is written with those of the same unit of work, just before the commit.
 * @param at when it happened (UTC)
 */
export function publish<T extends OutboxEventType>(tx: Tx, type: T, at: Date, payload: OutboxPayload<T>): void {
  outgoingOf(tx).events.push({ type, at: at.toISOString(), payload })
}
