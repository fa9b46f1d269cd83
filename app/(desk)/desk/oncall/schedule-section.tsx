'use client'
import { Anchor, Group, Stack, Text, Title } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useTRPC } from '@/app/_trpc/client'
import { ScheduleTimeline } from './schedule-timeline'

/** The two weeks of one schedule. */
export function ScheduleSection({ id, from, to, manages }: { id: string; from: Date; to: Date; manages: boolean }) {
  const t = useTranslations('oncall')
  const trpc = useTRPC()
  const { data: schedule } = useSuspenseQuery(trpc.oncall.schedule.queryOptions({ id, from, to }))
  const verb = manages ? 'editNamed' : 'overridesNamed'
  return (
    <Stack gap="sm" component="section" aria-label={schedule.name}>
      <Group gap="md" align="baseline">
        <Title order={2}>{schedule.name}</Title>
        <Text fz="xs" c="dimmed">
          {schedule.timeZone}
        </Text>
        <Anchor
          component={Link}
          href={`/desk/oncall/schedules/${id}`}
          underline="always"
          aria-label={t(verb, { name: schedule.name })}
        >
          {manages ? t('edit') : t('overrides')}
        </Anchor>
      </Group>
      <ScheduleTimeline schedule={schedule} />
    </Stack>
  )
}
