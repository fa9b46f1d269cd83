'use client'
import { Table, VisuallyHidden } from '@mantine/core'
import { useTranslations } from 'next-intl'
import type { SlaOverview } from '@/server/insight/schema'

/** The chart's numbers as a table, for screen readers; days without a finished clock are left out. */
export function DayTable({ days }: { days: SlaOverview['days'] }) {
  const t = useTranslations('manage')
  return (
    <VisuallyHidden>
      <Table aria-label={t('overTime')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('day')}</Table.Th>
            <Table.Th>{t('attainment')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {days
            .filter((day) => day.met + day.breached > 0)
            .map((day) => (
              <Table.Tr key={day.day}>
                <Table.Th scope="row">{day.day}</Table.Th>
                <Table.Td>{t('cell', { met: day.met, judged: day.met + day.breached })}</Table.Td>
              </Table.Tr>
            ))}
        </Table.Tbody>
      </Table>
    </VisuallyHidden>
  )
}
