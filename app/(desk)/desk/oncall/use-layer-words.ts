'use client'
import { useFormatter } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useCallback } from 'react'
import { useWeekdays } from '@/app/_ui/use-weekdays'
import { weekdays } from '@/server/oncall/facts'
import type { Layer } from '@/server/oncall/schema'

/** Describes a layer's rotation and active hours in a few words; local times are in the schedule's zone. */
export function useLayerWords() {
  const t = useTranslations('oncall')
  const format = useFormatter()
  const days = useWeekdays('short')
  return useCallback(
    ({ rotation, restrictions, end }: Layer): string =>
      [
        t(`layerWords.${rotation.unit}`, { count: rotation.length }),
        ...restrictions.map((one) =>
          one.type === 'daily'
            ? t('layerWords.daily', { from: one.from, to: one.to })
            : t('layerWords.weekly', {
                fromDay: days[weekdays.indexOf(one.from.day)]!,
                from: one.from.time,
                toDay: days[weekdays.indexOf(one.to.day)]!,
                to: one.to.time,
              }),
        ),
        ...(end
          ? [
              t('layerWords.ends', {
                // A local date, formatted independently of the reader's zone.
                day: format.dateTime(new Date(`${end.slice(0, 10)}T00:00:00Z`), {
                  day: 'numeric',
                  month: 'short',
                  timeZone: 'UTC',
                }),
              }),
            ]
          : []),
      ].join(t('layerWords.separator')),
    [t, format, days],
  )
}
