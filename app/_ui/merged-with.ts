import { referenceSchema, type TimelineItem } from '@/server/tickets/schema'

/** The ticket that a merge leads to, or came from; null for every other event. Pure. */
export function mergedWith(item: TimelineItem): string | null {
  if (item.kind !== 'event') return null
  const other = item.type === 'merged' ? item.facts.into : item.type === 'merge_received' ? item.facts.from : null
  return referenceSchema.safeParse(other).data ?? null
}

/** The ticket in which the conversation goes on since this one was merged; null when it was not. Pure. */
export const mergedInto = (timeline: readonly TimelineItem[]): string | null =>
  timeline
    .flatMap((item) => (item.kind === 'event' && item.type === 'merged' ? (mergedWith(item) ?? []) : []))
    .at(-1) ?? null
