'use client'
import { useLocale, useTimeZone, useTranslations } from 'next-intl'
import { useMemo } from 'react'

const dayMs = 86_400_000

/** Instants and lengths in the reader's language and zone. */
export interface Times {
  zone: string
  /** "UTC+8": the zone's name as it stands beside times. */
  zoneName: (at: Date) => string
  /** 02:15 */
  time: (at: Date) => string
  /** As near as it must be: 02:15 today, Sun 02:15 this week, 29 Nov 02:15 else. `nowMs` decides what today is. */
  near: (at: Date, nowMs: number) => string
  /** Sat 21 Nov, 02:15 */
  dateTime: (at: Date) => string
  /** 21 Nov 2026 */
  date: (at: Date) => string
  /** 21 Nov */
  day: (at: Date) => string
  /** A length in whole minutes (seconds below one minute): "2 h 5 min". */
  length: (ms: number) => string
}

export function useTimes(): Times {
  const locale = useLocale()
  const zone = useTimeZone() ?? 'UTC'
  const t = useTranslations('common.length')
  return useMemo(() => {
    // British order and 24 hours for English: promises are read at a glance, in any country.
    const language = locale === 'en' ? 'en-GB' : locale
    const written = (options: Intl.DateTimeFormatOptions) => {
      const format = new Intl.DateTimeFormat(language, { timeZone: zone, hourCycle: 'h23', ...options })
      return (at: Date) => format.format(at)
    }
    const time = written({ hour: '2-digit', minute: '2-digit' })
    const weekday = written({ weekday: 'short' })
    const day = written({ day: 'numeric', month: 'short' })
    const date = written({ day: 'numeric', month: 'short', year: 'numeric' })
    const offset = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'shortOffset' })
    return {
      zone,
      zoneName: (at) =>
        (offset.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? zone).replace('GMT', 'UTC'),
      time,
      near: (at, nowMs) => {
        if (date(at) === date(new Date(nowMs))) return time(at)
        return Math.abs(at.getTime() - nowMs) < 6 * dayMs ? `${weekday(at)} ${time(at)}` : `${day(at)} ${time(at)}`
      },
      dateTime: (at) => t('dateTime', { weekday: weekday(at), day: day(at), time: time(at) }),
      date,
      day,
      length: (ms) => {
        const seconds = Math.max(0, Math.floor(ms / 1_000))
        const minutes = Math.floor(seconds / 60)
        const hours = Math.floor(minutes / 60)
        const days = Math.floor(hours / 24)
        if (minutes < 1) return t('seconds', { s: seconds })
        if (hours < 1) return t('minutes', { m: minutes })
        if (days < 1) return minutes % 60 ? t('hoursMinutes', { h: hours, m: minutes % 60 }) : t('hours', { h: hours })
        return hours % 24 ? t('daysHours', { d: days, h: hours % 24 }) : t('days', { d: days })
      },
    }
  }, [locale, zone, t])
}
