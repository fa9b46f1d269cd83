'use client'
import { useTranslations } from '@/app/_i18n/use-translations'
import { products as productList } from '@/server/vocabulary/field'
import { requireOneOf } from '@/server/vocabulary/list'
import type { ReplaySummary } from '@/server/whatif/schema'

/** Describes a replay: whose tickets, which candidate version, which period. */
export function useReplayWords(): (replay: ReplaySummary) => { whose: string; candidate: string; period: string } {
  const t = useTranslations('whatif')
  const products = useTranslations('field.product')
  return ({ planName, product, candidateName, candidateVersion, days }) => ({
    whose:
      product === null
        ? planName
        : t('planProduct', { plan: planName, product: products(requireOneOf(productList, product)) }),
    candidate:
      candidateVersion === null
        ? t('unsaved', { plan: candidateName })
        : t('candidateName', { plan: candidateName, version: candidateVersion }),
    period: days === null ? t('allTickets') : t('lastDays', { days }),
  })
}
