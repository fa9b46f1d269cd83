import type { Override, ScheduleFacts, Shift } from '../schema'
import { withoutAbsences, spansPresent } from './absences.rules'
import { layerShifts } from './layers.rules'

/**
 * Who is on call (SEMANTICS §2). Pure: takes a schedule with its whole history and a range, returns ordered shifts,
 * gaps included. The past never changes: an edit or an override acts only from its instant on, and the turns of a
 * person who leaves the staff are empty only from then on (SEMANTICS §3). Instants are epoch milliseconds, UTC.
 */

/** Returns the index of the first shift that ends after `at`; the shifts are ordered and without holes. */
function firstEndingAfter(shifts: Shift[], at: number): number {
  let low = 0
  let high = shifts.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (shifts[middle]!.to <= at) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * Puts `person` in place of everybody whom `replaces` accepts within `[from, to)`; the shifts have no holes before and
 * after.
 */
function replaceWithin(
  shifts: Shift[],
  from: number,
  to: number,
  person: string,
  replaces: (person: string | null) => boolean,
): Shift[] {
  if (to <= from) return shifts
  const first = firstEndingAfter(shifts, from)
  const replaced: Shift[] = []
  let end = first
  for (; end < shifts.length && shifts[end]!.from < to; end += 1) {
    const shift = shifts[end]!
    if (!replaces(shift.person)) {
      replaced.push(shift)
      continue
    }
    if (shift.from < from) replaced.push({ from: shift.from, to: from, person: shift.person })
    replaced.push({ from: Math.max(shift.from, from), to: Math.min(shift.to, to), person })
    if (to < shift.to) replaced.push({ from: to, to: shift.to, person: shift.person })
  }
  return shifts.slice(0, first).concat(mergeAdjacent(replaced), shifts.slice(end))
}

/** Lays a layer's shifts over the shifts below it, in one pass; both are ordered. */
function overlay(base: Shift[], above: Shift[]): Shift[] {
  if (above.length === 0) return base
  const result: Shift[] = []
  let next = 0
  for (const shift of base) {
    let at = shift.from
    while (next < above.length && above[next]!.to <= at) next += 1
    for (let index = next; index < above.length && above[index]!.from < shift.to; index += 1) {
      const from = Math.max(above[index]!.from, at)
      const to = Math.min(above[index]!.to, shift.to)
      if (from > at) result.push({ ...shift, from: at, to: from })
      result.push({ from, to, person: above[index]!.person })
      at = to
    }
    if (at < shift.to) result.push({ ...shift, from: at })
  }
  return result
}

/** Merges adjacent shifts of one person and drops empty ones. */
function mergeAdjacent(shifts: Shift[]): Shift[] {
  const merged: Shift[] = []
  for (const shift of shifts) {
    const last = merged.at(-1)
    if (last && last.person === shift.person && last.to === shift.from) last.to = shift.to
    else if (shift.to > shift.from) merged.push({ ...shift })
  }
  return merged
}

/**
 * Returns when an override acts, `[from, to)`: from its creation at the earliest until its removal; empty when from ≥
 * to.
 */
export function overrideSpan(override: Override): { from: number; to: number } {
  return {
    from: Math.max(override.start, override.createdAt),
    to: Math.min(override.end, override.removedAt ?? Number.POSITIVE_INFINITY),
  }
}

/**
 * Returns the final shifts of `[from, to)` (SEMANTICS §2): maximal spans of one person in order, gaps as null, covering
 * exactly the range. Before the first version nobody is on call, even with overrides; of versions in force from the
 * same instant the later in the list counts. A turn or an override of a person who is not on staff then counts as
 * empty, so the next level below decides.
 */
export function finalShifts(schedule: ScheduleFacts, from: number, to: number): Shift[] {
  if (to <= from) return []
  const versions = schedule.versions
    .map(({ inForceFrom, layers }) => ({ begins: inForceFrom ?? Number.NEGATIVE_INFINITY, layers }))
    .sort((a, b) => (a.begins === b.begins ? 0 : a.begins - b.begins))
  const begins = Math.max(from, versions[0]?.begins ?? Number.POSITIVE_INFINITY)
  if (begins >= to) return [{ from, to, person: null }]
  const parts: Shift[] = [{ from, to: begins, person: null }]
  versions.forEach((version, index) => {
    const start = Math.max(from, version.begins)
    const end = Math.min(to, versions[index + 1]?.begins ?? Number.POSITIVE_INFINITY)
    if (end <= start) return
    let part: Shift[] = [{ from: start, to: end, person: null }]
    for (const layer of version.layers)
      part = overlay(part, withoutAbsences(layerShifts(layer, schedule.timeZone, start, end), schedule.absences))
    for (const shift of part) parts.push(shift)
  })
  let shifts = mergeAdjacent(parts)
  // In order of creation, list order among equal instants (the sort is stable): each acts on the result so far.
  const overrides = [...schedule.overrides].sort((a, b) => a.createdAt - b.createdAt)
  for (const override of overrides) {
    const acts = overrideSpan(override)
    const replaces = (person: string | null) => override.kind === 'onCall' || person === override.coversFor
    const span = { from: Math.max(acts.from, begins), to: Math.min(acts.to, to) }
    for (const part of spansPresent(span, override.person, schedule.absences))
      shifts = replaceWithin(shifts, part.from, part.to, override.person, replaces)
  }
  return mergeAdjacent(shifts)
}

/** Returns who is on call at an instant (SEMANTICS §2); null when nobody is. */
export function onCallAt(schedule: ScheduleFacts, at: number): string | null {
  return finalShifts(schedule, at, at + 1)[0]?.person ?? null
}

/**
 * Returns who is on call at `at`, until when and who follows, searched up to `horizonMs` ahead; `until` is null when
 * the shift lasts longer than that.
 */
export function currentShift(
  schedule: ScheduleFacts,
  at: number,
  horizonMs: number,
): { person: string | null; until: number | null; next: string | null } {
  const [now, next] = finalShifts(schedule, at, at + horizonMs)
  return { person: now?.person ?? null, until: next?.from ?? null, next: next?.person ?? null }
}
