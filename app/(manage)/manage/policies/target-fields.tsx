'use client'
import { Fieldset, NativeSelect, SimpleGrid, Stack, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useTranslations } from '@/app/_i18n/use-translations'
import { SeverityGlyph } from '@/app/_ui/severity-glyph'
import type { PolicyValues } from './policy-values'
import { metrics } from '@/server/vocabulary/metric'
import { type Severity } from '@/server/vocabulary/severity'

/** The targets of one severity: a time and a calendar for each metric. */
export function TargetFields({
  severity,
  form,
  calendars,
}: {
  severity: Severity
  form: UseFormReturnType<PolicyValues>
  calendars: { value: string; label: string }[]
}) {
  const t = useTranslations('policy')
  const field = useTranslations('field.metric')
  return (
    <Fieldset legend={<SeverityGlyph severity={severity} withWord />}>
      <SimpleGrid cols={{ base: 2, md: 5 }} spacing="md">
        {metrics.map((metric) => {
          const path = `targets.${severity}.${metric}`
          return (
            <Stack key={metric} gap={4}>
              <TextInput
                size="xs"
                label={field(metric)}
                aria-label={t('time', { severity, metric: field(metric) })}
                placeholder={t('noTarget')}
                autoComplete="off"
                {...form.getInputProps(`${path}.time`)}
              />
              {calendars.length > 1 && form.values.targets[severity][metric].time.trim() !== '' && (
                <NativeSelect
                  size="xs"
                  aria-label={t('calendarOf', { severity, metric: field(metric) })}
                  data={calendars}
                  {...form.getInputProps(`${path}.calendar`)}
                />
              )}
            </Stack>
          )
        })}
      </SimpleGrid>
    </Fieldset>
  )
}
