'use client'
import { VisuallyHidden } from '@mantine/core'
import { Table, Td, Th, Tr } from '@/app/_ui/light'
import { useTranslations } from '@/app/_i18n/use-translations'
import type { SlaOverview } from '@/server/insight/schema'

/** The chart's numbers as a table, for screen readers; days without a finished clock are left out. */
export function DayTable({ days }: { days: SlaOverview['days'] }) {
  const t = useTranslations('manage')
  return (
    <VisuallyHidden>
      <Table aria-label={t('overTime')}>
        <Table.Thead>
          <Tr>
            <Th>{t('day')}</Th>
            <Th>{t('attainment')}</Th>
          </Tr>
        </Table.Thead>
        <Table.Tbody>
          {days
            .filter((day) => day.met + day.breached > 0)
            .map((day) => (
              <Tr key={day.day}>
                <Th scope="row">{day.day}</Th>
                <Td>{t('cell', { met: day.met, judged: day.met + day.breached })}</Td>
              </Tr>
            ))}
        </Table.Tbody>
      </Table>
    </VisuallyHidden>
  )
}
