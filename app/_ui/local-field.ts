import { instantOfLocal, localMsAt, localMsOf } from '@/server/time/local-time'

/** An instant as a date and time field shows it in a zone: `2026-11-21T02:15`. */
export const localText = (at: Date, timeZone: string) =>
  new Date(localMsAt(at.getTime(), timeZone)).toISOString().slice(0, 16)

/** The instant a date and time field means in a zone. */
export const instantOfText = (local: string, timeZone: string) => new Date(instantOfLocal(localMsOf(local), timeZone))
