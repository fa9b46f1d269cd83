'use client'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useCallback } from 'react'
import type { CalendarDefinition } from '@/server/sla/schema'
import { durationParts } from './duration'

/**
 * Formats a target's duration, exact to the second: "1 h 30 min". Uses days only for a calendar that is always open.
 */
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
