'use client'
import { useLocale } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTimes } from '@/app/_ui/use-times'
import { urgencies } from '@/server/paging/facts'
import { listFormat } from '@/server/vocabulary/list'
import type { ContactMethodView, RuleView } from './contact-method-view'

/** Describes what removing a contact method also removes: its rules, and perhaps the last way to reach the reader. */
export function useRemovalWords(
  methods: readonly ContactMethodView[],
  rules: readonly RuleView[],
): (method: ContactMethodView) => string[] {
  const t = useTranslations('oncall.me')
  const times = useTimes()
  const list = listFormat(useLocale())
  return (method) => {
    const lost = rules.filter((rule) => rule.contactMethodId === method.id)
    const bare = urgencies.filter((urgency) => {
      const those = rules.filter((rule) => rule.urgency === urgency)
      return those.length > 0 && those.every((rule) => rule.contactMethodId === method.id)
    })
    const isUsable = (one: ContactMethodView) => one.verifiedAt !== null && one.failedAt === null
    const last = isUsable(method) && !methods.some((one) => one.id !== method.id && isUsable(one))
    const ruleWords = ({ urgency, delaySeconds }: RuleView) =>
      delaySeconds === 0
        ? t('removal.atOnce', { urgency: t(`urgency.${urgency}`) })
        : t('removal.after', { urgency: t(`urgency.${urgency}`), length: times.length(delaySeconds * 1_000) })
    return [
      t('removal.text'),
      lost.length > 0 ? t('removal.rules', { rules: list.format(lost.map(ruleWords)) }) : '',
      bare.length > 0 && !last
        ? t('removal.defaults', { urgencies: list.format(bare.map((urgency) => t(`urgency.${urgency}`))) })
        : '',
      last ? t('removal.last') : '',
    ].filter((words) => words !== '')
  }
}
