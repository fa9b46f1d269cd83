'use client'
import { MultiSelect, TagsInput } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import { oneOf } from '@/server/vocabulary/list'
import { platforms } from '@/server/vocabulary/field'
import { limits } from '@/server/tickets/facts'
import type { FilingValues } from './filing-values'

export interface ListFieldsProps {
  values: Pick<FilingValues, 'platforms' | 'errorCodes'>
  errors: Record<string, string>
  change: (part: Partial<FilingValues>) => void
}

/** Platforms, chosen from a list, and error codes, typed. Loaded at the first use of the page. */
export function ListFields({ values, errors, change }: ListFieldsProps) {
  const t = useTranslations('portal.filing')
  const field = useTranslations('field')
  return (
    <>
      <MultiSelect
        label={t('platforms')}
        data={platforms.map((value) => ({ value, label: field(`platform.${value}`) }))}
        value={values.platforms}
        error={errors.platforms}
        onChange={(value) => change({ platforms: value.flatMap((each) => oneOf(platforms, each) ?? []) })}
      />
      <TagsInput
        label={t('errorCodes')}
        value={values.errorCodes}
        maxTags={limits.errorCodes}
        acceptValueOnBlur
        error={errors.errorCodes}
        onChange={(errorCodes) => change({ errorCodes })}
      />
    </>
  )
}
