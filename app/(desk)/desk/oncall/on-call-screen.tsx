'use client'
import { oncallRights } from '@/server/oncall/rights.rules'
import { can } from '@/server/vocabulary/rights/rights'
import { Anchor, Button, Group, Stack, Text, Title } from '@mantine/core'
import { IconCalendarEvent } from '@tabler/icons-react'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { EmptyState } from '@/app/_ui/empty-state'
import { Screen } from '@/app/_ui/screen'
import { useServerNow } from '@/app/_ui/server-clock'
import { useTimes } from '@/app/_ui/use-times'
import { useViewer } from '@/app/_ui/viewer-context'
import type { ScheduleView } from '@/server/oncall/schedule/schedules'
import type { PolicyNow } from '@/server/paging/coverage/overview'
import { CalendarFeed } from './calendar-feed'
import { CoveragePanel } from './coverage-panel'
import { DrillsSection } from './drills-section'
import { LoadSection } from './load-section'
import { OnCallFoot } from './on-call-foot'
import { OnCallTable } from './on-call-table'
import { TeamsSection } from './teams-section'
import { usePolicyUseWords, usePolicyWords } from './use-policy-words'
import { useTriggerWords } from './use-trigger-words'
import { ScheduleSection } from './schedule-section'

/** Who is on call now for each escalation policy, the weeks to come, and what happens when nobody answers. */
export function OnCallScreen({ schedules, lines: drawn }: { schedules: ScheduleView[]; lines: PolicyNow[] }) {
  const t = useTranslations('oncall')
  const trpc = useTRPC()
  const times = useTimes()
  const viewer = useViewer()
  const now = useServerNow(30_000)
  const manages = can(viewer, oncallRights.changeSchedules)
  // The data of the server-rendered page is used until a newer answer arrives.
  const { data: lines = drawn } = useQuery(trpc.paging.policiesNow.queryOptions(undefined, { refetchInterval: 60_000 }))
  const { data: paging } = useSuspenseQuery(trpc.paging.policies.queryOptions())
  const mine = schedules.find(({ rows }) => rows.final.some(({ person }) => person?.id === viewer?.userId))
  const [chosenId, setChosenId] = useState((mine ?? schedules[0])?.id ?? '')
  const triggerWords = useTriggerWords()
  const words = usePolicyWords(paging)
  const usedFor = usePolicyUseWords(paging.teams)
  const chosen = `/desk/oncall/schedules/${chosenId}`
  const newSchedule = (
    <Button component={Link} href="/desk/oncall/schedules/new" variant={schedules.length > 0 ? 'default' : undefined}>
      {t('newSchedule')}
    </Button>
  )
  const newPolicy = (
    <Button component={Link} href="/desk/oncall/policies/new" variant="default">
      {t('newPolicy')}
    </Button>
  )

  return (
    <Screen
      title={t('title')}
      note={t('now.line', { when: times.dateTime(new Date(now)), zone: times.zoneName(new Date(now)) })}
      actions={
        schedules.length > 0 && (
          <>
            <Button component="a" href="#calendar" variant="default" leftSection={<IconCalendarEvent size="1.25em" />}>
              {t('section.feed')}
            </Button>
            <Button component={Link} href={`${chosen}#swaps`} variant="default">
              {t('section.askSwap')}
            </Button>
            <Button component={Link} href={`${chosen}#overrides`}>
              {t('section.addOverride')}
            </Button>
            {manages && newSchedule}
          </>
        )
      }
    >
      <Stack gap="xl">
        {schedules.length === 0 && (
          <EmptyState
            title={t('empty.title')}
            hint={manages ? t('empty.managerHint') : t('empty.hint')}
            action={manages ? newSchedule : undefined}
          />
        )}
        {lines.length > 0 && <OnCallTable lines={lines} teams={paging.teams} />}
        <CoveragePanel />
        {schedules.length > 0 && (
          <ScheduleSection initial={schedules} chosenId={chosenId} onChoose={setChosenId} manages={manages} />
        )}
        <OnCallFoot />
        <Stack gap="sm" component="section" id="policies" aria-label={t('policies')}>
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
                {words(policy.definition, policy)}
                {policy.definition.triggers && ` ${triggerWords(policy.definition.triggers)}`}
              </Text>
            </div>
          ))}
        </Stack>
        {paging.policies.length > 0 && <DrillsSection policies={paging.policies} manages={manages} />}
        {schedules.length > 0 && <LoadSection />}
        {schedules.length > 0 && <CalendarFeed scheduleId={null} />}
        {manages && <TeamsSection paging={paging} />}
      </Stack>
    </Screen>
  )
}
