import { z } from 'zod'

/** Cursors of the ticket lists. Instants are epoch milliseconds, UTC. */

/**
 * Groups of the open queue, in order (UX.md): tickets with an unacknowledged page; S1 and S2 with a running or breached
 * clock; S3 and S4 whose promise can still be kept; breached S3 and S4, newest first; the rest, such as paused ones.
 */
export const queueGroups = ['paged', 'urgent', 'savable', 'breached', 'rest'] as const

/** Queue cursor: the last row of a page. */
export const queuePlace = z.strictObject({
  /** The instant as of which a ticket counts as breached: the same for all pages of one reading. */
  now: z.number().int(),
  group: z.enum([...queueGroups, 'snoozed', 'done']),
  severity: z.enum(['S1', 'S2', 'S3', 'S4']),
  at: z.number().int(),
  id: z.uuid(),
})
export type QueuePlace = z.infer<typeof queuePlace>

/** Cursor of a customer's list: the last row of a page. */
export const ownTicketsPlace = z.strictObject({
  scope: z.enum(['open', 'done']),
  at: z.number().int().nullable(),
  id: z.uuid(),
})
export type OwnTicketsPlace = z.infer<typeof ownTicketsPlace>

/** Returns the groups that a page reads, starting with the one in which the previous page ended. */
export function groupsFrom(view: string, place: Pick<QueuePlace, 'group'> | null): readonly QueuePlace['group'][] {
  if (view === 'resolved') return ['done']
  if (view === 'snoozed') return ['snoozed']
  const from = queueGroups.findIndex((group) => group === place?.group)
  return from < 0 ? queueGroups : queueGroups.slice(from)
}
