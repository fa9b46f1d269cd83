'use client'
import { useCallback } from 'react'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useErrorText } from '@/app/_ui/use-error-text'
import type { RoutingRule } from '@/server/tickets/routing/schema'

/** Returns a refusal as one text; where it is about a rule, with the rule's name. */
export function useRefusedRule(rules: readonly RoutingRule[]) {
  const t = useTranslations('manage.routing')
  const errorText = useErrorText()
  return useCallback(
    (error: unknown): string | null => {
      if (!error) return null
      const { message, fieldErrors } = errorText(error)
      const ofRules = Object.entries(fieldErrors).map(([path, text]) => {
        const rule = rules[Number(/^rules\.(\d+)/.exec(path)?.[1])]
        return rule ? t('inRule', { name: rule.name, text }) : text
      })
      return [...new Set([message, ...ofRules])].join(' ')
    },
    [errorText, rules, t],
  )
}
