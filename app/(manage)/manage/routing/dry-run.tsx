'use client'
import { Anchor, Button, Progress, Title } from '@mantine/core'
import Link from 'next/link'
import { useTranslations } from '@/app/_i18n/use-translations'
import { Notice } from '@/app/_account/notice'
import { DataTable } from '@/app/_ui/data-table'
import { Group, Stack, Table, Text } from '@/app/_ui/light'
import { SeverityGlyph } from '@/app/_ui/severity-glyph'
import { token } from '@/app/_ui/theme'
import { TimeText } from '@/app/_ui/time-text'
import { useErrorText } from '@/app/_ui/use-error-text'
import { dryRunDays } from '@/server/tickets/routing/facts'
import type { RoutedNames, Routing } from '@/server/tickets/routing/schema'
import { type DryRunResult, useDryRun } from './use-dry-run'
import type { RoutingWords } from './use-routing-words'

/** Shows what the rules on the screen, saved or not, would have done with the tickets of the last 30 days. */
export function DryRun({ routing, basedOn, words }: { routing: Routing; basedOn: string; words: RoutingWords }) {
  const t = useTranslations('manage.routing.dryRun')
  const errorText = useErrorText()
  const { result, start, stop } = useDryRun()
  const isRunning = result?.state === 'running'
  const isOld = result !== null && JSON.stringify(result.routing) !== JSON.stringify(routing)
  return (
    <Stack gap="sm" component="section" aria-label={t('title')} mt="md">
      <Title order={2}>{t('title')}</Title>
      <Text c="dimmed" maw="var(--nd-reading)">
        {t('hint', { days: dryRunDays })}
      </Text>
      <Group gap="sm">
        <Button variant="default" loading={isRunning} onClick={() => void start(routing, basedOn)}>
          {t('start', { days: dryRunDays })}
        </Button>
        {isRunning && (
          <Button variant="subtle" onClick={stop}>
            {t('stop')}
          </Button>
        )}
      </Group>
      {isRunning && <Progress value={result.share * 100} aria-label={t('progress')} />}
      <Notice text={result?.state === 'failed' ? errorText(result.error).message : null} />
      {result && (
        <div>
          {isOld && <Text c={token('warned')}>{t('old')}</Text>}
          {result.state !== 'failed' && <Result result={result} words={words} />}
        </div>
      )}
    </Stack>
  )
}

function Result({ result, words }: { result: DryRunResult; words: RoutingWords }) {
  const t = useTranslations('manage.routing.dryRun')
  const rules = useTranslations('manage.routing')
  const { routing, counts, changed, checked, tickets, state } = result
  const nameOf = (ruleId: string | null) => routing.rules.find(({ id }) => id === ruleId)?.name ?? rules('otherwise')
  if (checked === 0 && state !== 'running') return <Text>{t('noTickets', { days: dryRunDays })}</Text>
  return (
    <Stack gap="md">
      <Text role="status">
        {t(state === 'done' ? 'summary' : 'soFar', { checked, changed })}
        {changed > tickets.length && ` ${t('named', { count: tickets.length })}`}
      </Text>
      <div style={{ maxWidth: 'var(--nd-reading)' }}>
        <DataTable minWidth={320} aria-label={t('perRule')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('rule')}</Table.Th>
              <Table.Th>{t('tickets')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {[...routing.rules.map(({ id }) => id), null].map((id) => (
              <Table.Tr key={id ?? 'otherwise'}>
                <Table.Td>
                  <bdi>{nameOf(id)}</bdi>
                </Table.Td>
                <Table.Td>{counts.get(id) ?? 0}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </DataTable>
      </div>
      {tickets.length > 0 && (
        <DataTable minWidth={720} aria-label={t('differences')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('ticket')}</Table.Th>
              <Table.Th>{t('filed')}</Table.Th>
              <Table.Th>{t('rule')}</Table.Th>
              <Table.Th>{t('change')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {tickets.map(({ reference, subject, organisation, severity, filedAt, ruleId, before, after }) => (
              <Table.Tr key={reference}>
                <Table.Td>
                  {/* One element, because a row is a card of labels and values on a phone. */}
                  <div>
                    <Group gap={6} wrap="nowrap">
                      <SeverityGlyph severity={severity} />
                      <Anchor component={Link} href={`/desk/tickets/${reference}`} prefetch={false}>
                        {reference}
                      </Anchor>
                    </Group>
                    <Text fz="xs" c="dimmed" lineClamp={1}>
                      <bdi>{subject}</bdi> · <bdi>{organisation}</bdi>
                    </Text>
                  </div>
                </Table.Td>
                <Table.Td>
                  <TimeText at={filedAt} />
                </Table.Td>
                <Table.Td>
                  <bdi>{nameOf(ruleId)}</bdi>
                </Table.Td>
                <Table.Td>
                  <Changes before={before} after={after} words={words} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </DataTable>
      )}
    </Stack>
  )
}

/** The parts that differ, each before and after. */
function Changes({ before, after, words }: { before: RoutedNames; after: RoutedNames; words: RoutingWords }) {
  const t = useTranslations('manage.routing')
  const tags = (names: readonly string[]) => (names.length === 0 ? t('noTags') : words.joined(names))
  const rows = [
    [t('team'), before.team ?? t('noTeam'), after.team ?? t('noTeam')],
    [t('tags'), tags(before.tags), tags(after.tags)],
    [t('policy'), before.policy ?? t('managers'), after.policy ?? t('managers')],
  ] as const
  return (
    <div>
      {rows
        .filter(([, from, to]) => from !== to)
        .map(([label, from, to]) => (
          <Text key={label} fz="sm" style={{ overflowWrap: 'anywhere' }}>
            {t('dryRun.difference', { label, from, to })}
          </Text>
        ))}
    </div>
  )
}
