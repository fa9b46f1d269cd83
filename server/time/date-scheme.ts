/**
 * How much of an instant is written, so that past and future cannot be confused: only the time on the reader's current
 * day, weekday and time on the next six days, otherwise the date, with the year if it is another one.
 */
export type DateStyle = 'time' | 'weekday' | 'date' | 'dateYear'

const dayMs = 86_400_000
const formats = new Map<string, Intl.DateTimeFormat>()

interface LocalDate {
  year: number
  /** Days since 1970. */
  day: number
}

/** The reader's current day, by zone, and the minute for which it was computed: a list asks for it once per row. */
const today = new Map<string, { minute: number; date: LocalDate }>()

function localToday(now: Date, timeZone: string): LocalDate {
  const minute = Math.floor(now.getTime() / 60_000)
  const known = today.get(timeZone)
  if (known?.minute === minute) return known.date
  const date = localDate(now, timeZone)
  today.set(timeZone, { minute, date })
  return date
}

function localDate(at: Date, timeZone: string): LocalDate {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
    formats.set(timeZone, format)
  }
  const [year = 0, month = 1, day = 1] = format.format(at).split('-').map(Number)
  return { year, day: Date.UTC(year, month - 1, day) / dayMs }
}

/**
 * Chooses the style in which an instant is written for a reader. Days are those of the reader's zone.
 * @param at the instant, UTC
 * @param now the reader's present, UTC
 * @param timeZone IANA name of the reader's zone
 */
export function dateStyle(at: Date, now: Date, timeZone: string): DateStyle {
  const [there, here] = [localDate(at, timeZone), localToday(now, timeZone)]
  const days = there.day - here.day
  if (days === 0) return 'time'
  if (days > 0 && days <= 6) return 'weekday'
  return there.year === here.year ? 'date' : 'dateYear'
}
