import type { Tx } from '../db/db'

/** A row of the outbox that is still to be written. */
export interface OutgoingEvent {
  type: string
  /** ISO 8601, UTC. */
  at: string
  payload: unknown
}

interface Outgoing {
  events: OutgoingEvent[]
  /** Messages to open screens as JSON, each once. */
  live: Set<string>
}

const waiting = new WeakMap<Tx, Outgoing>()

/** Returns the events and messages of a transaction; the unit of work writes them once, just before the commit. */
export function outgoingOf(tx: Tx): Outgoing {
  const known = waiting.get(tx)
  if (known) return known
  const fresh: Outgoing = { events: [], live: new Set() }
  waiting.set(tx, fresh)
  return fresh
}

export const liveChannel = 'nightdesk_live'

/**
 * Writes the events that were published in a transaction and notifies open screens, in one statement; nothing happens
 * unless the transaction commits. Called by the unit of work.
 */
export async function flushOutgoing(tx: Tx): Promise<void> {
  const outgoing = waiting.get(tx)
  if (!outgoing) return
  waiting.delete(tx)
  const { events, live } = outgoing
  if (events.length === 0 && live.size === 0) return
  await tx.$executeRaw`
    with published as (
      insert into "OutboxEvent" ("type", "at", "payload")
      select "type", "at", "payload"
      from json_to_recordset(${JSON.stringify(events)}::json) as e("type" text, "at" timestamptz, "payload" jsonb)
    )
    select pg_notify(${liveChannel}, message) from json_array_elements_text(${JSON.stringify([...live])}::json) as message`
}
