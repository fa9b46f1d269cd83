import { Temporal } from 'temporal-polyfill'

/**
 * Local times become instants by the RFC 5545 / Temporal "compatible" rule (SEMANTICS §1.5, §2): inside a DST gap the
 * offset before the gap is used, in an overlap the first occurrence. Instants are epoch milliseconds, UTC.
 */
const known = new Map<string, number>()
/** Mappings never change, only their number must not grow for ever. */
const mostKnown = 50_000

/** @param time `HH:MM`; `24:00` is the next midnight */
export function instantOfLocal(date: Temporal.PlainDate, time: string, timeZone: string): number {
  const key = `${timeZone} ${date.toString()} ${time}`
  const found = known.get(key)
  if (found !== undefined) return found
  const midnight = time === '24:00'
  const day = midnight ? date.add({ days: 1 }) : date
  const instant = day
    .toPlainDateTime(midnight ? undefined : Temporal.PlainTime.from(time))
    .toZonedDateTime(timeZone, { disambiguation: 'compatible' }).epochMilliseconds
  if (known.size >= mostKnown) known.clear()
  known.set(key, instant)
  return instant
}

/** The local date at an instant. */
export function localDateAt(instant: number, timeZone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone).toPlainDate()
}

/** @param local `YYYY-MM-DDTHH:MM[:SS]`, without a zone */
export function instantOfLocalDateTime(local: string, timeZone: string): number {
  return Temporal.PlainDateTime.from(local).toZonedDateTime(timeZone, { disambiguation: 'compatible' }).epochMilliseconds
}

/** A calendar date as written, `YYYY-MM-DD`. */
export function localDate(text: string): Temporal.PlainDate {
  return Temporal.PlainDate.from(text)
}
