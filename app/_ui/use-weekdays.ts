'use client'
import { useLocale } from 'next-intl'
import { useMemo } from 'react'

const dayMs = 86_400_000
/** A Monday. */
const monday = Date.UTC(2026, 0, 5)

/** Returns the names of the weekdays in the reader's language, Monday first. */
export function useWeekdays(style: 'long' | 'short' = 'long'): string[] {
  const locale = useLocale()
  return useMemo(() => {
    const name = new Intl.DateTimeFormat(locale, { weekday: style, timeZone: 'UTC' })
    return [0, 1, 2, 3, 4, 5, 6].map((day) => name.format(monday + day * dayMs))
  }, [locale, style])
}
