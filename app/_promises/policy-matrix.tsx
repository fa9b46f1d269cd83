'use client'
import { Text } from '@mantine/core'
import { Table } from '@/app/_ui/light'
import { useTranslations } from '@/app/_i18n/use-translations'
import { DataTable } from '@/app/_ui/data-table'
import { SeverityGlyph } from '@/app/_ui/severity-glyph'
import css from '@/app/_ui/ui.module.css'
import { type PolicyDefinition } from '@/server/sla/schema'
import { usePromiseLength } from './use-promise-length'
import { metrics } from '@/server/vocabulary/metric'
import { severities } from '@/server/vocabulary/severity'

/** The targets of a policy: one row per severity, one column per metric. */
export function PolicyMatrix({ definition, label }: { definition: PolicyDefinition; label: string }) {
  const t = useTranslations('policy')
  const field = useTranslations('field')
  const length = usePromiseLength()
  return (
    <DataTable minWidth={640} aria-label={label}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('severity')}</Table.Th>
          {metrics.map((metric) => (
            <Table.Th key={metric}>{field(`metric.${metric}`)}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {severities.map((severity) => (
          <Table.Tr key={severity}>
            <Table.Th scope="row">
              <SeverityGlyph severity={severity} withWord />
            </Table.Th>
            {metrics.map((metric) => {
              const target = definition.severities[severity]?.[metric]
              const calendar = target ? definition.calendars[target.calendar] : undefined
              return (
                <Table.Td key={metric} className={css.num}>
                  {target ? (
                    length(target.targetMinutes, calendar)
                  ) : (
                    <Text span c="dimmed">
                      {t('noTarget')}
                    </Text>
                  )}
                  {target && calendar?.type === 'business' && (
                    <Text fz="xs" c="dimmed">
                      {t('businessHours', { calendar: target.calendar, zone: calendar.timeZone })}
                    </Text>
                  )}
                </Table.Td>
              )
            })}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </DataTable>
  )
}
