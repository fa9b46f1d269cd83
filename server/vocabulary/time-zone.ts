const knownZones = new Set<string>()
/** Tells whether a zone is a name of the IANA database; a bare offset is not accepted, because it has no DST. */
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
