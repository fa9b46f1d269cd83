/** The formats of instants of one language and zone, each made when it is first used. */
interface TimeFormats {
  time: (at: Date) => string
  timeWithSeconds: (at: Date) => string
  weekday: (at: Date) => string
  day: (at: Date) => string
  date: (at: Date) => string
  /** "UTC+8", or the zone's name where there is no offset. */
  zoneName: (at: Date) => string
}

/** More combinations than an installation's people use; beyond them the oldest is made again. */
const maxKept = 100
const kept = new Map<string, TimeFormats>()

function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}

function makeFormats(language: string, zone: string): TimeFormats {
  const written = (options: Intl.DateTimeFormatOptions) => {
    const format = once(() => new Intl.DateTimeFormat(language, { timeZone: zone, hourCycle: 'h23', ...options }))
    return (at: Date) => format().format(at)
  }
  const offset = once(() => new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'shortOffset' }))
  return {
    time: written({ hour: '2-digit', minute: '2-digit' }),
    timeWithSeconds: written({ hour: '2-digit', minute: '2-digit', second: '2-digit' }),
    weekday: written({ weekday: 'short' }),
    day: written({ day: 'numeric', month: 'short' }),
    date: written({ day: 'numeric', month: 'short', year: 'numeric' }),
    zoneName: (at) =>
      (
        offset()
          .formatToParts(at)
          .find((part) => part.type === 'timeZoneName')?.value ?? zone
      ).replace('GMT', 'UTC'),
  }
}

/**
 * Returns the formats of a language and zone. They are kept for all components and, on the server, for all requests,
 * because making one takes longer than drawing the row that shows it.
 */
export function timeFormats(language: string, zone: string): TimeFormats {
  const key = `${language} ${zone}`
  const known = kept.get(key)
  if (known) return known
  const made = makeFormats(language, zone)
  if (kept.size >= maxKept) kept.delete(kept.keys().next().value!)
  kept.set(key, made)
  return made
}
