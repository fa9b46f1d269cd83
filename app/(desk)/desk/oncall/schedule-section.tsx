'use client'
import { Anchor, Group, Select, Stack, Text, Title } from '@mantine/core'
import { keepPreviousData, useQueries } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { useTimes } from '@/app/_ui/use-times'
import { useViewer } from '@/app/_ui/viewer-context'
import type { ScheduleView } from '@/server/oncall/schedule/schedules'
import { ScheduleTimeline } from './schedule-timeline'
import { type TimelineRange, TimelineRangeControls } from './timeline-range'
import { rangeFrom } from './timeline-scale'

/** One schedule in full, and below it who is on call in the other schedules at the same times. */
export function ScheduleSection({
  initial,
  chosenId,
  onChoose,
  manages,
}: {
  /** The schedules as rendered with the page; never empty. */
  initial: ScheduleView[]
  chosenId: string
  onChoose: (id: string) => void
  manages: boolean
}) {
  const t = useTranslations('oncall')
  const trpc = useTRPC()
  const times = useTimes()
  const [range, setRange] = useState<TimelineRange>({ length: 'fortnight', start: initial[0]!.from.getTime() })
  const span = rangeFrom(range.start, range.length, times.zone)
  const answers = useQueries({
    queries: initial.map(({ id }) => ({
      ...trpc.oncall.schedule.queryOptions({ id, from: new Date(span.from), to: new Date(span.to) }),
      placeholderData: keepPreviousData,
    })),
  })
  const schedules = initial.map((one, index) => answers[index]?.data ?? one)
  const schedule = schedules.find(({ id }) => id === chosenId) ?? schedules[0]!
  const others = schedules
    .filter(({ id }) => id !== schedule.id)
    .map(({ id, name, timeZone, rows }) => ({ id, name, timeZone, shifts: rows.final }))
  const verb = manages ? 'editNamed' : 'overridesNamed'
  return (
    <Stack
      gap="sm"
      component="section"
      aria-label={schedule.name}
      aria-busy={answers.some(({ isPlaceholderData }) => isPlaceholderData)}
    >
      <Group justify="space-between" gap="sm">
        <Group gap="md" align="baseline">
          <Title order={2}>{schedule.name}</Title>
          <Text fz="xs" c="dimmed">
            {schedule.timeZone}
          </Text>
          <Anchor
            component={Link}
            href={`/desk/oncall/schedules/${schedule.id}${manages ? '#rotation' : ''}`}
            underline="always"
            aria-label={t(verb, { name: schedule.name })}
          >
            {manages ? t('edit') : t('overrides')}
          </Anchor>
        </Group>
        <Group gap="md">
          <NextShift schedules={initial} />
          {initial.length > 1 && (
            <Select
              size="xs"
              aria-label={t('section.choose')}
              data={initial.map(({ id, name }) => ({ value: id, label: name }))}
              allowDeselect={false}
              value={schedule.id}
              onChange={(id) => id && onChoose(id)}
            />
          )}
          <TimelineRangeControls range={range} now={schedule.now} onChange={setRange} />
        </Group>
      </Group>
      <ScheduleTimeline schedule={schedule} length={range.length} others={others} />
    </Stack>
  )
}

/** The reader's own current or next shift, among the schedules rendered with the page. */
function NextShift({ schedules }: { schedules: ScheduleView[] }) {
  const t = useTranslations('oncall.section')
  const times = useTimes()
  const me = useViewer()?.userId
  const mine = schedules
    .flatMap(({ name, rows, now }) =>
      rows.final
        .filter(({ person, to }) => person?.id === me && to > now)
        .map((shift) => ({ ...shift, schedule: name })),
    )
    .sort((a, b) => a.from.getTime() - b.from.getTime())[0]
  if (!mine) return null
  const words = { schedule: mine.schedule, from: times.dateTime(mine.from), to: times.dateTime(mine.to) }
  return (
    <Text fz="xs" c="dimmed">
      {mine.from <= schedules[0]!.now ? t('mineNow', words) : t('mine', words)}
    </Text>
  )
}
