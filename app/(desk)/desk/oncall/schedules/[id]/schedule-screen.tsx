'use client'
import { oncallRights } from '@/server/oncall/rights.rules'
import { can } from '@/server/vocabulary/rights/rights'
import { Alert, Anchor, Group, Stack, Text, Title } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useRef, useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { Screen } from '@/app/_ui/screen'
import { useTimes } from '@/app/_ui/use-times'
import { useViewer } from '@/app/_ui/viewer-context'
import type { ScheduleView } from '@/server/oncall/schedule/schedules'
import { instantOfText, localText } from '@/app/_ui/local-field'
import { CalendarFeed } from '../../calendar-feed'
import { ScheduleTimeline } from '../../schedule-timeline'
import { type TimelineRange, TimelineRangeControls } from '../../timeline-range'
import { rangeFrom, type Span } from '../../timeline-scale'
import { OverridePanel } from './override-panel'
import { ScheduleForm } from './schedule-form'
import { SwapPanel } from './swap-panel'

/** One schedule over two weeks to a quarter; staff can edit its overrides, managers also its plan. */
export function ScheduleScreen({
  id,
  initial,
  wanted,
}: {
  id: string
  initial: ScheduleView
  /** The span of an override to create, when the page was opened for that. */
  wanted: { from: Date; to: Date } | null
}) {
  const t = useTranslations('oncall')
  const trpc = useTRPC()
  const viewer = useViewer()
  const times = useTimes()
  const form = useRef<HTMLFormElement>(null)
  const [range, setRange] = useState<TimelineRange>({ length: 'fortnight', start: initial.from.getTime() })
  // The form's two fields and the timeline share this state, so a change in one shows in the other.
  const [fields, setFields] = useState({
    from: wanted ? localText(wanted.from, times.zone) : '',
    to: wanted ? localText(wanted.to, times.zone) : '',
  })
  const span = rangeFrom(range.start, range.length, times.zone)
  const { data: schedule = initial, isPlaceholderData } = useQuery({
    ...trpc.oncall.schedule.queryOptions({ id, from: new Date(span.from), to: new Date(span.to) }),
    placeholderData: keepPreviousData,
  })
  const { data: paging } = useQuery(trpc.paging.policies.queryOptions())
  const isUnused =
    paging !== undefined &&
    !paging.policies.some(({ definition }) =>
      definition.steps.some(({ targets }) => targets.some((target) => target.type === 'schedule' && target.id === id)),
    )
  const { name, timeZone, layers } = schedule
  const chosen = (): Span | null => {
    if (!fields.from || !fields.to) return null
    const [from, to] = [instantOfText(fields.from, times.zone), instantOfText(fields.to, times.zone)]
    return to > from ? { from: from.getTime(), to: to.getTime() } : null
  }

  return (
    <Screen title={name} back={{ href: '/desk/oncall', name: t('title') }}>
      <Stack gap="xl">
        {isUnused && (
          <Alert color="gray" variant="light">
            {t('unused.title')}{' '}
            <Anchor component={Link} href="/desk/oncall#policies" inherit underline="always">
              {t('unused.link')}
            </Anchor>
          </Alert>
        )}
        <Stack gap="sm" component="section" aria-label={t('timeline', { name })} aria-busy={isPlaceholderData}>
          <Group justify="space-between" gap="sm">
            <Text fz="xs" c="dimmed">
              {timeZone === times.zone ? timeZone : t('zones', { schedule: timeZone, reader: times.zone })}
            </Text>
            <TimelineRangeControls range={range} now={schedule.now} onChange={setRange} />
          </Group>
          <ScheduleTimeline
            schedule={schedule}
            length={range.length}
            picking={{
              span: chosen(),
              onSpan: ({ from, to }) =>
                setFields({ from: localText(new Date(from), times.zone), to: localText(new Date(to), times.zone) }),
              onDone: () => {
                form.current?.scrollIntoView({ block: 'nearest' })
                form.current?.querySelector('input')?.focus({ preventScroll: true })
              },
            }}
          />
        </Stack>
        <OverridePanel schedule={schedule} fields={fields} onFields={setFields} form={form} />
        <SwapPanel scheduleId={id} />
        <CalendarFeed scheduleId={id} />
        {can(viewer, oncallRights.changeSchedules) && (
          <Stack gap="md" component="section" id="rotation" aria-label={t('plan')}>
            <Title order={2}>{t('plan')}</Title>
            <ScheduleForm initial={{ id, name, timeZone, layers }} revision={schedule.revision} />
          </Stack>
        )}
      </Stack>
    </Screen>
  )
}
