'use client'
import { Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core'
import { Table } from '@/app/_ui/light'
import { useQuery } from '@tanstack/react-query'
import { useLocale } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { DataTable } from '@/app/_ui/data-table'
import { useTRPC } from '@/app/_trpc/client'
import { useServerNow } from '@/app/_ui/server-clock'
import { token } from '@/app/_ui/theme'
import { TimeText } from '@/app/_ui/time-text'
import { useTimes } from '@/app/_ui/use-times'
import { useWeekdays } from '@/app/_ui/use-weekdays'
import type { DrillPlanView, DrillView } from '@/server/paging/drill/drills'
import { listFormat } from '@/server/vocabulary/list'
import { DrillPlanForm } from './drill-plan-form'

interface Policy {
  id: string
  name: string
}

/** The weekly drill of each escalation policy, and the results of past drills. */
export function DrillsSection({ policies, manages }: { policies: Policy[]; manages: boolean }) {
  const t = useTranslations('oncall.drills')
  const trpc = useTRPC()
  const times = useTimes()
  const { data } = useQuery(trpc.paging.drills.queryOptions())
  const [planning, setPlanning] = useState<string | null>(null)
  return (
    <Stack gap="sm" component="section" aria-label={t('title')} aria-busy={!data}>
      <Title order={2}>{t('title')}</Title>
      <Text c="dimmed" maw="var(--nd-reading)">
        {t('hint')}
      </Text>
      {!data && <Skeleton h="lg" maw="var(--nd-reading)" />}
      {data &&
        policies.map((policy) => {
          const plan = data.plans.find(({ policyId }) => policyId === policy.id)
          return planning === policy.id ? (
            <DrillPlanForm
              key={policy.id}
              policy={policy}
              plan={plan}
              revision={plan?.revision ?? data.unplannedRevision}
              onDone={() => setPlanning(null)}
            />
          ) : (
            <Group key={policy.id} gap="sm">
              <Text fw={550}>{policy.name}</Text>
              <PlanWords plan={plan} />
              {manages && (
                <Button
                  variant="default"
                  aria-label={t(plan?.nextAt ? 'changeOf' : 'planOf', { policy: policy.name })}
                  onClick={() => setPlanning(policy.id)}
                >
                  {t(plan?.nextAt ? 'change' : 'plan')}
                </Button>
              )}
            </Group>
          )
        })}
      {data && data.drills.length === 0 && data.plans.length > 0 && <Text c="dimmed">{t('none')}</Text>}
      {data && data.sum.count > 0 && (
        <Text>
          {t('sum', { count: data.sum.count, missed: data.sum.missed })}
          {data.sum.p50Ms !== null &&
            data.sum.p90Ms !== null &&
            ` · ${t('times', { p50: times.length(data.sum.p50Ms), p90: times.length(data.sum.p90Ms) })}`}
        </Text>
      )}
      {data && data.drills.length > 0 && <PastDrills drills={data.drills} severalPolicies={policies.length > 1} />}
    </Stack>
  )
}

function PlanWords({ plan }: { plan: DrillPlanView | undefined }) {
  const t = useTranslations('oncall.drills')
  const times = useTimes()
  const now = useServerNow(60_000)
  const weekdays = useWeekdays()
  if (!plan?.nextAt)
    return (
      <Text c="dimmed" fz="xs">
        {t('off')}
      </Text>
    )
  const words = [
    t('weekly', { weekday: weekdays[plan.weekday]!, time: plan.localTime, zone: plan.timeZone }),
    t('next', { when: times.near(plan.nextAt, now) }),
    plan.postponedFrom && t('postponed', { when: times.near(plan.postponedFrom, now) }),
    plan.skippedAt && t('skipped', { when: times.near(plan.skippedAt, now) }),
  ]
  return (
    <Text c="dimmed" fz="xs">
      {words.filter(Boolean).join(' · ')}
    </Text>
  )
}

function PastDrills({ drills, severalPolicies }: { drills: DrillView[]; severalPolicies: boolean }) {
  const t = useTranslations('oncall.drills')
  const times = useTimes()
  const list = listFormat(useLocale())
  const columns = ['when', 'result', 'called', ...(severalPolicies ? (['policy'] as const) : [])] as const
  const resultOf = (drill: DrillView) =>
    drill.result === 'acknowledged'
      ? t('result.acknowledged', {
          name: drill.acknowledgedBy ?? '',
          length: times.length(drill.acknowledgedMs ?? 0),
          via: t(`via.${drill.via ?? 'desk'}`),
        })
      : t(`result.${drill.result}`)
  return (
    <DataTable minWidth={severalPolicies ? 560 : 0}>
      <Table.Thead>
        <Table.Tr>
          {columns.map((column) => (
            <Table.Th key={column} fw={500} fz="xs" c="dimmed">
              {t(`column.${column}`)}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {drills.map((drill) => (
          <Table.Tr key={drill.pageId}>
            <Table.Td>
              <TimeText at={drill.at} />
            </Table.Td>
            <Table.Td c={drill.result === 'missed' || drill.result === 'nobody' ? token('late') : undefined}>
              {resultOf(drill)}
            </Table.Td>
            <Table.Td>{list.format(drill.called)}</Table.Td>
            {severalPolicies && <Table.Td>{drill.policy}</Table.Td>}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </DataTable>
  )
}
