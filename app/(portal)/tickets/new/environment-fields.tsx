'use client'
import { ComboboxChevron, NativeSelect, Pill, PillsInput, SimpleGrid, Text, TextInput } from '@mantine/core'
import { useLocale } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useRef } from 'react'
import { DateTimeField } from '@/app/_ui/date-time-field'
import { onDemand, useStandIn } from '@/app/_ui/on-demand'
import css from '@/app/_ui/ui.module.css'
import { products } from '@/server/vocabulary/field'
import { listFormat } from '@/server/vocabulary/list'
import type { FilingValues, ProfileField } from './filing-values'
import type { ListFieldsProps } from './list-fields'

const useLists = onDemand(() => import('./list-fields').then((file) => file.ListFields))
const usePlaces = onDemand(() => import('./list-fields').then((file) => file.PlaceFields))

type PlainField = 'region' | 'carrier' | 'sdkVersion' | 'channelId'

/**
 * Optional fields about the environment, which can also be added later; most are filled in from the project's profile.
 */
export function EnvironmentFields({
  ready,
  values,
  filled,
  errors,
  change,
}: {
  /** False until the form can be filled in. */
  ready: boolean
  values: FilingValues
  /** Fields with values from the project's profile. */
  filled: readonly ProfileField[]
  errors: Record<string, string>
  change: (part: Partial<FilingValues>) => void
}) {
  const t = useTranslations('portal.filing')
  const field = useTranslations('field')
  const list = listFormat(useLocale())
  const grid = useRef<HTMLDivElement>(null)
  const Lists = useStandIn(useLists, grid, (id) => {
    const fields = [...(grid.current?.querySelectorAll<HTMLElement>('.mantine-PillsInputField-field') ?? [])]
    if (id === 'filing-platforms') fields[0]?.focus()
    else if (id === 'filing-errorCodes') fields[1]?.focus()
  })
  const Places = useStandIn(usePlaces, grid, (id) => document.getElementById(id)?.focus())
  const plain = (name: PlainField) => (
    <TextInput
      id={`filing-${name}`}
      label={t(name)}
      dir="auto"
      value={values[name]}
      error={errors[name]}
      onChange={(event) => change({ [name]: event.currentTarget.value })}
    />
  )
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2, sm: 3 }} spacing="md" ref={grid}>
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
        <NativeSelect
          label={t('product')}
          disabled={!ready}
          classNames={{ input: css.soon }}
          data={[
            { value: '', label: '' },
            ...products.map((value) => ({ value: value as string, label: field(`product.${value}`) })),
          ]}
          value={values.product}
          error={errors.product}
          onChange={(event) => change({ product: event.currentTarget.value })}
        />
        {Places ? (
          <Places {...{ values, errors, change }} />
        ) : (
          <>
            {plain('region')}
            {plain('carrier')}
          </>
        )}
        {plain('sdkVersion')}
        {Lists ? <Lists {...{ values, errors, change }} /> : <ListStandIns values={values} errors={errors} />}
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

/** The two lists as they look until their fields are loaded. */
function ListStandIns({ values, errors }: Pick<ListFieldsProps, 'values' | 'errors'>) {
  const t = useTranslations('portal.filing')
  const field = useTranslations('field.platform')
  const standIn = (name: 'platforms' | 'errorCodes', words: string[], isChosen: boolean) => (
    <PillsInput
      label={t(name)}
      error={errors[name]}
      id={`filing-${name}`}
      rightSection={isChosen ? <ComboboxChevron /> : undefined}
    >
      <Pill.Group>
        {words.map((word) => (
          <Pill key={word} withRemoveButton>
            {word}
          </Pill>
        ))}
        <PillsInput.Field id={`filing-${name}`} readOnly />
      </Pill.Group>
    </PillsInput>
  )
  return (
    <>
      {standIn(
        'platforms',
        values.platforms.map((value) => field(value)),
        true,
      )}
      {standIn('errorCodes', values.errorCodes, false)}
    </>
  )
}
