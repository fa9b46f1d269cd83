import { maxQuery } from '@/server/tickets/finding/facts'

/** Reads from the URL which tickets a customer's list shows; invalid values are ignored. */
export function listPlaceOf(read: (name: string) => string | null | undefined): {
  scope: 'open' | 'done'
  after: string | null
  /** The search; empty for the list itself. */
  query: string
} {
  const after = read('after') ?? ''
  return {
    scope: read('scope') === 'done' ? 'done' : 'open',
    after: /^[\w-]{1,400}$/.test(after) ? after : null,
    query: (read('q') ?? '').slice(0, maxQuery),
  }
}
