import { instantOfLocal, localMsAt } from '@/server/time/local-time'
import { localDayOf, timeOfDayMs } from '@/server/time/wall-clock'

/** Quiet hours delay notifications of low urgency (SEMANTICS §3). Pure; instants in epoch ms, UTC. */

export interface QuietSpan {
  /** Local times of day, HH:MM; when `to` is not after `from`, the span crosses midnight. */
  from: string
  to: string
}

const dayMs = 86_400_000

/**
 * Returns the first instant at or after `at` that is outside the quiet hours of a person in `timeZone`. Local times
 * become instants by the "compatible" rule: an end inside a DST gap is read with the offset before the gap, and of an
 * end that occurs twice the first counts.
 */
export function afterQuietHours(at: number, quiet: QuietSpan | null, timeZone: string): number {
  if (!quiet) return at
  const local = localMsAt(at, timeZone)
  const day = localDayOf(local)
  const time = local - day * dayMs
  const [from, to] = [timeOfDayMs(quiet.from), timeOfDayMs(quiet.to)]
  const crosses = to <= from
  const inside = crosses ? time >= from || time < to : time >= from && time < to
  if (!inside) return at
  const lastDay = crosses && time >= from ? day + 1 : day
  return Math.max(at, instantOfLocal(lastDay * dayMs + to, timeZone))
}
