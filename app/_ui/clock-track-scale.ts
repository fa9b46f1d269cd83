const minute = 60_000
const steps = [5, 10, 15, 30, 60, 120, 240, 360, 720, 1_440, 2_880, 10_080, 43_200].map((count) => count * minute)

/** What the drawing spans, and where its labelled lines stand (epoch milliseconds). */
export interface TrackScale {
  from: number
  to: number
  lines: number[]
}

/**
 * A span that holds the ticket's life and the next due instants, with some five to nine lines at round times.
 * A due instant far ahead would squeeze what has happened into a corner, so the future takes at most a third.
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
