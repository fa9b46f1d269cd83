'use client'
import { useLocale } from 'next-intl'
import { useMemo } from 'react'
import { useTranslations } from '@/app/_i18n/use-translations'
import type { RoutingFinding } from '@/server/tickets/routing/checks.rules'
import type {
  Routing,
  RoutingConditions,
  RoutingOutcome,
  RoutingRule,
  RoutingView,
} from '@/server/tickets/routing/schema'
import { regionName } from '@/server/vocabulary/region/region.rules'
import { listFormat } from '@/server/vocabulary/list'

/** Returns functions that describe rules, what they give, and what is wrong with them. */
export function useRoutingWords(view: RoutingView) {
  const t = useTranslations('manage.routing')
  const field = useTranslations('field')
  const locale = useLocale()
  return useMemo(() => {
    const or = listFormat(locale, { type: 'disjunction' })
    const joined = (names: readonly string[]) => names.join(t('comma'))
    const names = new Map(
      [...view.teams, ...view.policies, ...view.plans, ...view.organisations].map(({ id, name }) => [id, name]),
    )
    const nameOf = (id: string) => names.get(id) ?? t('gone')

    const conditions = ({
      severities,
      products,
      scenarios,
      regions,
      languages,
      planIds,
      organisationIds,
      words,
    }: RoutingConditions): string[] => {
      const parts: [Parameters<typeof t>[0], string[]][] = [
        ['when.severities', severities],
        ['when.products', products.map((each) => field(`product.${each}`))],
        ['when.scenarios', scenarios.map((each) => field(`scenario.${each}`))],
        ['when.regions', regions.map((each) => regionName(each, locale))],
        ['when.languages', languages.map((each) => t(`language.${each}`))],
        ['when.planIds', planIds.map(nameOf)],
        ['when.organisationIds', organisationIds.map(nameOf)],
        ['when.words', words.map((each) => (/["“”]/.test(each) ? each : t('quoted', { text: each })))],
      ]
      return parts.flatMap(([key, values]) =>
        values.length === 0 ? [] : [t('condition', { field: t(key), values: or.format(values) })],
      )
    }
    const outcome = ({ team, tags, policyId }: RoutingOutcome): string[] => [
      team === 'project' ? t('projectTeam') : team === 'none' ? t('noTeam') : t('teamNamed', { name: nameOf(team) }),
      ...(tags.length === 0 ? [] : [t('tagsNamed', { names: joined(tags), count: tags.length })]),
      policyId === null ? t('closestPolicy') : t('policyNamed', { name: nameOf(policyId) }),
    ]
    const text = ({ when, then }: RoutingRule) =>
      `${conditions(when).join(t('separator')) || t('everyTicket')} → ${outcome(then).join(t('separator'))}`

    return {
      conditions,
      outcome,
      joined,
      /** Describes a finding; `rules` names the rule that covers another. */
      finding(finding: RoutingFinding, rules: readonly RoutingRule[]): string {
        switch (finding.kind) {
          case 'covered':
            return t('finding.covered', { name: rules.find(({ id }) => id === finding.by)?.name ?? '' })
          case 'takesAll':
            return t('finding.takesAll', { later: finding.later })
          case 'archived':
            return t(finding.all ? 'finding.archivedAll' : 'finding.archived', {
              names: joined(finding.organisationIds.map(nameOf)),
            })
          case 'plansGone':
            return t(finding.all ? 'finding.plansGoneAll' : 'finding.plansGone')
          case 'contradiction':
          case 'teamGone':
          case 'policyGone':
            return t(`finding.${finding.kind}`)
        }
      },
      /** Describes a list as labels and texts, to show what somebody else changed. */
      describe({ rules, otherwise }: Routing): (readonly [string, string])[] {
        return [
          [t('order'), rules.map(({ name }) => name).join(t('separator'))],
          ...rules.map((rule) => [rule.name, text(rule)] as const),
          [t('otherwise'), outcome(otherwise).join(t('separator'))],
        ]
      },
    }
  }, [field, locale, t, view])
}
export type RoutingWords = ReturnType<typeof useRoutingWords>
