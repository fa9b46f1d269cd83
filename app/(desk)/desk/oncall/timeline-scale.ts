import { instantOfLocal, localMsAt } from '@/app/_ui/zone-time'
import { localDayOf, weekdayOfLocalDay } from '@/server/time/wall-clock'

/** Converts between instants and positions on a timeline. Pixels and epoch milliseconds. */
const hourMs = 3_600_000
const dayMs = 24 * hourMs

export interface Scale {
  from: number
  to: number
  /** x position of `from`, in pixels. */
  left: number
  /** x position of `to`, in pixels. */
  right: number
}
export interface Span {
  from: number
  to: number
}

/** Number of days per length of a timeline. */
export const timelineDays = { fortnight: 14, month: 31, quarter: 91 } as const
export type TimelineLength = keyof typeof timelineDays

/** Step to which a pointer position is rounded: finer for shorter ranges. */
export const snapMs: Record<TimelineLength, number> = { fortnight: hourMs / 2, month: hourMs, quarter: 6 * hourMs }

const clamp = (value: number, low: number, high: number) => Math.max(low, Math.min(high, value))

export const placeOf = ({ from, to, left, right }: Scale, at: number): number =>
  left + ((clamp(at, from, to) - from) / (to - from)) * (right - left)

export const instantAt = ({ from, to, left, right }: Scale, place: number): number =>
  Math.round(from + ((clamp(place, left, right) - left) / (right - left)) * (to - from))

/** Rounds an instant to the nearest local time of a zone that is a whole multiple of `unitMs`. */
export const snapped = (at: number, unitMs: number, timeZone: string): number =>
  instantOfLocal(Math.round(localMsAt(at, timeZone) / unitMs) * unitMs, timeZone)

/** Returns the span that a pointer has drawn in either direction: at least one unit long. */
export function drawnSpan(a: number, b: number, unitMs: number, timeZone: string): Span {
  const from = snapped(Math.min(a, b), unitMs, timeZone)
  const to = snapped(Math.max(a, b), unitMs, timeZone)
  return { from, to: to > from ? to : from + unitMs }
}

/**
 * Returns the span after an arrow key: it moves, or with Shift only its end moves; up and down are whole days. Null for
 * any other key. A span never becomes shorter than one unit.
 */
export function steppedSpan(span: Span, key: string, withShift: boolean, unitMs: number): Span | null {
  const steps: Record<string, number> = { ArrowLeft: -unitMs, ArrowRight: unitMs, ArrowUp: -dayMs, ArrowDown: dayMs }
  const by = steps[key]
  if (by === undefined) return null
  if (!withShift) return { from: span.from + by, to: span.to + by }
  return { from: span.from, to: Math.max(span.from + unitMs, span.to + by) }
}

/** Returns the midnights of a zone within the range; with `mondaysOnly` only those of Mondays. */
export function ticks(from: number, to: number, timeZone: string, mondaysOnly: boolean): number[] {
  const found: number[] = []
  for (let day = localDayOf(localMsAt(from, timeZone)); ; day++) {
    const at = instantOfLocal(day * dayMs, timeZone)
    if (at >= to) return found
    if (at >= from && (!mondaysOnly || weekdayOfLocalDay(day) === 0)) found.push(at)
  }
}

/** Returns the range of a length that begins at the local midnight before an instant. */
export function rangeFrom(at: number, length: TimelineLength, timeZone: string): Span {
  const day = localDayOf(localMsAt(at, timeZone))
  return {
    from: instantOfLocal(day * dayMs, timeZone),
    to: instantOfLocal((day + timelineDays[length]) * dayMs, timeZone),
  }
}

/** Pixels between a label and a bar's end or the line of the current time. */
const labelGap = 5

/**
 * Chooses a bar's label and its position: within the visible part of the bar, and not under the line of the current
 * time. Takes the first name that fits; null when none does.
 * @param names longest first, with their widths in pixels
 * @param view x position at which the visible part of the drawing begins
 */
export function labelPlace<Name extends { width: number }>(
  bar: { left: number; right: number },
  names: readonly Name[],
  view: number,
  line: number | null,
): { name: Name; x: number } | null {
  const start = Math.max(bar.left, view) + labelGap
  for (const name of names) {
    const crossed = line !== null && line > start - labelGap && line < start + name.width + labelGap
    const x = crossed ? line + labelGap : start
    if (x + name.width + labelGap <= bar.right) return { name, x }
  }
  return null
}
