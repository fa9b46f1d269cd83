'use client'
import { useLocale } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useCallback } from 'react'
import { usePromiseLength } from '@/app/_promises/use-promise-length'
import type { PolicyDifference, PromisedTime } from '@/server/sla/policy/policy-difference.rules'
import { alwaysCalendarName } from '@/server/sla/facts'
import type { Consequence } from '@/server/sla/schema'
import { listFormat } from '@/server/vocabulary/list'
import { metrics as everyMetric } from '@/server/vocabulary/metric'

/** Returns a function that describes one difference between two versions in a line. */
export function useDifferenceWords(): (difference: PolicyDifference) => string {
  const t = useTranslations('policy')
  const field = useTranslations('field.metric')
  const length = usePromiseLength()
  const locale = useLocale()
  return useCallback(
    (difference) => {
      const list = listFormat(locale, { style: 'narrow', type: 'unit' })
      const calendarName = (name: string) => (name === alwaysCalendarName ? t('always') : name)
      const promise = (target: PromisedTime | null) =>
        target
          ? t('difference.targetIn', { length: length(target.targetMinutes), calendar: calendarName(target.calendar) })
          : t('noTarget')
      const percents = (all: number[]) =>
        all.length > 0 ? list.format(all.map((percent) => t('percent', { percent }))) : t('difference.nothing')
      const consequence = ({ at, metrics, does }: Consequence) =>
        t('difference.one', {
          at: at === 'breach' ? t('breach') : t('percent', { percent: at }),
          metrics:
            metrics.length === everyMetric.length
              ? t('difference.everyMetric')
              : list.format(metrics.map((metric) => field(metric))),
          does: list.format(does.map((action) => t(`action.${action}`))),
        })
      const consequences = (all: Consequence[] | null) =>
        all === null
          ? t('difference.byEscalation')
          : all.length > 0
            ? all.map(consequence).join('; ')
            : t('difference.nothing')
      switch (difference.kind) {
        case 'target':
          return t('difference.target', {
            severity: difference.severity,
            metric: field(difference.metric),
            before: promise(difference.before),
            after: promise(difference.after),
          })
        case 'warnings':
          return t('difference.warnings', { before: percents(difference.before), after: percents(difference.after) })
        case 'calendar': {
          const name = calendarName(difference.name)
          if (difference.change === 'added') return t('difference.calendarAdded', { name })
          return difference.change === 'removed'
            ? t('difference.calendarRemoved', { name })
            : t('difference.calendarChanged', { name })
        }
        case 'consequences':
          return t('difference.consequences', {
            severity: difference.severity,
            before: consequences(difference.before),
            after: consequences(difference.after),
          })
      }
    },
    [field, length, locale, t],
  )
}
