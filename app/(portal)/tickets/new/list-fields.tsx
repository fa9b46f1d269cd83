'use client'
import { Autocomplete, MultiSelect, TagsInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useLocale } from 'next-intl'
import { useMemo } from 'react'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTRPC } from '@/app/_trpc/client'
import { isNamedLike, regionChoices } from '@/server/vocabulary/region/region.rules'
import { oneOf } from '@/server/vocabulary/list'
import { platforms } from '@/server/vocabulary/field'
import { limits } from '@/server/tickets/facts'
import type { FilingValues } from './filing-values'

/** Suggestions that are shown at once. */
const maxChoices = 8

export interface ListFieldsProps {
  values: Pick<FilingValues, 'platforms' | 'errorCodes'>
  errors: Record<string, string>
  change: (part: Partial<FilingValues>) => void
}

/** Region and carrier, typed with suggestions. Loaded at the first use of the page. */
export function PlaceFields({
  values,
  errors,
  change,
}: {
  values: Pick<FilingValues, 'projectId' | 'region' | 'carrier'>
  errors: Record<string, string>
  change: (part: Partial<FilingValues>) => void
}) {
  const t = useTranslations('portal.filing')
  const locale = useLocale()
  const trpc = useTRPC()
  const { projectId } = values
  const choices = useMemo(() => regionChoices(locale), [locale])
  const { data: carriers } = useQuery(
    trpc.tickets.carriers.queryOptions(
      { projectId },
      { enabled: projectId !== '', staleTime: Number.POSITIVE_INFINITY },
    ),
  )
  const regions = choices.filter((choice) => isNamedLike(choice, values.region)).map(({ name }) => name)
  return (
    <>
      <Autocomplete
        label={t('region')}
        id="filing-region"
        dir="auto"
        data={regions.slice(0, maxChoices)}
        // The suggestions are chosen by names in both languages, so nothing is filtered again.
        filter={({ options }) => options}
        limit={maxChoices}
        value={values.region}
        error={errors.region}
        onChange={(region) => change({ region })}
      />
      <Autocomplete
        label={t('carrier')}
        id="filing-carrier"
        dir="auto"
        data={carriers ?? []}
        limit={maxChoices}
        value={values.carrier}
        error={errors.carrier}
        onChange={(carrier) => change({ carrier })}
      />
    </>
  )
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
