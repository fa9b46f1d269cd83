import { z } from 'zod'

/** Where a list of tickets continues. Instants are epoch milliseconds, UTC. */

/**
 * The groups of the open queue in their order (UX.md): an unacknowledged page; S1 and S2 with a clock running or
 * breached; S3 and S4 that can still be kept; those breached, newest first; the rest, paused or without a clock.
 */
export const queueGroups = ['paged', 'urgent', 'savable', 'breached', 'rest'] as const

/** The last row of a page of the queue. */
export const queuePlace = z.strictObject({
  /** What "breached" is measured against: the same instant for every page of one reading. */
  now: z.number().int(),
  group: z.enum([...queueGroups, 'done']),
  severity: z.enum(['S1', 'S2', 'S3', 'S4']),
  at: z.number().int(),
  id: z.uuid(),
})
export type QueuePlace = z.infer<typeof queuePlace>

/** The last row of a page of a customer's list. */
export const minePlace = z.strictObject({
  scope: z.enum(['open', 'done']),
  at: z.number().int().nullable(),
  id: z.uuid(),
})
export type MinePlace = z.infer<typeof minePlace>

/** The groups that a page of a view reads, beginning with the one where the page before it ended. */
export function groupsFrom(view: string, place: Pick<QueuePlace, 'group'> | null): readonly QueuePlace['group'][] {
  if (view === 'resolved') return ['done']
  const from = queueGroups.findIndex((group) => group === place?.group)
  return from < 0 ? queueGroups : queueGroups.slice(from)
}
