'use client'
import { Anchor, NativeSelect, Paper, SegmentedControl, SimpleGrid, Title } from '@mantine/core'
import { Group, Stack, Table, Td, Text, Th, Tr } from '@/app/_ui/light'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTRPC } from '@/app/_trpc/client'
import { DataTable } from '@/app/_ui/data-table'
import { EmptyState } from '@/app/_ui/empty-state'
import { ListPages } from '@/app/_ui/list-pages'
import { Screen } from '@/app/_ui/screen'
import { SeverityGlyph } from '@/app/_ui/severity-glyph'
import { ShareChart } from '@/app/_ui/share-chart'
import { token } from '@/app/_ui/theme'
import { TimeText } from '@/app/_ui/time-text'
import css from '@/app/_ui/ui.module.css'
import { useAddress } from '@/app/_ui/use-address'
import { useErrorText } from '@/app/_ui/use-error-text'
import { useOpenRow } from '@/app/_ui/use-open-row'
import { useTimes } from '@/app/_ui/use-times'
import type { Attainment } from '@/server/insight/schema'
import { breachReasonCodes } from '@/server/tickets/breaches/facts'
import { DayTable } from './day-table'
import { LowRatings } from './low-ratings'
import { OpenDisputes } from './open-disputes'
import { ReasonTable } from './reason-table'
import { slaAddressOf } from './sla-address'
import { WaitingBreaches } from './waiting-breaches'
import { metrics } from '@/server/vocabulary/metric'
import { severities } from '@/server/vocabulary/severity'

const chartHeight = 150
const periods = [7, 30, 90] as const
/** Attainment in percent below which a number is marked. */
const attainmentTarget = 95

/** Returns the share of met targets in percent, to one decimal; null when no clock has finished. */
function share({ met, breached }: Attainment): number | null {
  return met + breached === 0 ? null : Math.round((met / (met + breached)) * 1000) / 10
}

/** The SLA overview: four numbers, a line chart, a table, and the tickets with missed targets. */
export function SlaScreen() {
  const t = useTranslations('manage')
  const field = useTranslations('field')
  const breachWords = useTranslations('breach')
  const times = useTimes()
  const errorText = useErrorText()
  const trpc = useTRPC()
  const [params, change] = useAddress()
  const { days, breaches: filter } = slaAddressOf((name) => params.get(name))
  const overview = useQuery({ ...trpc.insight.overview.queryOptions({ days }), placeholderData: keepPreviousData })
  const breaches = useQuery({ ...trpc.insight.breaches.queryOptions(filter), placeholderData: keepPreviousData })
  const reason = filter.reason ?? ''
  const rows = breaches.data?.rows
  const openRow = useOpenRow()
  const data = overview.data
  const percent = (value: number | null) => (value === null ? '–' : t('percent', { value }))
  const numbers = data
    ? [
        {
          name: t('attainment'),
          value: percent(share(data.total)),
          low: (share(data.total) ?? 100) < attainmentTarget,
        },
        {
          name: t('medianFirstResponse'),
          value: data.medianFirstResponseMs === null ? '–' : times.length(data.medianFirstResponseMs),
        },
        { name: t('breaches'), value: String(data.breaches), href: '#breaches' },
        { name: t('atRisk'), value: String(data.atRisk), href: '/manage/at-risk' },
      ]
    : []
  return (
    <Screen
      title={t('title')}
      actions={
        <SegmentedControl
          aria-label={t('period')}
          value={String(days)}
          onChange={(value) => change({ days: value === '30' ? null : value, breaches: null })}
          data={periods.map((value) => ({ value: String(value), label: t('days', { days: value }) }))}
        />
      }
    >
      {overview.isError && <EmptyState title={errorText(overview.error).message} hint={t('tryAgain')} />}
      <Stack gap="lg">
        <OpenDisputes />
        <LowRatings />
      </Stack>
      {data && (
        <Stack gap="lg" mt="lg">
          <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="md">
            {numbers.map((number) => (
              <Paper key={number.name} p="md">
                <Text fz="xs" c="dimmed">
                  {number.name}
                </Text>
                <Text fz="xl" fw={600} className={css.num} c={number.low ? token('late') : undefined}>
                  {number.href ? (
                    <Anchor href={number.href} inherit c="inherit">
                      {number.value}
                    </Anchor>
                  ) : (
                    number.value
                  )}
                </Text>
              </Paper>
            ))}
          </SimpleGrid>
          <Paper p="md" component="section" aria-label={t('overTime')}>
            <Title order={2} mb="sm">
              {t('overTime')}
            </Title>
            <ShareChart
              height={chartHeight}
              points={data.days.map((day) => {
                const label = times.day(new Date(`${day.day}T12:00:00Z`))
                return { label, share: share(day), title: `${label}: ${percent(share(day))}` }
              })}
              target={attainmentTarget}
              targetLabel={t('target', { percent: attainmentTarget })}
            />
            <DayTable days={data.days} />
          </Paper>
          <Paper component="section" aria-label={t('breakdown')} px="md" pt="xs">
            <DataTable minWidth={760} captionSide="top">
              <Table.Caption ta="start">{t('breakdown')}</Table.Caption>
              <Table.Thead>
                <Tr>
                  <Th>{t('metric')}</Th>
                  {severities.map((severity) => (
                    <Th key={severity}>
                      <SeverityGlyph severity={severity} />
                    </Th>
                  ))}
                </Tr>
              </Table.Thead>
              <Table.Tbody>
                {metrics.map((metric) => (
                  <Tr key={metric}>
                    <Th scope="row">{field(`metric.${metric}`)}</Th>
                    {severities.map((severity) => {
                      const cell = data.cells.find((one) => one.metric === metric && one.severity === severity)
                      if (!cell) return <Td key={severity}>–</Td>
                      return (
                        <Td key={severity} className={css.num}>
                          <Text span fw={550} c={cell.breached > 0 ? token('late') : undefined}>
                            {percent(share(cell))}
                          </Text>{' '}
                          <Text span fz="xs" c="dimmed">
                            {t('cell', { met: cell.met, judged: cell.met + cell.breached })}
                            {cell.medianMs !== null && ` · ${times.length(cell.medianMs)}`}
                          </Text>
                        </Td>
                      )
                    })}
                  </Tr>
                ))}
              </Table.Tbody>
            </DataTable>
          </Paper>
          <WaitingBreaches />
          <ReasonTable overview={data} />
          <Paper id="breaches" component="section" aria-label={t('breaches')} p="md">
            <Group justify="space-between" gap="sm" mb="sm">
              <Title order={2}>{t('breaches')}</Title>
              {rows && (rows.length > 0 || reason !== '') && (
                <NativeSelect
                  size="xs"
                  aria-label={breachWords('filter')}
                  data={[
                    { value: '', label: breachWords('all') },
                    ...breachReasonCodes.map((code) => ({ value: code as string, label: breachWords(`code.${code}`) })),
                    { value: 'none', label: breachWords('withoutReason') },
                  ]}
                  value={reason}
                  onChange={(event) => change({ reason: event.currentTarget.value, breaches: null })}
                />
              )}
            </Group>
            {rows?.length === 0 && <Text c="dimmed">{t(reason === '' ? 'noBreaches' : 'noBreachesOfReason')}</Text>}
            {rows && rows.length > 0 && (
              <DataTable minWidth={720}>
                <Table.Thead>
                  <Tr>
                    {(['ticket', 'organisation', 'metric', 'dueAt', 'late', 'reason'] as const).map((name) => (
                      <Th key={name}>{t(name)}</Th>
                    ))}
                  </Tr>
                </Table.Thead>
                <Table.Tbody>
                  {rows.map((breach) => (
                    <Tr
                      key={`${breach.reference}-${breach.metric}-${breach.breachedAt.getTime()}`}
                      className={css.openRow}
                      onClick={openRow(`/desk/tickets/${breach.reference}`)}
                    >
                      <Td>
                        <Group gap="sm" wrap="nowrap">
                          <SeverityGlyph severity={breach.severity} />
                          <Anchor
                            component={Link}
                            href={`/desk/tickets/${breach.reference}`}
                            c="inherit"
                            className={css.stretched}
                          >
                            {breach.reference} <bdi>{breach.subject}</bdi>
                          </Anchor>
                        </Group>
                      </Td>
                      <Td>{breach.organisation}</Td>
                      <Td>{field(`metric.${breach.metric}`)}</Td>
                      <Td>
                        <TimeText at={breach.breachedAt} />
                      </Td>
                      <Td className={css.num}>
                        {times.length(breach.lateMs)}
                        {breach.endedAt === null && ` · ${t('stillOpen')}`}
                      </Td>
                      <Td>
                        {breach.reason ? (
                          <>
                            {breachWords(`code.${breach.reason.code}`)}
                            <Text fz="xs" c="dimmed" lineClamp={2}>
                              {breach.reason.words}
                            </Text>
                          </>
                        ) : (
                          <Text c="dimmed">{breachWords('withoutReason')}</Text>
                        )}
                      </Td>
                    </Tr>
                  ))}
                </Table.Tbody>
              </DataTable>
            )}
            <ListPages next={breaches.data?.next ?? null} name="breaches" />
          </Paper>
        </Stack>
      )}
    </Screen>
  )
}
