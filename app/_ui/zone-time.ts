/**
 * Local times in a zone as `server/time/local-time.ts` defines them, by the browser's own time zone data: the server's way
 * needs Temporal, which is 18 kB in browsers that do not have it. Its test compares the two. Instants are epoch
 * milliseconds, UTC; a local time is the epoch milliseconds that its wall-clock reading would have in UTC.
 */
const dayMs = 86_400_000
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formats.set(timeZone, format)
  return format
}

/** Returns the local time in a zone at an instant. */
export function localMsAt(instant: number, timeZone: string): number {
  const parts: Record<string, string> = {}
  for (const { type, value } of formatOf(timeZone).formatToParts(instant)) parts[type] = value
  const at = new Date(0)
  const year = Number(parts.year)
  at.setUTCFullYear(parts.era === 'BC' ? 1 - year : year, Number(parts.month) - 1, Number(parts.day))
  at.setUTCHours(Number(parts.hour), Number(parts.minute), Number(parts.second), ((instant % 1000) + 1000) % 1000)
  return at.getTime()
}

/**
 * Returns the instant of a local time in an IANA zone: inside a gap by the offset before it, in an overlap the first
 * occurrence (SEMANTICS §1.5).
 */
export function instantOfLocal(localMs: number, timeZone: string): number {
  // A zone changes its offset at most once within two days.
  const [before, after] = [localMs - dayMs, localMs + dayMs].map((at) => localMsAt(at, timeZone) - at) as [
    number,
    number,
  ]
  const candidates = [localMs - before, localMs - after].filter((at) => localMsAt(at, timeZone) === localMs)
  return candidates.length > 0 ? Math.min(...candidates) : localMs - before
}
