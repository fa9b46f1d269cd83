'use client'
import { Group, List, Paper, Skeleton, Stack, Text, Title } from '@mantine/core'
import { IconAlertTriangle, IconShieldCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useLocale } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTRPC } from '@/app/_trpc/client'
import { token } from '@/app/_ui/theme'
import { useTimes } from '@/app/_ui/use-times'
import type { GapView } from '@/server/paging/coverage/coverage'
import { listFormat } from '@/server/vocabulary/list'

/** Number of counter-examples shown per policy; the number of further ones is shown as a count. */
const shown = 5

/** Shows that somebody is always reached, or the intervals in which nobody is. */
export function CoveragePanel() {
  const t = useTranslations('oncall.coverage')
  const trpc = useTRPC()
  const times = useTimes()
  const list = listFormat(useLocale())
  const { data, isError } = useQuery(trpc.paging.coverage.queryOptions())
  const gapWords = (gap: GapView) => {
    const words = {
      from: times.dateTime(gap.from),
      to: times.dateTime(gap.to),
      length: times.length(gap.to.getTime() - gap.from.getTime()),
      people: list.format(gap.people),
    }
    return gap.reason === 'nobody_on_call' ? t('nobody', words) : t('unverified', words)
  }
  const frame = (content: React.ReactNode) => (
    <Stack gap="sm" component="section" aria-label={t('title')} aria-busy={!data && !isError}>
      <Title order={2}>{t('title')}</Title>
      {content}
    </Stack>
  )
  if (isError) return frame(<Text c="dimmed">{t('failed')}</Text>)
  if (!data)
    return frame(
      <Skeleton h="lg" maw="var(--nd-reading)" role="status" aria-label={t('loading')}>
        {t('loading')}
      </Skeleton>,
    )
  if (data.policies.length === 0) return frame(<Text c="dimmed">{t('noPolicy')}</Text>)
  const until = times.date(data.to)
  const count = data.policies.reduce((sum, policy) => sum + policy.gaps.length, 0)
  const steps = data.policies.flatMap((policy) => policy.stepGaps.map((gap) => ({ ...gap, name: policy.name })))
  return frame(
    <>
      {count === 0 ? (
        <Paper
          p="sm"
          withBorder
          style={{ background: token('met-soft'), borderColor: token('met-line') }}
          role="status"
        >
          <Group gap="sm" wrap="nowrap" align="flex-start" c={token('met')}>
            <IconShieldCheck size="1.25em" aria-hidden style={{ flexShrink: 0 }} />
            <Text fw={550}>{t('covered', { until })}</Text>
          </Group>
        </Paper>
      ) : (
        <Paper p="sm" withBorder style={{ borderColor: token('late-line') }} role="status">
          <Stack gap="sm">
            <Group gap="sm" wrap="nowrap" align="flex-start" c={token('late')}>
              <IconAlertTriangle size="1.25em" aria-hidden style={{ flexShrink: 0 }} />
              <Text fw={600}>{t('broken', { count, until })}</Text>
            </Group>
            {data.policies
              .filter((policy) => policy.gaps.length > 0)
              .map((policy) => (
                <div key={policy.policyId}>
                  <Text fw={550}>{policy.name}</Text>
                  <List spacing="xs" fz="sm">
                    {policy.gaps.slice(0, shown).map((gap) => (
                      <List.Item key={`${gap.severities.join()} ${gap.from.getTime()}`}>
                        <Text span c="dimmed">
                          {gap.severities.join(', ')}
                        </Text>{' '}
                        {gapWords(gap)}
                      </List.Item>
                    ))}
                    {policy.gaps.length > shown && (
                      <List.Item>{t('more', { count: policy.gaps.length - shown })}</List.Item>
                    )}
                  </List>
                </div>
              ))}
          </Stack>
        </Paper>
      )}
      {steps.length > 0 && (
        <details>
          <summary>
            <Text span c="dimmed">
              {t('steps')} ({steps.length})
            </Text>
          </summary>
          <List spacing="xs" mt="xs" fz="sm">
            {steps.slice(0, shown * 4).map((gap) => (
              <List.Item key={`${gap.name} ${gap.step} ${gap.severities.join()} ${gap.from.getTime()}`}>
                <Text span fw={550}>
                  {gap.name}
                </Text>{' '}
                <Text span c="dimmed">
                  {gap.severities.join(', ')}
                </Text>{' '}
                {t('step', { step: gap.step, gap: gapWords(gap) })}
              </List.Item>
            ))}
            {steps.length > shown * 4 && <List.Item>{t('more', { count: steps.length - shown * 4 })}</List.Item>}
          </List>
        </details>
      )}
    </>,
  )
}
