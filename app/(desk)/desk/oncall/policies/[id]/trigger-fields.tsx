'use client'
import { Checkbox, Fieldset, MultiSelect, NativeSelect, Stack, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useLocale } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTRPC } from '@/app/_trpc/client'
import { SeverityGlyph } from '@/app/_ui/severity-glyph'
import { token } from '@/app/_ui/theme'
import { listFormat } from '@/server/vocabulary/list'
import { type Metric, metrics } from '@/server/vocabulary/metric'
import { type Severity, severities } from '@/server/vocabulary/severity'
import { defaultTriggers } from '@/server/paging/facts'
import type { PageTriggers } from '@/server/paging/schema'

type SeverityTriggers = PageTriggers[Severity]
const choices = ['none', 'warning', 'breach', 'both'] as const
type Choice = (typeof choices)[number]

const choiceOf = ({ warnings, breaches }: SeverityTriggers, metric: Metric): Choice => {
  const warned = warnings.metrics.includes(metric)
  if (breaches.includes(metric)) return warned ? 'both' : 'breach'
  return warned ? 'warning' : 'none'
}
const toggled = (of: readonly Metric[], metric: Metric, on: boolean) =>
  metrics.filter((each) => (each === metric ? on : of.includes(each)))
const choose = ({ warnings, breaches }: SeverityTriggers, metric: Metric, choice: Choice): SeverityTriggers => ({
  warnings: { ...warnings, metrics: toggled(warnings.metrics, metric, choice === 'warning' || choice === 'both') },
  breaches: toggled(breaches, metric, choice === 'breach' || choice === 'both'),
})

/** Which warnings and breaches page by this policy: the default, or chosen per metric. */
export function TriggerFields({
  triggers,
  onChange,
}: {
  triggers: PageTriggers | undefined
  /** Undefined: the default. */
  onChange: (triggers: PageTriggers | undefined) => void
}) {
  const t = useTranslations('oncall.triggers')
  return (
    <Fieldset legend={t('title')}>
      <Stack gap="sm">
        <Text c="dimmed" fz="xs">
          {t('hint')}
        </Text>
        <Checkbox
          label={t('usual')}
          description={t('usualHint')}
          checked={!triggers}
          onChange={(event) => onChange(event.currentTarget.checked ? undefined : defaultTriggers)}
        />
        {triggers && <TriggerTable triggers={triggers} onChange={onChange} />}
      </Stack>
    </Fieldset>
  )
}

function TriggerTable({ triggers, onChange }: { triggers: PageTriggers; onChange: (triggers: PageTriggers) => void }) {
  const t = useTranslations('oncall.triggers')
  const field = useTranslations('field.metric')
  const list = listFormat(useLocale())
  const { data: warnedAt } = useQuery(useTRPC().sla.warningPercents.queryOptions())
  const change = (severity: Severity, next: SeverityTriggers) => onChange({ ...triggers, [severity]: next })
  const offered = [
    ...new Set([...(warnedAt ?? []), ...severities.flatMap((severity) => triggers[severity].warnings.percents)]),
  ].sort((a, b) => a - b)
  // No percentage is marked as wrong before the warning thresholds of the SLA policies are loaded.
  const isWarned = (percent: number) => !warnedAt || warnedAt.includes(percent)
  const never = offered.filter((percent) => !isWarned(percent))
  const faultOf = ({ warnings }: SeverityTriggers) => {
    if (warnings.metrics.length > 0 && warnings.percents.length === 0) return t('noPercent')
    return warnings.metrics.length === 0 && warnings.percents.length > 0 ? t('noMetric') : undefined
  }
  return (
    <>
      <Table.ScrollContainer minWidth={620} type="native" tabIndex={0}>
        <Table borderColor={token('line')} layout="fixed" verticalSpacing={4} horizontalSpacing={4} ta="left">
          <Table.Thead>
            <Table.Tr>
              <Table.Th fw={500} fz="xs" c="dimmed">
                {t('promise')}
              </Table.Th>
              {severities.map((severity) => (
                <Table.Th key={severity}>
                  <SeverityGlyph severity={severity} />
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {metrics.map((metric) => (
              <Table.Tr key={metric}>
                <Table.Th scope="row" fw={400}>
                  {field(metric)}
                </Table.Th>
                {severities.map((severity) => (
                  <Table.Td key={severity}>
                    <NativeSelect
                      size="xs"
                      aria-label={t('cell', { metric: field(metric), severity })}
                      data={choices.map((value) => ({ value, label: t(`pages.${value}`) }))}
                      value={choiceOf(triggers[severity], metric)}
                      onChange={(event) => {
                        const chosen = choices.find((each) => each === event.currentTarget.value)
                        if (chosen) change(severity, choose(triggers[severity], metric, chosen))
                      }}
                    />
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
            <Table.Tr>
              <Table.Th scope="row" fw={400}>
                {t('warningsAt')}
              </Table.Th>
              {severities.map((severity) => (
                <Table.Td key={severity}>
                  <MultiSelect
                    size="xs"
                    aria-label={t('warningsAtOf', { severity })}
                    comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
                    data={offered.map((percent) => ({
                      value: String(percent),
                      label: t(isWarned(percent) ? 'percent' : 'never', { percent }),
                    }))}
                    error={faultOf(triggers[severity])}
                    value={triggers[severity].warnings.percents.map(String)}
                    onChange={(chosen) =>
                      change(severity, {
                        ...triggers[severity],
                        warnings: {
                          ...triggers[severity].warnings,
                          percents: chosen.map(Number).sort((a, b) => a - b),
                        },
                      })
                    }
                  />
                </Table.Td>
              ))}
            </Table.Tr>
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {never.length > 0 && (
        <Text fz="xs" role="status">
          {t('neverComes', { percents: list.format(never.map((percent) => t('percent', { percent }))) })}
        </Text>
      )}
    </>
  )
}
