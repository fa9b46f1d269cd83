'use client'
import { Button, Chip, CloseButton, Group, Input, MultiSelect, NativeSelect, Stack, Switch, Text } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useTranslations } from '@/app/_i18n/use-translations'
import { SeverityGlyph } from '@/app/_ui/severity-glyph'
import { type ClockAction, clockActions } from '@/server/sla/facts'
import { type ConsequenceValues, parsePercents, type PolicyValues } from './policy-values'
import { metrics } from '@/server/vocabulary/metric'
import { type Severity } from '@/server/vocabulary/severity'

const fresh: ConsequenceValues = { at: 'breach', metrics: [...metrics], does: ['page'] }

/** The consequences of the warnings and breaches of one severity; or that the escalation policy decides. */
export function ConsequenceFields({ severity, form }: { severity: Severity; form: UseFormReturnType<PolicyValues> }) {
  const t = useTranslations('policy')
  const field = useTranslations('field.metric')
  const list = form.values.consequences[severity]
  const path = `consequences.${severity}`
  const set = (next: ConsequenceValues[] | null) => form.setFieldValue(path, next)
  // S1 is the highest severity, so it cannot be raised.
  const possible = (action: ClockAction) => action !== 'raise' || severity !== 'S1'
  const moments = [
    ...(parsePercents(form.values.warnings) ?? []).map((percent) => ({
      value: String(percent),
      label: t('percent', { percent }),
    })),
    { value: 'breach', label: t('breach') },
  ]
  return (
    <Stack gap="xs" component="section" aria-label={severity}>
      <Group gap="md">
        <SeverityGlyph severity={severity} />
        <Switch
          size="xs"
          label={t('asEscalation')}
          checked={list === null}
          onChange={(event) => set(event.currentTarget.checked ? null : [fresh])}
        />
      </Group>
      {list?.length === 0 && <Text c="dimmed">{t('nothingHappens')}</Text>}
      {list?.map((one, index) => {
        const at = `${path}.${index}`
        const known = moments.some((moment) => moment.value === one.at)
        return (
          <Group
            // A consequence has no id; its position is its key.
            key={`${severity}-${String(index)}`}
            gap="sm"
            align="flex-start"
            role="group"
            aria-label={t('consequenceOf', { severity, number: index + 1 })}
          >
            <NativeSelect
              size="xs"
              w={{ base: '100%', xs: 'auto' }}
              label={t('moment')}
              data={known ? moments : [...moments, { value: one.at, label: t('percent', { percent: one.at }) }]}
              {...form.getInputProps(`${at}.at`)}
            />
            <MultiSelect
              size="xs"
              flex="1 1 14rem"
              label={t('of')}
              data={metrics.map((metric) => ({ value: metric, label: field(metric) }))}
              {...form.getInputProps(`${at}.metrics`)}
            />
            <Input.Wrapper size="xs" label={t('does')} labelElement="div" error={form.errors[`${at}.does`]}>
              <Chip.Group multiple {...form.getInputProps(`${at}.does`)}>
                <Group gap={4} mih={30}>
                  {clockActions.filter(possible).map((action) => (
                    <Chip key={action} size="xs" value={action} variant="outline">
                      {t(`action.${action}`)}
                    </Chip>
                  ))}
                </Group>
              </Chip.Group>
            </Input.Wrapper>
            <CloseButton
              mt="lg"
              aria-label={t('removeConsequence')}
              onClick={() => set(list.filter((_, place) => place !== index))}
            />
          </Group>
        )
      })}
      {list && (
        <Group>
          <Button variant="default" onClick={() => set([...list, fresh])}>
            {t('addConsequence')}
          </Button>
        </Group>
      )}
    </Stack>
  )
}
