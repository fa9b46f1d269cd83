'use client'
import { Paper, Title } from '@mantine/core'
import { Table, Td, Th, Tr } from '@/app/_ui/light'
import { useFormatter } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
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
          <Tr>
            {(['reason', 'count', 'share', 'cost'] as const).map((name) => (
              <Th key={name}>{t(name)}</Th>
            ))}
          </Tr>
        </Table.Thead>
        <Table.Tbody>
          {overview.reasons.map(({ code, count }) => (
            <Tr key={code ?? 'none'}>
              <Th scope="row">{code ? t(`code.${code}`) : t('withoutReason')}</Th>
              <Td className={css.num}>{count}</Td>
              <Td className={css.num}>{manage('percent', { value: percent(count, all) })}</Td>
              <Td className={css.num}>{t('costPoints', { points: percent(count, met + breached) })}</Td>
            </Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  )
}
