'use client'
import { Anchor, Box, Code, Group, Stack, Text } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useServerNow } from '@/app/_ui/server-clock'
import { useTimes } from '@/app/_ui/use-times'
import type { Upload } from '@/app/_ui/use-uploads'
import { platforms } from '@/server/vocabulary/field'
import { oneOf } from '@/server/vocabulary/list'
import type { FilingValues } from './filing-values'
import { fillFrom, hasNoZone, instantOfProposal, type Proposal, proposalsOf } from './log-values'

export interface LogProposalsProps {
  file: Upload
  values: FilingValues
  change: (part: Partial<FilingValues>) => void
}

/** What a log says, each value with its line and a button that takes it over; nothing is taken over otherwise. */
export function LogProposals({ file: { scanned }, values, change }: LogProposalsProps) {
  const t = useTranslations('portal.log')
  const field = useTranslations('field.platform')
  const times = useTimes()
  const now = useServerNow(60_000)
  const facts = scanned?.log?.facts
  const name = scanned?.log?.name ?? ''
  const proposals = useMemo(
    () =>
      facts
        ? proposalsOf(facts, values, times.zone, (kind, said) =>
            t(`${kind}Note`, { name, count: said.value, line: said.line }),
          )
        : [],
    [facts, name, t, times.zone, values],
  )
  if (proposals.length === 0) return null
  const wordsOf = (proposal: Proposal) => {
    const { value, field: kind } = proposal
    const platform = kind === 'platforms' ? oneOf(platforms, value) : undefined
    if (platform) return field(platform)
    if (kind === 'firstTrouble' || kind === 'firstInstant' || kind === 'lastInstant')
      return times.near(instantOfProposal(proposal, times.zone), now)
    return value
  }
  const all = fillFrom(proposals, values)
  return (
    <Box component="section" aria-label={t('title', { name })} pl="xl" pb="sm">
      <Group justify="space-between" align="baseline">
        <Text fz="xs" fw={550}>
          {t('title', { name })}
        </Text>
        {all !== values && (
          <Anchor component="button" type="button" fz="xs" underline="always" onClick={() => change(all)}>
            {t('useAll')}
          </Anchor>
        )}
      </Group>
      <Text fz="xs" c="dimmed">
        {t('hint')}
      </Text>
      <Stack
        gap={6}
        mt="xs"
        component="ul"
        p={0}
        mb={0}
        mx={0}
        style={{ listStyle: 'none', maxHeight: '22lh', overflowY: 'auto' }}
      >
        {proposals.map((proposal) => {
          const { field: kind, value, said, isUsed, replaces, apply } = proposal
          const words = { field: t(`fields.${kind}`), value: wordsOf(proposal) }
          return (
            <li key={`${kind}-${value}`}>
              <Group gap="xs" align="baseline" wrap="nowrap">
                <Text fz="sm" miw={0} style={{ overflowWrap: 'anywhere' }}>
                  {words.field}: <strong dir="auto">{words.value}</strong>
                  {said.count > 1 && (
                    <Text span fz="xs" c="dimmed">
                      {' '}
                      {t('times', { count: said.count })}
                    </Text>
                  )}
                </Text>
                {isUsed ? (
                  <Text fz="xs" c="dimmed" ml="auto" flex="none">
                    {t('used')}
                  </Text>
                ) : (
                  <Anchor
                    component="button"
                    type="button"
                    fz="xs"
                    underline="always"
                    ml="auto"
                    flex="none"
                    aria-label={t(replaces ? 'replaceThis' : 'useThis', words)}
                    onClick={() => change(apply(values))}
                  >
                    {t(replaces ? 'replace' : 'use')}
                  </Anchor>
                )}
              </Group>
              <Text fz="xs" c="dimmed" truncate title={said.text}>
                {t('line', { line: said.line })} <Code dir="ltr">{said.text}</Code>
              </Text>
              {hasNoZone(proposal) && (
                <Text fz="xs" c="dimmed">
                  {t('noZone')}
                </Text>
              )}
            </li>
          )
        })}
      </Stack>
    </Box>
  )
}
