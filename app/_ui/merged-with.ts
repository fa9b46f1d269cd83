import { referencePattern } from '@/server/tickets/facts'
import type { TimelineItem } from '@/server/tickets/reading/schema'

/** Returns the other ticket of a merge event; null for every other event. Pure. */
export function mergedWith(item: TimelineItem): string | null {
  if (item.kind !== 'event') return null
  const other = item.type === 'merged' ? item.facts.into : item.type === 'merge_received' ? item.facts.from : null
  return typeof other === 'string' && referencePattern.test(other) ? other : null
}

/** Returns the ticket into which this one was merged; null when it was not merged. Pure. */
export const mergedInto = (timeline: readonly TimelineItem[]): string | null =>
  timeline
    .flatMap((item) => (item.kind === 'event' && item.type === 'merged' ? (mergedWith(item) ?? []) : []))
    .at(-1) ?? null
