/** An instant as a log writes it. */
export interface LogInstant {
  /** `2026-11-27T02:15:00.123`, without a zone. */
  local: string
  /** Offset from UTC in minutes; null when the log gives none. */
  offsetMinutes: number | null
  /** Epoch milliseconds; without an offset, as if the log were in UTC: for comparing instants of one log. */
  ms: number
}

const dated =
  /(?<!\d)(20\d\d)[-/.](\d\d)[-/.](\d\d)[T _](\d\d):(\d\d):(\d\d)(?:[.,:](\d{1,6}))?\s?(Z(?![A-Za-z])|UTC|[+-]\d\d:?\d\d(?!\d)|[+-]\d{1,2}\.\d(?!\d))?/
const epoch = /(?<![\w.])(1[5-9]\d{8})(?:\.?(\d{3})(?:\d{3}){0,2})?(?![\w.])/
const epochKey = /(?:^|["'\s,{[(])(?:ts|time|timestamp|t|epoch|at|date)["']?\s?[:=]\s?["']?$/i

function offsetOf(zone: string | undefined): number | null {
  if (zone === undefined) return null
  if (zone === 'Z' || zone === 'UTC') return 0
  const sign = zone.startsWith('-') ? -1 : 1
  const hours = /^[+-](\d{1,2})\.(\d)$/.exec(zone)
  if (hours) return sign * (Number(hours[1]) * 60 + Number(hours[2]) * 6)
  const digits = zone.replaceAll(/\D/g, '')
  return sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2)))
}

/** Returns the first instant of a line, with a date and a time of day or in seconds of the epoch; null without one. */
export function instantOfLine(line: string): LogInstant | null {
  const match = dated.exec(line)
  if (match) {
    const [, year, month, day, hour, minute, second, fraction = '', zone] = match
    const local = `${year}-${month}-${day}T${hour}:${minute}:${second}.${`${fraction}000`.slice(0, 3)}`
    const utc = Date.parse(`${local}Z`)
    if (Number.isNaN(utc)) return null
    const offsetMinutes = offsetOf(zone)
    return { local, offsetMinutes, ms: utc - (offsetMinutes ?? 0) * 60_000 }
  }
  const seconds = epoch.exec(line)
  // A number of ten digits in the middle of a line is an instant only under a name that says so.
  if (!seconds || (seconds.index > 2 && !epochKey.test(line.slice(0, seconds.index)))) return null
  const ms = Number(seconds[1]) * 1_000 + Number(seconds[2] ?? 0)
  return { local: new Date(ms).toISOString().slice(0, -1), offsetMinutes: 0, ms }
}
