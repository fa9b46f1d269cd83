'use client'
import { Button, Group, SegmentedControl, Stack, Text, Title } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useRef, useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { Screen } from '@/app/_ui/screen'
import { useTimes } from '@/app/_ui/use-times'
import { useViewer } from '@/app/_ui/viewer-context'
import { isManager } from '@/server/accounts/schema'
import type { ScheduleView } from '@/server/oncall/service'
import { instantOfText, localText } from '../../local-field'
import { CalendarFeed } from '../../calendar-feed'
import { ScheduleTimeline } from '../../schedule-timeline'
import { rangeFrom, type Span, type TimelineLength, timelineDays } from '../../timeline-scale'
import { OverridePanel } from './override-panel'
import { ScheduleForm } from './schedule-form'
import { SwapPanel } from './swap-panel'

const dayMs = 86_400_000
const lengths = Object.keys(timelineDays) as TimelineLength[]

/** One schedule drawn over two weeks to a quarter; its overrides for everyone on the desk, its plan for managers. */
export function ScheduleScreen({ id, drawn }: { id: string; drawn: ScheduleView }) {
  const t = useTranslations('oncall')
  const trpc = useTRPC()
  const viewer = useViewer()
  const times = useTimes()
  const form = useRef<HTMLFormElement>(null)
  const [length, setLength] = useState<TimelineLength>('fortnight')
  const [start, setStart] = useState(drawn.from.getTime())
  // What the form's two fields say is what the timeline shows, whichever of them it was said in.
  const [fields, setFields] = useState({ from: '', to: '' })
  const range = rangeFrom(start, length, times.zone)
  const { data: schedule = drawn, isPlaceholderData } = useQuery({
    ...trpc.oncall.schedule.queryOptions({ id, from: new Date(range.from), to: new Date(range.to) }),
    placeholderData: keepPreviousData,
  })
  const { name, timeZone, layers } = schedule
  const chosen = (): Span | null => {
    if (!fields.from || !fields.to) return null
    const [from, to] = [instantOfText(fields.from, times.zone), instantOfText(fields.to, times.zone)]
    return to > from ? { from: from.getTime(), to: to.getTime() } : null
  }
  const move = (direction: number) =>
    // Half a day more, so that a day of 23 or 25 hours in between does not matter.
    setStart(start + direction * timelineDays[length] * dayMs + dayMs / 2)
  const today = () => setStart(schedule.now.getTime())

  return (
    <Screen title={name}>
      <Stack gap="xl">
        <Stack gap="sm" component="section" aria-label={t('timeline', { name })} aria-busy={isPlaceholderData}>
          <Group justify="space-between" gap="sm">
            <Text fz="xs" c="dimmed">
              {timeZone === times.zone ? timeZone : t('zones', { schedule: timeZone, reader: times.zone })}
            </Text>
            <Group gap="sm">
              <SegmentedControl
                size="xs"
                aria-label={t('length.label')}
                data={lengths.map((each) => ({ value: each, label: t(`length.${each}`) }))}
                value={length}
                onChange={(value) => setLength(lengths.find((each) => each === value) ?? 'fortnight')}
              />
              <Button.Group>
                <Button variant="default" size="xs" onClick={() => move(-1)} aria-label={t('earlier')}>
                  <IconChevronLeft size="1.25em" aria-hidden />
                </Button>
                <Button variant="default" size="xs" onClick={today}>
                  {t('today')}
                </Button>
                <Button variant="default" size="xs" onClick={() => move(1)} aria-label={t('later')}>
                  <IconChevronRight size="1.25em" aria-hidden />
                </Button>
              </Button.Group>
            </Group>
          </Group>
          <ScheduleTimeline
            schedule={schedule}
            length={length}
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
        {viewer && isManager(viewer) && (
          <Stack gap="md" component="section" aria-label={t('plan')} maw="var(--nd-reading)">
            <Title order={2}>{t('plan')}</Title>
            <ScheduleForm initial={{ id, name, timeZone, layers }} />
          </Stack>
        )}
      </Stack>
    </Screen>
  )
}
