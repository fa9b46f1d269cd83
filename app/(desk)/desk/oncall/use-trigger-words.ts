'use client'
import { useLocale } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useCallback } from 'react'
import { listFormat } from '@/server/vocabulary/list'
import { metrics } from '@/server/vocabulary/metric'
import { groupEqualTriggers } from '@/server/paging/policy/triggers.rules'
import { defaultTriggers } from '@/server/paging/facts'
import type { PageTriggers } from '@/server/paging/schema'

/** Describes in one sentence which warnings and breaches page. */
export function useTriggerWords() {
  const t = useTranslations('oncall.triggers')
  const field = useTranslations('field.metric')
  const locale = useLocale()
  return useCallback(
    (triggers: PageTriggers = defaultTriggers): string => {
      const list = listFormat(locale)
      const promises = (of: PageTriggers['S1']['breaches']) =>
        of.length === metrics.length ? t('words.every') : list.format(of.map((metric) => field(metric)))
      const parts = groupEqualTriggers(triggers).map(({ severities, triggers: { warnings, breaches } }) => {
        const percents = list.format(warnings.percents.map((percent) => t('percent', { percent })))
        const alike = promises(warnings.metrics) === promises(breaches)
        const moments =
          percents && alike
            ? [t('words.both', { percents, metrics: promises(breaches) })]
            : [
                ...(percents ? [t('words.warnings', { percents, metrics: promises(warnings.metrics) })] : []),
                ...(breaches.length > 0 ? [t('words.breaches', { metrics: promises(breaches) })] : []),
              ]
        const those = { severities: list.format(severities), count: severities.length }
        return moments.length > 0
          ? t('words.part', { ...those, moments: list.format(moments) })
          : t('words.none', those)
      })
      return t('words.sentence', { parts: parts.join(t('words.separator')) })
    },
    [t, field, locale],
  )
}
