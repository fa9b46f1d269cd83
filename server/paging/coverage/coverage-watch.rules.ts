import { instantOfLocal, localDayOf, localMsAt, weekdayOfLocalDay } from '@/server/time/local-time'
import type { CoverageGap, SeverityCoverage } from './coverage.rules'
import { type Severity, severities } from '@/server/vocabulary/severity'

/** What the managers are told of the proof of coverage, and when. Pure; instants are epoch milliseconds, UTC. */
const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** How far ahead coverage is proved. */
export const provedMs = 90 * dayMs
/** A gap is told this long before it begins. */
export const toldAheadMs = 7 * dayMs
const weeklyAtMs = 9 * hourMs

/** A gap with every severity for which it is the same. */
export interface NamedGap extends CoverageGap {
  severities: Severity[]
}

const sameGap = (a: CoverageGap, b: CoverageGap) =>
  a.from === b.from && a.to === b.to && a.reason === b.reason && a.engineerIds.join() === b.engineerIds.join()

/** Gaps that several severities share said once, in order of their beginning. */
export function namedGaps(
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

/** Gaps that have begun or begin within seven days, and are not over. */
export const gapsToTell = <G extends { from: number; to: number }>(gaps: readonly G[], now: number): G[] =>
  gaps.filter((gap) => gap.to > now && gap.from <= now + toldAheadMs)

/**
 * Where the search for gaps that are to be told begins: a fixed instant of last week, so that a gap that is open now
 * keeps the same beginning from check to check and is told once, and again next week if nobody closed it.
 */
export function searchedFrom(now: number): number {
  const today = localDayOf(now)
  return (today - weekdayOfLocalDay(today) - 7) * dayMs
}

/** The newest Monday 09:00 of a zone that is not after `now`. */
export function weeklyInstant(now: number, timeZone: string): number {
  const today = localDayOf(localMsAt(now, timeZone))
  const monday = today - weekdayOfLocalDay(today)
  const at = instantOfLocal(monday * dayMs + weeklyAtMs, timeZone)
  return at <= now ? at : instantOfLocal((monday - 7) * dayMs + weeklyAtMs, timeZone)
}

/** The next full hour: when to look again. */
export const nextCheckAt = (now: number): number => (Math.floor(now / hourMs) + 1) * hourMs
