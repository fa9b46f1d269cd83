'use client'
import { useLocale } from 'next-intl'
import { useMemo } from 'react'
import { regionChoices } from '@/server/vocabulary/region/region.rules'

/** Returns the names of all regions in the reader's language, as suggestions for a list of regions. */
export function useRegionNames(): string[] {
  const locale = useLocale()
  return useMemo(() => regionChoices(locale).map(({ name }) => name), [locale])
}
