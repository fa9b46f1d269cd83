'use client'
import { Anchor, Button, Group, Stack, Text, Title } from '@mantine/core'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useTRPC } from '@/app/_trpc/client'
import { EmptyState } from '@/app/_ui/empty-state'
import { Screen } from '@/app/_ui/screen'
import { useViewer } from '@/app/_ui/viewer-context'
import { isManager } from '@/server/accounts/schema'
import type { OnCallNow } from '@/server/oncall/service'
import { CalendarFeed } from './calendar-feed'
import { CoveragePanel } from './coverage-panel'
import { DrillsSection } from './drills-section'
import { HandoffPanel } from './handoff-panel'
import { LoadSection } from './load-section'
import { OnCallTable } from './on-call-table'
import { TeamsSection } from './teams-section'
import { usePolicyUseWords, usePolicyWords } from './use-policy-words'
import { useTriggerWords } from './use-trigger-words'
import { ScheduleSection } from './schedule-section'

/** Who is on call now and in the next two weeks, and what happens when nobody answers. */
export function OnCallScreen({ drawn, from, to }: { drawn: OnCallNow[]; from: Date; to: Date }) {
  const t = useTranslations('oncall')
  const trpc = useTRPC()
  const viewer = useViewer()
  const manages = viewer !== null && isManager(viewer)
  // The rail asks the same and may still wait for its answer: until then what came with the page stands.
  const { data: overview = drawn } = useQuery(trpc.oncall.now.queryOptions())
  const { data: paging } = useSuspenseQuery(trpc.paging.policies.queryOptions())
  const triggerWords = useTriggerWords()
  const words = usePolicyWords(paging)
  const usedFor = usePolicyUseWords(paging.teams)
  const newSchedule = (
    <Button component={Link} href="/desk/oncall/schedules/new">
      {t('newSchedule')}
    </Button>
  )
  const newPolicy = (
    <Button component={Link} href="/desk/oncall/policies/new" variant="default">
      {t('newPolicy')}
    </Button>
  )

  return (
    <Screen title={t('title')} actions={manages && overview.length > 0 ? newSchedule : undefined}>
      <Stack gap="xl">
        {overview.length === 0 ? (
          <EmptyState
            title={t('empty.title')}
            hint={manages ? t('empty.managerHint') : t('empty.hint')}
            action={manages ? newSchedule : undefined}
          />
        ) : (
          <OnCallTable overview={overview} />
        )}
        <HandoffPanel />
        <CoveragePanel />
        {overview.map(({ scheduleId }) => (
          <ScheduleSection key={scheduleId} id={scheduleId} from={from} to={to} manages={manages} />
        ))}
        <Stack gap="sm" component="section" aria-label={t('policies')}>
          <Group justify="space-between">
            <Title order={2}>{t('policies')}</Title>
            {manages && newPolicy}
          </Group>
          {paging.policies.length === 0 && <Text c="dimmed">{t('noPolicies')}</Text>}
          {paging.policies.map((policy) => (
            <div key={policy.id}>
              <Group gap="sm">
                <Text fw={600}>{policy.name}</Text>
                <Text fz="xs" c="dimmed">
                  {usedFor(policy)}
                </Text>
                {manages && (
                  <Anchor
                    component={Link}
                    href={`/desk/oncall/policies/${policy.id}`}
                    underline="always"
                    aria-label={t('editNamed', { name: policy.name })}
                  >
                    {t('edit')}
                  </Anchor>
                )}
              </Group>
              <Text maw="var(--nd-reading)">
                {words(policy.definition)}
                {policy.definition.triggers && ` ${triggerWords(policy.definition.triggers)}`}
              </Text>
            </div>
          ))}
        </Stack>
        {paging.policies.length > 0 && <DrillsSection policies={paging.policies} manages={manages} />}
        {overview.length > 0 && <LoadSection />}
        {overview.length > 0 && <CalendarFeed scheduleId={null} />}
        {manages && <TeamsSection paging={paging} />}
      </Stack>
    </Screen>
  )
}
