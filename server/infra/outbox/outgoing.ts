import type { Tx } from '../db/db'

/** What a transaction publishes: the unit of work collects it and writes it just before the commit. */
export interface Outgoing {
  /** Rows of the outbox; `at` is ISO 8601, UTC. */
  events: { type: string; at: string; payload: unknown }[]
  /** Messages to open screens as JSON, each once. */
  live: Set<string>
}

export const liveChannel = 'nightdesk_live'

/**
 * Writes the events that were published in a transaction and notifies open screens, in one statement; nothing happens
 * unless the transaction commits.
 */
export async function writeOutgoing(tx: Tx, { events, live }: Outgoing): Promise<void> {
  if (events.length === 0 && live.size === 0) return
  await tx.$executeRaw`
    with published as (
      insert into "OutboxEvent" ("type", "at", "payload")
      select "type", "at", "payload"
      from json_to_recordset(${JSON.stringify(events)}::json) as e("type" text, "at" timestamptz, "payload" jsonb)
    )
    select pg_notify(${liveChannel}, message) from json_array_elements_text(${JSON.stringify([...live])}::json) as message`
}
