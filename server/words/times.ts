import { dateStyle } from '@/server/time/date-scheme'
import { languageTag } from './language'
import { translatorOf } from './translators'

/** Language and time zone of the person for whom a text is written. */
export interface Reader {
  locale: string
  /** IANA name. */
  timeZone: string
}

/** Formats instants for one reader, in texts that the server writes. */
export interface WrittenTimes {
  /** Sat 21 Nov, 02:15 CET: with date and zone, for texts that may be read at any later time. */
  dated(at: Date): string
  /** 02:15 CET: for texts that are read within minutes. */
  clock(at: Date): string
  /** The scheme of the screens (date-scheme.ts), without the zone: only as much of the date as is needed. */
  near(at: Date, now: Date): string
}

const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
const weekday = { weekday: 'short' } as const
const day = { day: 'numeric', month: 'short' } as const
const written = {
  dated: { ...weekday, ...day, ...time, timeZoneName: 'short' },
  clock: { ...time, timeZoneName: 'short' },
  time,
  weekday,
  day,
  date: { ...day, year: 'numeric' },
} satisfies Record<string, Intl.DateTimeFormatOptions>

/** Cache: creating a format costs far more than using it. */
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(kind: keyof typeof written, { locale, timeZone }: Reader): Intl.DateTimeFormat {
  const tag = languageTag(locale)
  const key = `${kind} ${tag} ${timeZone}`
  let format = formats.get(key)
  if (!format) {
    format = new Intl.DateTimeFormat(tag, { timeZone, ...written[kind] })
    formats.set(key, format)
  }
  return format
}

/** Returns the formats in which the server writes times for a reader. */
export function timesFor(reader: Reader): WrittenTimes {
  const write = (kind: keyof typeof written, at: Date) => formatOf(kind, reader).format(at)
  const near = (at: Date, now: Date) => {
    const style = dateStyle(at, now, reader.timeZone)
    if (style === 'time') return write('time', at)
    const t = translatorOf(reader.locale, 'common.length')
    const words = { weekday: write('weekday', at), time: write('time', at) }
    if (style === 'weekday') return t('weekdayTime', words)
    return t('dateTime', { ...words, day: write(style === 'dateYear' ? 'date' : 'day', at) })
  }
  if (languageTag(reader.locale) === 'en-GB')
    return { dated: (at) => write('dated', at), clock: (at) => write('clock', at), near }
  // Intl writes "11月21日周六 GMT+8 10:15"; this follows the order of the screens, with the zone last.
  const zone = (at: Date) =>
    formatOf('clock', reader)
      .formatToParts(at)
      .find(({ type }) => type === 'timeZoneName')!.value
  const clock = (at: Date) => `${write('time', at)} ${zone(at)}`
  return { dated: (at) => `${write('day', at)} ${write('weekday', at)} ${clock(at)}`, clock, near }
}
