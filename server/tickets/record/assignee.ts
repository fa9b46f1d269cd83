import type { Client } from '@/server/infra/db/db'
import { readEvent } from '../events/schema'

/** To whom an `assigned` event gave the ticket; null when it took it from everybody. */
export async function assigneeOfEvent(client: Client, eventId: string): Promise<string | null> {
  const row = await client.ticketEvent.findUnique({ where: { id: eventId }, select: { type: true, facts: true } })
  const event = row && readEvent(row)
  return event?.type === 'assigned' ? event.facts.assigneeId : null
}
