import { z } from 'zod'

const knownZones = new Set<string>()
/** A named zone of the IANA database; a bare offset is no zone, it has no summer time. */
export const isTimeZone = (zone: string): boolean => {
  if (knownZones.has(zone)) return true
  if (/^[+-]/.test(zone)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
  } catch {
    return false
  }
  knownZones.add(zone)
  return true
}
export const timeZoneSchema = z.string().refine(isTimeZone, 'unknownTimeZone')
