/** What decides the order of pages in a banner. */
export interface WaitingFacts {
  severity: string
  /** Whether it is a drill, which has no ticket. */
  drill: boolean
  /** Whether the reader was called for it. */
  mine: boolean
  openedAt: Date
}

/**
 * Orders unacknowledged pages for one reader: S1 tickets first, even before the reader's own page of a lower severity,
 * because nothing may hide them; then the reader's own pages, then those of others. Within each group: the reader's own
 * first, tickets before drills, then by severity and age. Pure.
 */
export function orderWaiting<T extends WaitingFacts>(pages: readonly T[]): T[] {
  const rank = (page: T) => (page.severity === 'S1' && !page.drill ? 0 : page.mine ? 1 : 2)
  return pages.toSorted(
    (a, b) =>
      rank(a) - rank(b) ||
      Number(b.mine) - Number(a.mine) ||
      Number(a.drill) - Number(b.drill) ||
      a.severity.localeCompare(b.severity) ||
      a.openedAt.getTime() - b.openedAt.getTime(),
  )
}
