/** A half-open span `[from, to)` of instants, epoch milliseconds, UTC. */
export interface Interval {
  from: number
  to: number
}

/** Returns the union of spans, sorted and disjoint; spans that do not end after they begin are dropped. */
export function mergeIntervals(intervals: readonly Interval[]): Interval[] {
  const ordered = intervals.filter(({ from, to }) => to > from).sort((a, b) => a.from - b.from)
  const merged: Interval[] = []
  for (const { from, to } of ordered) {
    const last = merged.at(-1)
    if (last && from <= last.to) last.to = Math.max(last.to, to)
    else merged.push({ from, to })
  }
  return merged
}

/** Returns the common part of two spans; null when they share no instant. */
export function intersection(a: Interval, b: Interval): Interval | null {
  const from = Math.max(a.from, b.from)
  const to = Math.min(a.to, b.to)
  return to > from ? { from, to } : null
}
