import { oneOf } from '@/server/vocabulary/list'
import { queueViews, ticketsPerPage } from '@/server/tickets/facts'
import { maxQuery } from '@/server/tickets/finding/facts'
import type { QueueFilter } from '@/server/tickets/reading/schema'

/** Reads the queue's view, search and page from the URL; invalid values are ignored. */
export function queueFilterOf(read: (name: string) => string | null | undefined): QueueFilter {
  return {
    view: oneOf(queueViews, read('view')) ?? 'open',
    text: (read('q') ?? '').slice(0, maxQuery),
    limit: ticketsPerPage,
    after: /^[\w-]{1,400}$/.test(read('after') ?? '') ? read('after') : null,
  }
}
