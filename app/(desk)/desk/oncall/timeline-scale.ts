import { instantOfLocal, localDayOf, localMsAt, weekdayOfLocalDay } from '@/server/time/local-time'

/** Where instants lie on a timeline, and how a pointer's place becomes an instant. Pixels and epoch milliseconds. */
const hourMs = 3_600_000
const dayMs = 24 * hourMs

export interface Scale {
  from: number
  to: number
  /** Where `from` is drawn. */
  left: number
  /** Where `to` is drawn. */
  right: number
}
export interface Span {
  from: number
  to: number
}

/** Days that a timeline can show. */
export const timelineDays = { fortnight: 14, month: 31, quarter: 91 } as const
export type TimelineLength = keyof typeof timelineDays

/** To what a pointer's place is rounded: fine where there is room for it. */
export const snapMs: Record<TimelineLength, number> = { fortnight: hourMs / 2, month: hourMs, quarter: 6 * hourMs }

const clamp = (value: number, low: number, high: number) => Math.max(low, Math.min(high, value))

export const placeOf = ({ from, to, left, right }: Scale, at: number): number =>
  left + ((clamp(at, from, to) - from) / (to - from)) * (right - left)

export const instantAt = ({ from, to, left, right }: Scale, place: number): number =>
  Math.round(from + ((clamp(place, left, right) - left) / (right - left)) * (to - from))

/** The nearest local time of a zone that is a whole multiple of `unitMs`. */
export const snapped = (at: number, unitMs: number, timeZone: string): number =>
  instantOfLocal(Math.round(localMsAt(at, timeZone) / unitMs) * unitMs, timeZone)

/** What a pointer has drawn from one place to another: at least one unit, in whichever direction. */
export function drawnSpan(a: number, b: number, unitMs: number, timeZone: string): Span {
  const from = snapped(Math.min(a, b), unitMs, timeZone)
  const to = snapped(Math.max(a, b), unitMs, timeZone)
  return { from, to: to > from ? to : from + unitMs }
}

/**
 * What an arrow key makes of a span: it moves; with Shift its end moves; up and down are whole days. Null for any other
 * key. A span keeps at least one unit.
 */
export function steppedSpan(span: Span, key: string, withShift: boolean, unitMs: number): Span | null {
  const steps: Record<string, number> = { ArrowLeft: -unitMs, ArrowRight: unitMs, ArrowUp: -dayMs, ArrowDown: dayMs }
  const by = steps[key]
  if (by === undefined) return null
  if (!withShift) return { from: span.from + by, to: span.to + by }
  return { from: span.from, to: Math.max(span.from + unitMs, span.to + by) }
}

/** Midnights of a zone within the range; only Mondays where days would stand too close. */
export function ticks(from: number, to: number, timeZone: string, mondaysOnly: boolean): number[] {
  const found: number[] = []
  for (let day = localDayOf(localMsAt(from, timeZone)); ; day++) {
    const at = instantOfLocal(day * dayMs, timeZone)
    if (at >= to) return found
    if (at >= from && (!mondaysOnly || weekdayOfLocalDay(day) === 0)) found.push(at)
  }
}

/** The range of a length that begins at the local midnight of an instant. */
export function rangeFrom(at: number, length: TimelineLength, timeZone: string): Span {
  const day = localDayOf(localMsAt(at, timeZone))
  return {
    from: instantOfLocal(day * dayMs, timeZone),
    to: instantOfLocal((day + timelineDays[length]) * dayMs, timeZone),
  }
}

/** Room between a bar's end, or the line of now, and a label. */
const labelGap = 5

/**
 * Where the label of a bar is readable: within the bar and what is scrolled into view, beside the line of now and never
 * under it. The first of the names that fits; null where none does.
 * @param names longest first, with their widths
 * @param view what of the drawing is in view begins here
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
