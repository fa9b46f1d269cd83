import { instantOfLocal, instantOfLocalDateTime, localDate, localDateAt } from '@/server/time/local-time'
import { type Layer, type Override, type Restriction, type ScheduleFacts, type Shift, weekdays } from '../schema'

/**
 * Who is on call (SEMANTICS §2). Pure: a schedule and a range in, ordered shifts out, gaps included, computed from
 * boundaries and so exact to the millisecond. Instants are epoch milliseconds, UTC; local times are read in the
 * schedule's zone by the "compatible" rule.
 */
interface Span {
  from: number
  to: number
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** Spans in order, touching or overlapping ones made one. */
function union(spans: Span[]): Span[] {
  const ordered = spans.filter((span) => span.to > span.from).sort((a, b) => a.from - b.from)
  const merged: Span[] = []
  for (const span of ordered) {
    const last = merged.at(-1)
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to)
    else merged.push({ ...span })
  }
  return merged
}

function dailyWindows(restriction: Extract<Restriction, { type: 'daily' }>, timeZone: string, range: Span): Span[] {
  const spans: Span[] = []
  const last = localDateAt(range.to, timeZone).add({ days: 1 })
  for (let date = localDateAt(range.from, timeZone).subtract({ days: 2 }); date.until(last).days >= 0; date = date.add({ days: 1 })) {
    // Equal ends are the whole day; an earlier end is on the next day.
    const endDate = restriction.to <= restriction.from ? date.add({ days: 1 }) : date
    spans.push({ from: instantOfLocal(date, restriction.from, timeZone), to: instantOfLocal(endDate, restriction.to, timeZone) })
  }
  return spans
}

function weeklyWindows(restriction: Extract<Restriction, { type: 'weekly' }>, timeZone: string, range: Span): Span[] {
  const { from, to } = restriction
  const ahead = (weekdays.indexOf(to.day) - weekdays.indexOf(from.day) + 7) % 7
  // Equal ends are the whole week; an end earlier on the same day is a week later.
  const length = ahead === 0 && to.time <= from.time ? 7 : ahead
  const first = localDateAt(range.from, timeZone).subtract({ days: 9 })
  const last = localDateAt(range.to, timeZone).add({ days: 1 })
  const spans: Span[] = []
  const offset = (weekdays.indexOf(from.day) + 1 - first.dayOfWeek + 7) % 7
  for (let date = first.add({ days: offset }); date.until(last).days >= 0; date = date.add({ days: 7 }))
    spans.push({ from: instantOfLocal(date, from.time, timeZone), to: instantOfLocal(date.add({ days: length }), to.time, timeZone) })
  return spans
}

/** The rotation alone: handoff k (inclusive) to handoff k+1 (exclusive), before restrictions. */
function turns(layer: Layer, timeZone: string, range: Span): Shift[] {
  const { unit, length } = layer.rotation
  const start = instantOfLocalDateTime(layer.start, timeZone)
  const end = layer.end ? instantOfLocalDateTime(layer.end, timeZone) : Number.POSITIVE_INFINITY
  const from = Math.max(range.from, start)
  const to = Math.min(range.to, end)
  if (to <= from || layer.participants.length === 0) return []
  const days = unit === 'week' ? 7 * length : length
  const [dateText, timeText] = layer.start.split('T') as [string, string]
  const written = localDate(dateText)
  const handoff = (k: number): number => {
    if (unit === 'hour') return start + k * length * hourMs
    if (k === 0) return start
    // Counted from the written date: a start inside a gap must not move the later handoffs.
    return instantOfLocal(written.add({ days: k * days }), timeText, timeZone)
  }
  const stepMs = unit === 'hour' ? length * hourMs : days * dayMs
  const shifts: Shift[] = []
  // A day of slack: zones shift wall-clock handoffs by hours, once (Apia) by a day.
  let k = Math.max(0, Math.floor((from - start - 2 * dayMs) / stepMs))
  for (let at = handoff(k); at < to; k += 1) {
    const next = handoff(k + 1)
    const span = { from: Math.max(at, from), to: Math.min(next, to) }
    if (span.to > span.from) shifts.push({ ...span, person: layer.participants[k % layer.participants.length]! })
    at = next
  }
  return shifts
}

/** What one layer alone says, without gaps: for the final shifts and for drawing its row. */
export function layerShifts(layer: Layer, timeZone: string, from: number, to: number): Shift[] {
  const range = { from, to }
  const rotation = turns(layer, timeZone, range)
  if (layer.restrictions.length === 0 || rotation.length === 0) return rotation
  const windows = union(
    layer.restrictions.flatMap((one) => (one.type === 'daily' ? dailyWindows(one, timeZone, range) : weeklyWindows(one, timeZone, range))),
  )
  const shifts: Shift[] = []
  let first = 0
  for (const turn of rotation) {
    while (first < windows.length && windows[first]!.to <= turn.from) first += 1
    for (let index = first; index < windows.length && windows[index]!.from < turn.to; index += 1) {
      const span = { from: Math.max(turn.from, windows[index]!.from), to: Math.min(turn.to, windows[index]!.to) }
      if (span.to > span.from) shifts.push({ ...span, person: turn.person })
    }
  }
  return shifts
}

/** Replaces, within `span`, whoever `replaces` allows; `base` covers its range without holes and so does the result. */
function lay(base: Shift[], span: Span, person: string, replaces: (person: string | null) => boolean): Shift[] {
  if (span.to <= span.from) return base
  const result: Shift[] = []
  for (const shift of base) {
    if (shift.to <= span.from || shift.from >= span.to || !replaces(shift.person)) {
      result.push(shift)
      continue
    }
    const from = Math.max(shift.from, span.from)
    const to = Math.min(shift.to, span.to)
    if (shift.from < from) result.push({ ...shift, to: from })
    result.push({ from, to, person })
    if (to < shift.to) result.push({ ...shift, from: to })
  }
  return result
}

/** A layer's shifts over what stands below it: one pass, both ordered. */
function layOver(base: Shift[], above: Shift[]): Shift[] {
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

function maximal(shifts: Shift[]): Shift[] {
  const merged: Shift[] = []
  for (const shift of shifts) {
    const last = merged.at(-1)
    if (last && last.person === shift.person && last.to === shift.from) last.to = shift.to
    else if (shift.to > shift.from) merged.push({ ...shift })
  }
  return merged
}

/** When an override acts: no earlier than its creation, and until its removal. */
export function overrideSpan(override: Override): Span {
  return {
    from: Math.max(override.start, override.createdAt),
    to: Math.min(override.end, override.removedAt ?? Number.POSITIVE_INFINITY),
  }
}

/** The final shifts of `[from, to)`: maximal spans of the same person, gaps as null, covering exactly the range. */
export function finalShifts(schedule: ScheduleFacts, from: number, to: number): Shift[] {
  if (to <= from) return []
  const { timeZone, versions } = schedule
  let shifts: Shift[] = []
  const begin = versions[0]?.inForceFrom ?? (versions.length > 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY)
  if (begin > from) shifts.push({ from, to: Math.min(to, begin), person: null })
  versions.forEach((version, index) => {
    const span = {
      from: Math.max(from, version.inForceFrom ?? Number.NEGATIVE_INFINITY),
      to: Math.min(to, versions[index + 1]?.inForceFrom ?? Number.POSITIVE_INFINITY),
    }
    if (span.to <= span.from) return
    let part: Shift[] = [{ ...span, person: null }]
    for (const layer of version.layers) part = layOver(part, layerShifts(layer, timeZone, span.from, span.to))
    shifts.push(...part)
  })
  // Creation order, list order among equals: each acts on the result so far.
  const overrides = schedule.overrides.map((override, index) => ({ override, index }))
  overrides.sort((a, b) => a.override.createdAt - b.override.createdAt || a.index - b.index)
  for (const { override } of overrides) {
    const acts = overrideSpan(override)
    const span = { from: Math.max(acts.from, begin, from), to: Math.min(acts.to, to) }
    shifts = lay(shifts, span, override.person, (person) => override.kind === 'onCall' || person === override.coversFor)
  }
  return maximal(shifts)
}

/** Who is on call at an instant; null when nobody. */
export function onCallAt(schedule: ScheduleFacts, at: number): string | null {
  return finalShifts(schedule, at, at + 1)[0]?.person ?? null
}

/** The shift that contains `at`, searched as far as `horizonMs` ahead; `to` is null when it lasts beyond. */
export function currentShift(schedule: ScheduleFacts, at: number, horizonMs: number): { person: string | null; until: number | null; next: string | null } {
  const [now, next] = finalShifts(schedule, at, at + horizonMs)
  return { person: now?.person ?? null, until: next ? now!.to : null, next: next?.person ?? null }
}

/** Every gap of `[from, to)`. */
export function gaps(schedule: ScheduleFacts, from: number, to: number): Span[] {
  return finalShifts(schedule, from, to).filter((shift) => shift.person === null)
}
