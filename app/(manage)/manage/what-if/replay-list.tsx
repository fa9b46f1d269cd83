'use client'
import { Anchor, Paper, Title } from '@mantine/core'
import { Table } from '@/app/_ui/light'
import Link from 'next/link'
import { useTranslations } from '@/app/_i18n/use-translations'
import { DataTable } from '@/app/_ui/data-table'
import { TimeText } from '@/app/_ui/time-text'
import css from '@/app/_ui/ui.module.css'
import type { ReplaySummary } from '@/server/whatif/schema'
import { useReplayWords } from './use-replay-words'

/** The stored replays, each with its own URL. */
export function ReplayList({ replays, shown }: { replays: ReplaySummary[]; shown: string | null }) {
  const t = useTranslations('whatif')
  const words = useReplayWords()
  return (
    <Paper p="md" component="section" aria-label={t('earlier')}>
      <Title order={2} mb="sm">
        {t('earlier')}
      </Title>
      <DataTable minWidth={640} aria-label={t('earlier')}>
        <Table.Thead>
          <Table.Tr>
            {(['whose', 'judgedBy', 'filedWithin', 'tickets', 'askedBy', 'stateName'] as const).map((name) => (
              <Table.Th key={name}>{t(name)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {replays.map((replay) => {
            const { whose, candidate, period } = words(replay)
            return (
              <Table.Tr key={replay.id}>
                <Table.Td>
                  <Anchor
                    component={Link}
                    href={`/manage/what-if?replay=${replay.id}`}
                    aria-current={replay.id === shown ? 'page' : undefined}
                    fw={replay.id === shown ? 600 : undefined}
                  >
                    {whose}
                  </Anchor>
                </Table.Td>
                <Table.Td>{candidate}</Table.Td>
                <Table.Td>{period}</Table.Td>
                <Table.Td className={css.num}>{t('count', { count: replay.done })}</Table.Td>
                <Table.Td>
                  {replay.requestedBy ?? '–'} · <TimeText at={replay.requestedAt} />
                </Table.Td>
                <Table.Td>{t(`state.${replay.state}`)}</Table.Td>
              </Table.Tr>
            )
          })}
        </Table.Tbody>
      </DataTable>
    </Paper>
  )
}
