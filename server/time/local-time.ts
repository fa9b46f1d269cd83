import { Temporal } from 'temporal-polyfill'

/**
 * Local times become instants by the RFC 5545 / Temporal "compatible" rule (SEMANTICS §1.5, §2): inside a DST gap the
 * offset before the gap is used, in an overlap the first occurrence. Instants are epoch milliseconds, UTC. A local
 * moment is the number its wall-clock reading would have as UTC (`localMs`), so that days and weeks are plain sums.
 */
const dayMs = 86_400_000
/** What Temporal can say; a moment beyond it never comes. */
const farthestMs = 8.64e15 - 2 * dayMs
/** Mappings never change, only their number must not grow for ever. */
const mostKnown = 100_000
const known = new Map<string, Map<number, number>>()

function compatible(localMs: number, timeZone: string): number {
  const plain = Temporal.Instant.fromEpochMilliseconds(localMs).toZonedDateTimeISO('UTC').toPlainDateTime()
  return plain.toZonedDateTime(timeZone, { disambiguation: 'compatible' }).epochMilliseconds
}

/** The instant of a local moment in a named zone; infinite when it lies beyond what a calendar can say. */
export function instantOfLocal(localMs: number, timeZone: string): number {
  if (localMs > farthestMs) return Number.POSITIVE_INFINITY
  if (localMs < -farthestMs) return Number.NEGATIVE_INFINITY
  let ofZone = known.get(timeZone)
  if (!ofZone || ofZone.size >= mostKnown) {
    ofZone = new Map()
    known.set(timeZone, ofZone)
  }
  const found = ofZone.get(localMs)
  if (found !== undefined) return found
  const instant = compatible(localMs, timeZone)
  ofZone.set(localMs, instant)
  return instant
}

/** What the clocks of a zone show at an instant, as a local moment. */
export function localMsAt(instant: number, timeZone: string): number {
  return instant + Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone).offsetNanoseconds / 1e6
}

/** The local day of a local moment: days since 1970-01-01. */
export const localDayOf = (localMs: number) => Math.floor(localMs / dayMs)

/** 0 is Monday. */
export const weekdayOfLocalDay = (localDay: number) => (((localDay + 3) % 7) + 7) % 7

/** @param time `HH:MM`; `24:00` is the end of the day; milliseconds since local midnight */
export function timeOfDayMs(time: string): number {
  return (Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))) * 60_000
}

/** @param local `YYYY-MM-DDTHH:MM[:SS[.mmm]]`, without a zone */
export const localMsOf = (local: string) => Date.parse(`${local}Z`)
