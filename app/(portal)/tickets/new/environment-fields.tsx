'use client'
import { MultiSelect, Select, SimpleGrid, TagsInput, Text, TextInput } from '@mantine/core'
import { useLocale } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import { DateTimeField } from '@/app/_ui/date-time-field'
import { oneOf } from '@/server/vocabulary/list'
import { platforms, products } from '@/server/vocabulary/field'
import { limits } from '@/server/tickets/facts'
import { listFormat } from '@/server/vocabulary/list'
import type { FilingValues, ProfileField } from './filing-values'

type PlainField = 'region' | 'carrier' | 'sdkVersion' | 'channelId'

/**
 * Optional fields about the environment, which can also be added later; most are filled in from the project's profile.
 */
export function EnvironmentFields({
  values,
  filled,
  errors,
  change,
}: {
  values: FilingValues
  /** Fields with values from the project's profile. */
  filled: readonly ProfileField[]
  errors: Record<string, string>
  change: (part: Partial<FilingValues>) => void
}) {
  const t = useTranslations('portal.filing')
  const field = useTranslations('field')
  const list = listFormat(useLocale())
  const plain = (name: PlainField) => (
    <TextInput
      label={t(name)}
      dir="auto"
      value={values[name]}
      error={errors[name]}
      onChange={(event) => change({ [name]: event.currentTarget.value })}
    />
  )
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2, sm: 3 }} spacing="md">
        <DateTimeField
          label={t('startedAt')}
          value={values.startedAt}
          error={errors.startedAt}
          quick={[
            { label: t('startedJustNow'), at: (now) => now },
            { label: t('startedHalfHourAgo'), at: (now) => new Date(now.getTime() - 30 * 60_000) },
          ]}
          onChange={(startedAt) => change({ startedAt })}
        />
        <Select
          label={t('product')}
          data={products.map((value) => ({ value, label: field(`product.${value}`) }))}
          value={values.product || null}
          clearable
          clearButtonProps={{ 'aria-label': t('clear') }}
          error={errors.product}
          onChange={(value) => change({ product: value ?? '' })}
        />
        {plain('region')}
        {plain('carrier')}
        {plain('sdkVersion')}
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
        {plain('channelId')}
        <TextInput
          label={t('userIds')}
          placeholder={t('userIdsHint')}
          value={values.userIds}
          error={errors.userIds}
          onChange={(event) => change({ userIds: event.currentTarget.value })}
        />
      </SimpleGrid>
      {filled.length > 0 && (
        <Text fz="xs" c="dimmed">
          {t('fromProfile', { fields: list.format(filled.map((name) => t(name))) })}
        </Text>
      )}
    </>
  )
}
