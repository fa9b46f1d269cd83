'use client'
import { Paper, Text, Title } from '@mantine/core'
import { Table } from '@/app/_ui/light'
import { useTranslations } from '@/app/_i18n/use-translations'
import { TimeText } from '@/app/_ui/time-text'
import css from '@/app/_ui/ui.module.css'

interface Worker {
  workerId: string
  beatAt: Date
  stoppedAt: Date | null
  counters: Record<string, number>
}

/** Counters and gauges of every worker and of the web process that answers this request, named as in /api/metrics. */
export function Counters({ workers, web }: { workers: readonly Worker[]; web: Record<string, number> }) {
  const t = useTranslations('system.counters')
  const columns = [
    ...workers
      .filter(({ stoppedAt }) => stoppedAt === null)
      .map(({ workerId, beatAt, counters }) => ({
        key: workerId,
        title: t('worker', { id: workerId.slice(0, 8) }),
        at: beatAt as Date | null,
        counters,
      })),
    { key: 'web', title: t('web'), at: null, counters: web },
  ]
  const names = [...new Set(columns.flatMap(({ counters }) => Object.keys(counters)))].sort()
  return (
    <Paper p="md" component="section" aria-label={t('title')}>
      <Title order={2} mb="xs">
        {t('title')}
      </Title>
      <Text c="dimmed" mb="sm">
        {t('hint')}
      </Text>
      <div style={{ overflowX: 'auto' }} tabIndex={0} role="group" aria-label={t('title')}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('name')}</Table.Th>
              {columns.map(({ key, title, at }) => (
                <Table.Th key={key} ta="right">
                  {title}
                  {at && (
                    <Text fz="xs" c="dimmed" component="div">
                      <TimeText at={at} style="relative" />
                    </Text>
                  )}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {names.map((name) => (
              <Table.Tr key={name}>
                <Table.Td>
                  <code>{name}</code>
                </Table.Td>
                {columns.map(({ key, counters }) => (
                  <Table.Td key={key} ta="right" className={css.num}>
                    {counters[name] ?? '–'}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </Paper>
  )
}
