'use client'
import { useLocale, useTimeZone } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useMemo } from 'react'
import { type DateStyle, dateStyle } from '@/server/time/date-scheme'
import { useServerNow } from './server-clock'
import { timeFormats } from './time-formats'

const dayMs = 86_400_000
const hourStepMs = 3_600_000

/** Formats of instants and durations, in the reader's language and zone. */
export interface Times {
  zone: string
  /** "UTC+8": the zone's name, to be shown beside times. */
  zoneName: (at: Date) => string
  /** 02:15 */
  time: (at: Date) => string
  /** 02:15:40, for logs whose lines share a minute. */
  timeWithSeconds: (at: Date) => string
  /**
   * The standard date scheme: 02:15 today, Sun 02:15 within the next six days, otherwise Sat 21 Nov, 02:15 (with the
   * year if it is not the current one). `nowMs` decides what today is.
   */
  near: (at: Date, nowMs: number) => string
  /** How long ago, in one unit, below 24 hours; otherwise as `near`. Only for past instants. */
  ago: (at: Date, nowMs: number) => string
  /** Sat 21 Nov, 02:15; with the year if it is not the current one. */
  dateTime: (at: Date) => string
  /** 21 Nov 2026 */
  date: (at: Date) => string
  /** 21 Nov */
  day: (at: Date) => string
  /** A duration in whole minutes (seconds below one minute): "2 h 5 min". */
  length: (ms: number) => string
}

/** @param elsewhere another IANA zone, to show a time in both zones */
export function useTimes(elsewhere?: string): Times {
  const locale = useLocale()
  const own = useTimeZone() ?? 'UTC'
  const zone = elsewhere ?? own
  const t = useTranslations('common.length')
  const words = useTranslations('common')
  const hourMs = useServerNow(hourStepMs)
  return useMemo(() => {
    // English uses British order and the 24-hour clock, which are unambiguous in any country.
    const language = locale === 'en' ? 'en-GB' : locale
    const { time, timeWithSeconds, weekday, day, date, zoneName } = timeFormats(language, zone)
    const dateTime = (at: Date, style: DateStyle) =>
      t('dateTime', { weekday: weekday(at), day: style === 'dateYear' ? date(at) : day(at), time: time(at) })
    const near = (at: Date, nowMs: number) => {
      const style = dateStyle(at, new Date(nowMs), zone)
      if (style === 'time') return time(at)
      return style === 'weekday' ? t('weekdayTime', { weekday: weekday(at), time: time(at) }) : dateTime(at, style)
    }
    return {
      zone,
      zoneName,
      time,
      timeWithSeconds,
      near,
      ago: (at, nowMs) => {
        const ms = nowMs - at.getTime()
        if (ms < 60_000) return words('justNow')
        if (ms >= dayMs) return near(at, nowMs)
        const minutes = Math.floor(ms / 60_000)
        const length = minutes < 60 ? t('minutes', { m: minutes }) : t('hours', { h: Math.floor(minutes / 60) })
        return words('ago', { length })
      },
      dateTime: (at) => dateTime(at, dateStyle(at, new Date(hourMs), zone)),
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
  }, [locale, zone, t, words, hourMs])
}
