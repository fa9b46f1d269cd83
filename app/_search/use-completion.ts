'use client'
import { messageOf } from '@/app/_i18n/message-of'
import { useTranslations } from '@/app/_i18n/use-translations'
import type { SuggestedValue } from '@/server/tickets/finding/schema'
import { type FilterKey, filterKeysFor, statuses } from '@/server/tickets/search/filters.rules'
import { platforms, products, scenarios } from '@/server/vocabulary/field'
import { metrics } from '@/server/vocabulary/metric'
import { severities } from '@/server/vocabulary/severity'
import type { Token } from './box-text'

export interface Completion {
  /** What is inserted: a key without its colon, or a value. */
  value: string
  label: string
  /** What it stands for, in the reader's language. */
  hint: string
}

/**
 * Returns how the last token of the search box can continue: with the keys of filters, or with the values of its key.
 * Fixed values are found by their names too.
 * @param lookedUp values that the server suggests for the token's key
 */
export function useCompletion(
  { key, typed }: Token,
  viewer: 'staff' | 'customer',
  lookedUp: readonly SuggestedValue[],
): Completion[] {
  const t = useTranslations('search')
  const field = useTranslations('field')
  const written = typed.toLowerCase()
  if (key === null)
    return filterKeysFor(viewer)
      .filter((name) => name.startsWith(written))
      .map((name) => ({ value: name, label: `${name}:`, hint: t(`key.${name}`) }))
  const named = (list: 'product' | 'scenario' | 'platform', values: readonly string[]) =>
    values.map((value) => ({ value, label: value, hint: messageOf(field, `${list}.${value}`) ?? '' }))
  const me = { value: 'me', label: 'me', hint: t('me') }
  const fixed: Partial<Record<FilterKey, Completion[]>> = {
    severity: severities.map((value) => ({ value, label: value, hint: '' })),
    status: Object.keys(statuses).map((value) => ({
      value,
      label: value,
      hint: t(`status.${value as keyof typeof statuses}`),
    })),
    product: named('product', products),
    scenario: named('scenario', scenarios),
    platform: named('platform', platforms),
    breached: [
      { value: 'yes', label: 'yes', hint: t('breached.yes') },
      { value: 'no', label: 'no', hint: t('breached.no') },
      ...metrics.map((value) => ({ value, label: value, hint: field(`metric.${value}`) })),
    ],
    assignee: [me, { value: 'none', label: 'none', hint: t('none') }],
    filer: [me],
  }
  const fits = ({ value, hint }: Completion) =>
    value.toLowerCase().startsWith(written) || (written !== '' && hint.toLowerCase().includes(written))
  return [
    ...(fixed[key] ?? []).filter(fits),
    ...lookedUp.map(({ value, label }) => ({ value, label: value, hint: label })),
  ]
}
