import type { Shift } from '../schema'

/** Compares a schedule's shifts before and after an edit, per person. Pure; instants are epoch milliseconds, UTC. */

export interface Span {
  from: number
  to: number
}

/** The spans in which one person is on call only after an edit (`gained`) or only before it (`lost`), both in order. */
export interface TurnChange {
  person: string
  gained: Span[]
  lost: Span[]
}

/** Appends a span; one that begins where the last ends extends the last. */
function addSpan(spans: Span[], span: Span): void {
  const last = spans.at(-1)
  if (last && last.to === span.from) last.to = span.to
  else spans.push({ ...span })
}

/**
 * Compares two lists of final shifts (SEMANTICS §2) that cover the same range without holes. Returns the spans that
 * each person gains and loses, ordered by each person's first change. Gaps are not listed.
 */
export function turnChanges(before: readonly Shift[], after: readonly Shift[]): TurnChange[] {
  const changes = new Map<string, TurnChange>()
  const changeOf = (person: string): TurnChange => {
    const change = changes.get(person) ?? { person, gained: [], lost: [] }
    changes.set(person, change)
    return change
  }
  let [left, right] = [0, 0]
  while (left < before.length && right < after.length) {
    const [old, next] = [before[left]!, after[right]!]
    const span = { from: Math.max(old.from, next.from), to: Math.min(old.to, next.to) }
    if (span.to > span.from && old.person !== next.person) {
      if (old.person !== null) addSpan(changeOf(old.person).lost, span)
      if (next.person !== null) addSpan(changeOf(next.person).gained, span)
    }
    if (old.to <= next.to) left += 1
    if (next.to <= old.to) right += 1
  }
  return [...changes.values()]
}
