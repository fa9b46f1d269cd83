'use client'
import { Group, List, Progress, SegmentedControl, Skeleton, Stack, Text, Title } from '@mantine/core'
import { Table } from '@/app/_ui/light'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { DataTable } from '@/app/_ui/data-table'
import { useTRPC } from '@/app/_trpc/client'
import { Person } from '@/app/_ui/person'
import { token } from '@/app/_ui/theme'
import { useTimes } from '@/app/_ui/use-times'

const columns = ['shifts', 'time', 'nights', 'weekends', 'pages', 'pagesAtNight', 'share'] as const

/** The on-call load per person over a quarter, and how fairly it is shared. */
export function LoadSection() {
  const t = useTranslations('oncall.load')
  const trpc = useTRPC()
  const times = useTimes()
  const [period, setPeriod] = useState<'past' | 'coming'>('past')
  const { data } = useQuery({ ...trpc.paging.load.queryOptions({ period }), placeholderData: keepPreviousData })
  return (
    <Stack gap="sm" component="section" aria-label={t('title')} aria-busy={!data}>
      <Group justify="space-between" gap="sm">
        <Title order={2}>{t('title')}</Title>
        <SegmentedControl
          size="xs"
          aria-label={t('period')}
          data={(['past', 'coming'] as const).map((each) => ({ value: each, label: t(each) }))}
          value={period}
          onChange={(value) => setPeriod(value === 'coming' ? 'coming' : 'past')}
        />
      </Group>
      {!data && (
        <Skeleton h="lg" maw="var(--nd-reading)" role="status" aria-label={t('loading')}>
          {t('loading')}
        </Skeleton>
      )}
      {data?.people.length === 0 && <Text c="dimmed">{t('none')}</Text>}
      {data && data.people.length > 0 && (
        <>
          <DataTable minWidth={720}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th fw={500} fz="xs" c="dimmed">
                  {t('column.who')}
                </Table.Th>
                {columns.map((column) => (
                  <Table.Th key={column} fw={500} fz="xs" c="dimmed" ta="right">
                    {t(`column.${column}`)}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.people.map((one) => (
                <Table.Tr key={one.person}>
                  <Table.Td>
                    <Person name={one.name} />
                    {one.shiftList.length > 0 && (
                      <details>
                        <summary>
                          <Text span fz="xs" c="dimmed">
                            {t('shiftsOf', { name: one.name })}
                          </Text>
                        </summary>
                        <List fz="xs">
                          {one.shiftList.map((shift) => (
                            <List.Item key={`${shift.schedule} ${shift.from.getTime()}`}>
                              {t('shift', {
                                schedule: shift.schedule,
                                from: times.dateTime(shift.from),
                                to: times.dateTime(shift.to),
                              })}{' '}
                              <Text span fz="xs" c="dimmed">
                                {t('pages', { count: shift.pages, night: shift.pagesAtNight })}
                              </Text>
                            </List.Item>
                          ))}
                          {one.moreShifts > 0 && <List.Item>{t('moreShifts', { count: one.moreShifts })}</List.Item>}
                        </List>
                      </details>
                    )}
                  </Table.Td>
                  <Table.Td ta="right">{one.shifts}</Table.Td>
                  <Table.Td ta="right">{times.length(one.onCallMs)}</Table.Td>
                  <Table.Td ta="right">{one.nights}</Table.Td>
                  <Table.Td ta="right">{one.weekends}</Table.Td>
                  <Table.Td ta="right">{one.pages}</Table.Td>
                  <Table.Td ta="right">{one.pagesAtNight}</Table.Td>
                  <Table.Td ta="right">
                    <Text>{t('share', { percent: Math.round(one.share * 100) })}</Text>
                    <Progress
                      value={Math.min(100, (one.share / Math.max(1, data.people.length)) * 100)}
                      color={token('bar')}
                      size="xs"
                      aria-hidden
                    />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </DataTable>
          <Text fz="xs" c="dimmed">
            {t('hint')}
          </Text>
        </>
      )}
    </Stack>
  )
}
