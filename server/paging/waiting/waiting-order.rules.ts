/** What the order of a banner is decided by. */
export interface WaitingFacts {
  severity: string
  /** Of no ticket. */
  drill: boolean
  /** The reader was called for it. */
  mine: boolean
  openedAt: Date
}

/**
 * The order in which unacknowledged pages are shown to one reader: an S1 of a ticket comes before everything else, also
 * before the reader's own page of a lower severity, because nothing may hide it; then the reader's own pages, then those
 * of others. Within each of these the reader's own come first, tickets before drills, then by severity and age. Pure.
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
