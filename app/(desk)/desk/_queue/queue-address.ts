import { products } from '@/server/vocabulary/field'
import { oneOf } from '@/server/vocabulary/list'
import { severities } from '@/server/vocabulary/severity'
import { toOneLine } from '@/server/vocabulary/text'
import { ticketsPerPage } from '@/server/tickets/facts'
import type { QueueFilter } from '@/server/tickets/reading/schema'

export const queueViews = ['open', 'mine', 'unassigned', 'due_soon', 'resolved'] as const

/** Reads the queue's filter from the URL; invalid values are ignored. */
export function queueFilterOf(read: (name: string) => string | null | undefined): QueueFilter {
  return {
    view: oneOf(queueViews, read('view')) ?? 'open',
    severity: oneOf(severities, read('severity')) ?? null,
    product: oneOf(products, read('product')) ?? null,
    text: toOneLine((read('q') ?? '').slice(0, 100)),
    limit: ticketsPerPage,
    after: /^[\w-]{1,400}$/.test(read('after') ?? '') ? read('after') : null,
  }
}
