import { instantOfLocal, localMsAt } from '@/server/time/local-time'
import { localDayOf, localMsOf, timeOfDayMs, weekdayOfLocalDay } from '@/server/time/wall-clock'
import { weekdays } from '../facts'
import type { Layer, Restriction, Shift } from '../schema'

/**
 * Shifts of a single layer (SEMANTICS §2): the turns of its rotation, cut to its windows. Pure; computed from
 * boundaries and therefore exact to the millisecond. Instants are epoch milliseconds, UTC; local times are read in the
 * schedule's zone by the "compatible" rule.
 */
interface Span {
  from: number
  to: number
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** Sorts windows, drops empty ones and merges those that touch or overlap. */
function union(spans: Span[]): Span[] {
  const ordered = spans.filter((span) => span.to > span.from).sort((a, b) => a.from - b.from)
  const merged: Span[] = []
  for (const span of ordered) {
    const last = merged.at(-1)
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to)
    else merged.push(span)
  }
  return merged
}

/** Returns every window of a restriction that touches the range, and possibly some that do not. */
function windows(restriction: Restriction, timeZone: string, range: Span): Span[] {
  const daily = restriction.type === 'daily'
  const periodDays = daily ? 1 : 7
  const period = periodDays * dayMs
  const firstDay = daily ? 0 : weekdays.indexOf(restriction.from.day)
  const opens = timeOfDayMs(daily ? restriction.from : restriction.from.time)
  const closes = daily
    ? timeOfDayMs(restriction.to)
    : (weekdays.indexOf(restriction.to.day) - firstDay) * dayMs + timeOfDayMs(restriction.to.time)
  // Equal ends, also 24:00 and the next 00:00, mean the whole period; an end before the beginning wraps into the next.
  const length = (((closes - opens) % period) + period) % period || period
  // A whole period of slack before, and two days on each side: a zone may skip a day (Apia 2011).
  const earliest = localDayOf(localMsAt(range.from, timeZone)) - periodDays - 2
  const latest = localDayOf(localMsAt(range.to, timeZone)) + 2
  const start = daily ? earliest : earliest + ((firstDay - weekdayOfLocalDay(earliest) + 7) % 7)
  const spans: Span[] = []
  for (let day = start; day <= latest; day += periodDays) {
    const from = day * dayMs + opens
    spans.push({ from: instantOfLocal(from, timeZone), to: instantOfLocal(from + length, timeZone) })
  }
  return spans
}

/**
 * Returns the turns of the rotation without its windows: participant k mod size from handoff k to handoff k+1
 * (exclusive).
 */
function turns(layer: Layer, timeZone: string, range: Span): Shift[] {
  const { unit, length } = layer.rotation
  const written = localMsOf(layer.start)
  const start = instantOfLocal(written, timeZone)
  const end = layer.end ? instantOfLocal(localMsOf(layer.end), timeZone) : Number.POSITIVE_INFINITY
  const from = Math.max(range.from, start)
  const to = Math.min(range.to, end)
  if (to <= from || layer.participants.length === 0) return []
  const step = unit === 'hour' ? length * hourMs : unit === 'day' ? length * dayMs : length * 7 * dayMs
  // Days and weeks count from the local start as written: a start inside a DST gap must not move later handoffs.
  const handoff = (k: number) =>
    unit === 'hour' ? start + k * step : k === 0 ? start : instantOfLocal(written + k * step, timeZone)
  const shifts: Shift[] = []
  // Two days of slack: offsets move wall-clock handoffs by hours, and a zone that crosses the date line by a day.
  let k = Math.max(0, Math.floor((from - start - 2 * dayMs) / step))
  for (let at = handoff(k); at < to; k += 1) {
    const next = handoff(k + 1)
    const span = { from: Math.max(at, from), to: Math.min(next, to) }
    if (span.to > span.from) shifts.push({ ...span, person: layer.participants[k % layer.participants.length]! })
    at = next
  }
  return shifts
}

/**
 * Returns the shifts of one layer within `[from, to)`, in order and without gaps, for the final shifts and for the
 * layer's row. Adjacent shifts of one person are not merged: each begins at a handoff or a window.
 */
export function layerShifts(layer: Layer, timeZone: string, from: number, to: number): Shift[] {
  const rotation = turns(layer, timeZone, { from, to })
  const first = rotation[0]
  const last = rotation.at(-1)
  if (!first || !last || layer.restrictions.length === 0) return rotation
  const range = { from: first.from, to: last.to }
  const open = union(layer.restrictions.flatMap((one) => windows(one, timeZone, range)))
  const shifts: Shift[] = []
  let next = 0
  for (const turn of rotation) {
    while (next < open.length && open[next]!.to <= turn.from) next += 1
    for (let index = next; index < open.length && open[index]!.from < turn.to; index += 1) {
      const span = open[index]!
      shifts.push({ from: Math.max(turn.from, span.from), to: Math.min(turn.to, span.to), person: turn.person })
    }
  }
  return shifts
}
