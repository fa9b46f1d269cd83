import { instantOfLocal, localMsAt } from '@/server/time/local-time'
import { localDayOf, weekdayOfLocalDay } from '@/server/time/wall-clock'
import type { CoverageGap, SeverityCoverage } from './coverage.rules'
import { type Severity, severities } from '@/server/vocabulary/severity'

/** Which coverage gaps managers are notified of, and when. Pure; instants are epoch milliseconds, UTC. */
const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** Length of the period for which coverage is proved, from now. */
export const proofLengthMs = 90 * dayMs
/** Managers are notified of a gap this long before it begins. */
export const reportAheadMs = 7 * dayMs
const weeklyAtMs = 9 * hourMs

/** A gap together with all severities that share it. */
export interface NamedGap extends CoverageGap {
  severities: Severity[]
}

const sameGap = (a: CoverageGap, b: CoverageGap) =>
  a.from === b.from && a.to === b.to && a.reason === b.reason && a.engineerIds.join() === b.engineerIds.join()

/** Merges equal gaps of several severities into one each, ordered by their beginning. */
export function mergeSharedGaps(
  proof: readonly SeverityCoverage[],
  gaps: (one: SeverityCoverage) => CoverageGap[],
): NamedGap[] {
  const named: NamedGap[] = []
  for (const one of proof)
    for (const gap of gaps(one)) {
      const known = named.find((other) => sameGap(other, gap))
      if (known) known.severities.push(one.severity)
      else named.push({ ...gap, severities: [one.severity] })
    }
  for (const gap of named) gap.severities.sort((a, b) => severities.indexOf(a) - severities.indexOf(b))
  return named.sort((a, b) => a.from - b.from || a.to - b.to)
}

/** Returns the gaps that are not over at `now` and begin at most seven days after it. */
export const gapsToReport = <G extends { from: number; to: number }>(gaps: readonly G[], now: number): G[] =>
  gaps.filter((gap) => gap.to > now && gap.from <= now + reportAheadMs)

/**
 * Returns where the search for gaps begins: Monday 00:00 UTC of last week. A gap that is open now therefore has the
 * same beginning in every check of a week, so managers are notified of it once, and again next week while it stays
 * open.
 */
export function searchedFrom(now: number): number {
  const today = localDayOf(now)
  return (today - weekdayOfLocalDay(today) - 7) * dayMs
}

/** Returns the latest Monday 09:00, local to the zone, that is not after `now`. */
export function weeklyInstant(now: number, timeZone: string): number {
  const today = localDayOf(localMsAt(now, timeZone))
  const monday = today - weekdayOfLocalDay(today)
  const at = instantOfLocal(monday * dayMs + weeklyAtMs, timeZone)
  return at <= now ? at : instantOfLocal((monday - 7) * dayMs + weeklyAtMs, timeZone)
}

/** Returns the next full hour, when coverage is checked again. */
export const nextCheckAt = (now: number): number => (Math.floor(now / hourMs) + 1) * hourMs
