'use client'
import { useTranslations } from 'next-intl'
import { useCallback } from 'react'
import type { CalendarDefinition } from '@/server/sla/schema'
import { durationParts } from './duration'

/** A promised length in words, to the second: "1 h 30 min". Days only where a day has 24 open hours. */
export function usePromiseLength(): (minutes: number, calendar?: CalendarDefinition) => string {
  const t = useTranslations('policy.unit')
  return useCallback(
    (minutes, calendar) =>
      durationParts(minutes, calendar?.type !== 'business')
        .map(([unit, n]) => t(unit, { n }))
        .join(' '),
    [t],
  )
}
