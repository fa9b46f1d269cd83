import { oneOf } from '@/server/vocabulary/list'
import { ticketsPerPage } from '@/server/tickets/facts'
import { maxQuery } from '@/server/tickets/finding/facts'
import type { QueueFilter } from '@/server/tickets/reading/schema'

/** The views of the queue, in its order of urgency; `all` is every ticket, the newest activity first. */
export const queueViews = ['open', 'mine', 'unassigned', 'due_soon', 'resolved', 'all'] as const

/** Reads the queue's view, search and page from the URL; invalid values are ignored. */
export function queueFilterOf(read: (name: string) => string | null | undefined): QueueFilter {
  return {
    view: oneOf(queueViews, read('view')) ?? 'open',
    text: (read('q') ?? '').slice(0, maxQuery),
    limit: ticketsPerPage,
    after: /^[\w-]{1,400}$/.test(read('after') ?? '') ? read('after') : null,
  }
}
