'use client'
import { useLocale } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useCallback } from 'react'
import type { PolicyUse } from '@/server/paging/policy/policy-choice.rules'
import type { EscalationDefinition } from '@/server/paging/schema'
import { listFormat } from '@/server/vocabulary/list'

interface Named {
  id: string
  name: string
}

/**
 * Describes an escalation policy in one sentence: who is called, after how long, how often, and, if it can apply to an
 * S1, what follows for an S1.
 */
export function usePolicyWords({ schedules, people, teams }: { schedules: Named[]; people: Named[]; teams: Named[] }) {
  const t = useTranslations('oncall.policyWords')
  const locale = useLocale()
  return useCallback(
    ({ steps, repeats, persistEveryMinutes }: EscalationDefinition, use?: PolicyUse): string => {
      const list = listFormat(locale)
      const names = new Map([...schedules, ...people, ...teams].map(({ id, name }) => [id, name]))
      let minutes = 0
      const parts = steps.map(({ targets, delayMinutes, severities }) => {
        const called = list.format(
          targets.map(({ type, id }) => {
            const name = names.get(id) ?? t('unknown')
            return type === 'engineer' ? name : t(type, { name })
          }),
        )
        const who = severities?.length ? t('only', { who: called, severities: list.format(severities) }) : called
        const part = minutes === 0 ? t('atOnce', { who }) : t('after', { who, minutes })
        minutes += delayMinutes
        return part
      })
      parts.push(t('repeats', { count: repeats }))
      const forS1 = !use || use.isDefault || use.severities.length === 0 || use.severities.includes('S1')
      if (forS1) parts.push(t('persist', { minutes: persistEveryMinutes }))
      return parts.join(t('separator')) + t('end')
    },
    [t, locale, schedules, people, teams],
  )
}

/** Describes in a few words what an escalation policy is used for. */
export function usePolicyUseWords(teams: Named[]) {
  const t = useTranslations('oncall')
  const locale = useLocale()
  return useCallback(
    (use: PolicyUse & { isRouted: boolean }): string => {
      if (use.isDefault) return t('default')
      const severities = listFormat(locale).format(use.severities)
      const team = teams.find(({ id }) => id === use.teamId)?.name
      if (team) return severities ? t('use.both', { severities, team }) : t('use.team', { team })
      return severities ? t('use.severities', { severities }) : t(use.isRouted ? 'use.routed' : 'use.none')
    },
    [t, locale, teams],
  )
}
