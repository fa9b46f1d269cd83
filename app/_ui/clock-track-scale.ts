const minute = 60_000
const steps = [5, 10, 15, 30, 60, 120, 240, 360, 720, 1_440, 2_880, 10_080, 43_200].map((count) => count * minute)

/** The time span of the drawing, and its labelled lines (epoch milliseconds). */
export interface TrackScale {
  from: number
  to: number
  lines: number[]
}

/**
 * Returns a span that contains the ticket's history and the next due instants, with about five to nine lines at round
 * times. The future takes at most a third, so that a distant due instant does not compress the history.
 */
export function trackScale(startedAt: number, nowMs: number, dueAts: number[]): TrackScale {
  const past = Math.max(nowMs - startedAt, 10 * minute)
  const ahead = Math.max(0, ...dueAts.map((at) => at - nowMs))
  const span = past + Math.min(ahead, past / 2) + past * 0.04
  const step = steps.find((each) => span / each <= 8) ?? span / 8
  const lines: number[] = []
  for (let at = Math.ceil(startedAt / step) * step; at <= startedAt + span; at += step) lines.push(at)
  return { from: startedAt, to: startedAt + span, lines }
}

/** Estimates the width of a text in the drawing, in px; Chinese characters are full-width. */
export const textWidth = (text: string) => [...text].reduce((sum, sign) => sum + (sign > '\u2e80' ? 11 : 6.2), 0)

/** The side of its point on which a label is placed; null when there is room on neither. */
export type LabelSide = 'right' | 'left' | null

const reach = 7

/**
 * Places the labels of points along a line so that no label overlaps another label or point, or leaves the drawing.
 * Labels without room are left out. Pure; lengths in px.
 * @param points in order from left to right
 */
export function labelSides(points: readonly { x: number; label: string }[], from: number, to: number): LabelSide[] {
  let taken = from
  return points.map(({ x, label }, index) => {
    const width = reach + textWidth(label)
    const next = points[index + 1]?.x
    const before = Math.max(taken, index > 0 ? points[index - 1]!.x + reach : from)
    const isFreeRight = x >= taken && x + width <= (next === undefined ? to : Math.min(to, next - reach))
    if (isFreeRight) taken = x + width + reach
    return isFreeRight ? 'right' : x - width >= before ? 'left' : null
  })
}

/** Returns the labelled lines that do not collide with the labels of the start and of now. Pure; lengths in px. */
export const clearLines = (lines: readonly { at: number; x: number }[], fixed: readonly number[], clearance: number) =>
  lines.filter(({ x }) => fixed.every((other) => Math.abs(x - other) >= clearance)).map(({ at }) => at)
