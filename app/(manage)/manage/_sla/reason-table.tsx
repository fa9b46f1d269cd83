'use client'
import { Paper, Table, Title } from '@mantine/core'
import { useFormatter, useTranslations } from 'next-intl'
import css from '@/app/_ui/ui.module.css'
import type { SlaOverview } from '@/server/insight/schema'

/** The reasons for missed SLA targets, most frequent first, and how much attainment each reason cost. */
export function ReasonTable({ overview }: { overview: SlaOverview }) {
  const t = useTranslations('breach')
  const manage = useTranslations('manage')
  const format = useFormatter()
  const { met, breached } = overview.total
  const all = overview.reasons.reduce((sum, { count }) => sum + count, 0)
  const percent = (part: number, whole: number) =>
    format.number(whole === 0 ? 0 : (part / whole) * 100, { maximumFractionDigits: 1 })
  if (all === 0) return null
  return (
    <Paper component="section" aria-label={t('byReason')} p="md" style={{ overflowX: 'auto' }} tabIndex={0}>
      <Title order={2} mb="sm">
        {t('byReason')}
      </Title>
      <Table>
        <Table.Thead>
          <Table.Tr>
            {(['reason', 'count', 'share', 'cost'] as const).map((name) => (
              <Table.Th key={name}>{t(name)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {overview.reasons.map(({ code, count }) => (
            <Table.Tr key={code ?? 'none'}>
              <Table.Th scope="row">{code ? t(`code.${code}`) : t('withoutReason')}</Table.Th>
              <Table.Td className={css.num}>{count}</Table.Td>
              <Table.Td className={css.num}>{manage('percent', { value: percent(count, all) })}</Table.Td>
              <Table.Td className={css.num}>{t('costPoints', { points: percent(count, met + breached) })}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  )
}
