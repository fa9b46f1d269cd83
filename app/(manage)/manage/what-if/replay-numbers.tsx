'use client'
import { Anchor, Paper, SimpleGrid, Text } from '@mantine/core'
import { Table } from '@/app/_ui/light'
import { useTranslations } from '@/app/_i18n/use-translations'
import { DataTable } from '@/app/_ui/data-table'
import { SeverityGlyph } from '@/app/_ui/severity-glyph'
import { token } from '@/app/_ui/theme'
import css from '@/app/_ui/ui.module.css'
import type { ReplayCell, ReplayCount } from '@/server/sla/clocks/replay.rules'
import type { ReplayNumber } from '@/server/whatif/schema'
import { metrics } from '@/server/vocabulary/metric'
import { severities } from '@/server/vocabulary/severity'

/** The number whose tickets are shown; without a cell, the total. */
export interface NumberSelection {
  number: ReplayNumber
  cell: Pick<ReplayCell, 'metric' | 'severity'> | null
}

const decided = ({ met, breached }: ReplayCount) => met + breached

function sumOf(cells: readonly ReplayCell[], side: 'before' | 'after'): ReplayCount {
  return cells.reduce(
    (sum, cell) => ({ met: sum.met + cell[side].met, breached: sum.breached + cell[side].breached }),
    { met: 0, breached: 0 },
  )
}

/** Met and missed targets, current and with the candidate, side by side; every number opens its tickets. */
export function ReplayNumbers({
  cells,
  onShow,
}: {
  cells: ReplayCell[]
  onShow: (selection: NumberSelection) => void
}) {
  const t = useTranslations('whatif')
  const field = useTranslations('field')
  const percent = (count: ReplayCount) =>
    decided(count) === 0 ? '–' : t('percent', { share: Math.round((count.met / decided(count)) * 1000) / 10 })
  const show = (number: ReplayNumber, count: number, cell: NumberSelection['cell'], label: string, color?: string) =>
    count === 0 ? (
      <Text span inherit c="dimmed">
        {t('count', { count })}
      </Text>
    ) : (
      <Anchor
        component="button"
        type="button"
        underline="always"
        inherit
        c={color}
        aria-label={label}
        onClick={() => onShow({ number, cell })}
      >
        {t('count', { count })}
      </Anchor>
    )
  const gained = cells.reduce((sum, cell) => sum + cell.gained, 0)
  const lost = cells.reduce((sum, cell) => sum + cell.lost, 0)
  const rows = severities.flatMap((severity) =>
    metrics.flatMap((metric) => cells.filter((cell) => cell.severity === severity && cell.metric === metric)),
  )
  const totals = [
    { name: t('keptNow'), value: percent(sumOf(cells, 'before')) },
    { name: t('keptThen'), value: percent(sumOf(cells, 'after')) },
    {
      name: t('number.gained'),
      value: show('gained', gained, null, t('open', { name: t('number.gained') }), token('late')),
    },
    { name: t('number.lost'), value: show('lost', lost, null, t('open', { name: t('number.lost') }), token('met')) },
  ]
  return (
    <>
      <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="md">
        {totals.map(({ name, value }) => (
          <Paper key={name} p="md">
            <Text fz="xs" c="dimmed">
              {name}
            </Text>
            <Text component="div" fz="xl" fw={600} className={css.num}>
              {value}
            </Text>
          </Paper>
        ))}
      </SimpleGrid>
      <DataTable minWidth={720} captionSide="top">
        <Table.Caption>{t('caption')}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th rowSpan={2}>{t('severity')}</Table.Th>
            <Table.Th rowSpan={2}>{t('metric')}</Table.Th>
            <Table.Th colSpan={3} scope="colgroup">
              {t('now')}
            </Table.Th>
            <Table.Th colSpan={3} scope="colgroup">
              {t('then')}
            </Table.Th>
            <Table.Th rowSpan={2}>{t('number.gained')}</Table.Th>
            <Table.Th rowSpan={2}>{t('number.lost')}</Table.Th>
          </Table.Tr>
          <Table.Tr>
            {(['now', 'then'] as const).flatMap((side) =>
              (['share', 'kept', 'missed'] as const).map((name) => (
                <Table.Th key={`${side}-${name}`} fw={400}>
                  {t(name)}
                </Table.Th>
              )),
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => {
            const { metric, severity, before, after } = row
            const cell = { metric, severity }
            const value = (number: ReplayNumber, count: number, color?: string) => (
              <Table.Td className={css.num}>
                {show(
                  number,
                  count,
                  cell,
                  t('openCell', {
                    count,
                    name: t(`number.${number}`),
                    severity,
                    metric: field(`metric.${metric}`),
                  }),
                  color,
                )}
              </Table.Td>
            )
            return (
              <Table.Tr key={`${severity}-${metric}`}>
                <Table.Td>
                  <SeverityGlyph severity={severity} />
                </Table.Td>
                <Table.Th scope="row">{field(`metric.${metric}`)}</Table.Th>
                <Table.Td className={css.num}>{percent(before)}</Table.Td>
                {value('metBefore', before.met)}
                {value('breachedBefore', before.breached)}
                <Table.Td className={css.num} fw={600}>
                  {percent(after)}
                </Table.Td>
                {value('metAfter', after.met)}
                {value('breachedAfter', after.breached)}
                {value('gained', row.gained, token('late'))}
                {value('lost', row.lost, token('met'))}
              </Table.Tr>
            )
          })}
        </Table.Tbody>
      </DataTable>
    </>
  )
}
