import { Temporal } from 'temporal-polyfill'

/**
 * Converts local times to instants by the RFC 5545 / Temporal "compatible" rule (SEMANTICS §1.5, §2): inside a DST gap
 * the offset before the gap is used, in an overlap the first occurrence. Instants are epoch milliseconds, UTC. A local
 * time is represented as the epoch milliseconds that its wall-clock reading would have in UTC (`localMs`), so that days
 * and weeks can be added as plain numbers.
 */
const dayMs = 86_400_000
/** Limit of Temporal's range, with a margin; a local time beyond it never comes. */
const maxInstantMs = 8.64e15 - 2 * dayMs
/** Cache size per zone: mappings never change, but the cache must not grow without limit. */
const maxCached = 100_000
const known = new Map<string, Map<number, number>>()

function compatible(localMs: number, timeZone: string): number {
  const plain = Temporal.Instant.fromEpochMilliseconds(localMs).toZonedDateTimeISO('UTC').toPlainDateTime()
  return plain.toZonedDateTime(timeZone, { disambiguation: 'compatible' }).epochMilliseconds
}

/** Returns the instant of a local time in an IANA zone; infinite beyond Temporal's range. */
export function instantOfLocal(localMs: number, timeZone: string): number {
  if (localMs > maxInstantMs) return Number.POSITIVE_INFINITY
  if (localMs < -maxInstantMs) return Number.NEGATIVE_INFINITY
  let ofZone = known.get(timeZone)
  if (!ofZone || ofZone.size >= maxCached) {
    ofZone = new Map()
    known.set(timeZone, ofZone)
  }
  const found = ofZone.get(localMs)
  if (found !== undefined) return found
  const instant = compatible(localMs, timeZone)
  ofZone.set(localMs, instant)
  return instant
}

/** Returns the local time in a zone at an instant. */
export function localMsAt(instant: number, timeZone: string): number {
  return instant + Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone).offsetNanoseconds / 1e6
}
