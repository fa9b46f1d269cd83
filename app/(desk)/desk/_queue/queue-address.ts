import { products } from '@/server/vocabulary/field'
import { severities } from '@/server/vocabulary/severity'
import { type QueueFilter, queueSchema } from '@/server/tickets/reading/schema'

export const queueViews = ['open', 'mine', 'unassigned', 'due_soon', 'resolved'] as const

/** Reads the queue's filter from the URL; invalid values are ignored. */
export function queueFilterOf(read: (name: string) => string | null | undefined): QueueFilter {
  const text = (read('q') ?? '').slice(0, 100)
  return queueSchema.parse({
    view: queueViews.find((view) => view === read('view')) ?? 'open',
    severity: severities.find((severity) => severity === read('severity')) ?? null,
    product: products.find((product) => product === read('product')) ?? null,
    text: queueSchema.shape.text.safeParse(text).success ? text : '',
    after: /^[\w-]{1,400}$/.test(read('after') ?? '') ? read('after') : null,
  })
}
