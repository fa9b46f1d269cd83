'use client'
import { useFormatter } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useCallback } from 'react'

const kilo = 1_024

/** Returns a function that formats a size in bytes. */
export function useFileSize(): (bytes: number) => string {
  const t = useTranslations('common.files')
  const format = useFormatter()
  return useCallback(
    (bytes) =>
      bytes < kilo * kilo
        ? t('kb', { size: format.number(Math.max(1, Math.round(bytes / kilo))) })
        : t('mb', { size: format.number(bytes / kilo / kilo, { maximumFractionDigits: 1 }) }),
    [format, t],
  )
}
