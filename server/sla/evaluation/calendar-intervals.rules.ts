/** Half-open local times of one day, `HH:MM`, `24:00` allowed. */
export type Interval = readonly [from: string, to: string]

/**
 * Returns the first fault in the intervals of one day: an end that is not after its start, or two that overlap; null
 * when there is none. The evaluation could handle both (SEMANTICS §1.6), but they are surely typing errors.
 */
export function intervalFault(
  intervals: readonly Interval[],
): { index: number; reason: 'endsBeforeStart' | 'intervalsOverlap' } | null {
  for (const [index, [from, to]] of intervals.entries()) if (to <= from) return { index, reason: 'endsBeforeStart' }
  const ordered = intervals
    .map((interval, index) => ({ interval, index }))
    .sort((a, b) => (a.interval[0] < b.interval[0] ? -1 : 1))
  for (const [place, { interval, index }] of ordered.entries()) {
    const before = ordered[place - 1]
    if (before && interval[0] < before.interval[1]) return { index, reason: 'intervalsOverlap' }
  }
  return null
}
