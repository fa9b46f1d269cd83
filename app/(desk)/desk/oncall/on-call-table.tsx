'use client'
import { Paper, Table, Text } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { Person } from '@/app/_ui/person'
import { token } from '@/app/_ui/theme'
import { TimeText } from '@/app/_ui/time-text'
import { useTimes } from '@/app/_ui/use-times'
import type { OnCallNow } from '@/server/oncall/service'

/** One line a schedule: who now and until when, who next, and the next gap. */
export function OnCallTable({ overview }: { overview: OnCallNow[] }) {
  const t = useTranslations('oncall')
  const times = useTimes()
  return (
    <Paper>
      <Table.ScrollContainer minWidth={640} type="native" tabIndex={0}>
        <Table borderColor={token('line')}>
          <Table.Thead>
            <Table.Tr>
              {(['schedule', 'now', 'next', 'gap'] as const).map((column) => (
                <Table.Th key={column} fw={500} fz="xs" c="dimmed">
                  {t(`column.${column}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {overview.map((line) => (
              <Table.Tr key={line.scheduleId}>
                <Table.Td fw={550}>{line.scheduleName}</Table.Td>
                <Table.Td>
                  {line.person ? <Person name={line.person.name} /> : <Text c={token('late')}>{t('nobody')}</Text>}
                  {line.until && (
                    <Text fz="xs" c="dimmed">
                      {t.rich('until', { when: () => <TimeText at={line.until!} /> })}
                    </Text>
                  )}
                </Table.Td>
                <Table.Td>
                  {line.next ? (
                    <>
                      <Text>{line.next.name}</Text>
                      <Text fz="xs" c="dimmed">
                        <TimeText at={line.next.at} />
                      </Text>
                    </>
                  ) : (
                    <Text c="dimmed">{t('noNext')}</Text>
                  )}
                </Table.Td>
                <Table.Td>
                  {line.gap ? (
                    <>
                      <Text fw={600} c={token('late')}>
                        <TimeText at={line.gap.from} style="dateTime" />
                      </Text>
                      <Text fz="xs" c={token('late')}>
                        {t('gapLength', { length: times.length(line.gap.to.getTime() - line.gap.from.getTime()) })}
                      </Text>
                    </>
                  ) : (
                    <Text c="dimmed">{t('noGap')}</Text>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  )
}
