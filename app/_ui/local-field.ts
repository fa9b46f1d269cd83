import { instantOfLocal, localMsAt } from '@/app/_ui/zone-time'
import { localMsOf } from '@/server/time/wall-clock'

/** Returns an instant as the local time that a date and time field shows in a zone: `2026-11-21T02:15`. */
export const localText = (at: Date, timeZone: string) =>
  new Date(localMsAt(at.getTime(), timeZone)).toISOString().slice(0, 16)

/** Returns the instant that a date and time field means in a zone. */
export const instantOfText = (local: string, timeZone: string) => new Date(instantOfLocal(localMsOf(local), timeZone))
