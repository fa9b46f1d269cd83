'use client'
import { Button, Group, SegmentedControl } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useTranslations } from '@/app/_i18n/use-translations'
import { type TimelineLength, timelineDays } from './timeline-scale'

const dayMs = 86_400_000
const lengths = Object.keys(timelineDays) as TimelineLength[]

/** The length and the start of what a timeline shows. */
export interface TimelineRange {
  length: TimelineLength
  /** Any instant of its first day, epoch milliseconds. */
  start: number
}

/** Controls for the range: two weeks, a month or a quarter; earlier, today, later. */
export function TimelineRangeControls({
  range: { length, start },
  now,
  onChange,
}: {
  range: TimelineRange
  now: Date
  onChange: (range: TimelineRange) => void
}) {
  const t = useTranslations('oncall')
  const move = (direction: number) =>
    // Half a day more, so that a day of 23 or 25 hours (DST) in between does not matter.
    onChange({ length, start: start + direction * timelineDays[length] * dayMs + dayMs / 2 })
  return (
    <Group gap="sm">
      <SegmentedControl
        size="xs"
        aria-label={t('length.label')}
        data={lengths.map((each) => ({ value: each, label: t(`length.${each}`) }))}
        value={length}
        onChange={(value) => onChange({ start, length: lengths.find((each) => each === value) ?? 'fortnight' })}
      />
      <Button.Group>
        <Button variant="default" size="xs" onClick={() => move(-1)} aria-label={t('earlier')}>
          <IconChevronLeft size="1.25em" aria-hidden />
        </Button>
        <Button variant="default" size="xs" onClick={() => onChange({ length, start: now.getTime() })}>
          {t('today')}
        </Button>
        <Button variant="default" size="xs" onClick={() => move(1)} aria-label={t('later')}>
          <IconChevronRight size="1.25em" aria-hidden />
        </Button>
      </Button.Group>
    </Group>
  )
}
