/**
 * Arithmetic with local times that needs no zone. A local time is the epoch milliseconds that its wall-clock reading would
 * have in UTC (`localMs`); what it means in a zone is in local-time.ts.
 */
const dayMs = 86_400_000

/** Returns the local day of a local time: days since 1970-01-01. */
export const localDayOf = (localMs: number) => Math.floor(localMs / dayMs)

/** Returns the weekday of a local day; 0 is Monday. */
export const weekdayOfLocalDay = (localDay: number) => (((localDay + 3) % 7) + 7) % 7

/** Returns milliseconds since local midnight. @param time `HH:MM`; `24:00` is the end of the day */
export function timeOfDayMs(time: string): number {
  return (Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))) * 60_000
}

/** Parses a local time. @param local `YYYY-MM-DDTHH:MM[:SS[.mmm]]`, without a zone */
export const localMsOf = (local: string) => Date.parse(`${local}Z`)
