'use client'
import { useLocale } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useMemo } from 'react'
import type { CalendarDay } from '@/server/sla/calendar/calendar-days.rules'
import { hoursText } from './hours'

/** Formats days of a calendar. Dates are `YYYY-MM-DD` in the calendar's zone, not in the reader's. */
export function useDayWords() {
  const t = useTranslations('calendar')
  const locale = useLocale()
  return useMemo(() => {
    const written = (options: Intl.DateTimeFormatOptions) => {
      const format = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, { timeZone: 'UTC', ...options })
      return (date: string) => format.format(new Date(`${date}T00:00:00Z`))
    }
    const kind = ({ kind, intervals }: CalendarDay) => t(`kind.${kind}`, { hours: hoursText(intervals) })
    return {
      date: written({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }),
      month: written({ month: 'long' }),
      weekday: written({ weekday: 'narrow' }),
      kind,
    }
  }, [locale, t])
}
