'use client'
import { ActionIcon, Box, Group, Text, Title } from '@mantine/core'
import { MonthLevelGroup } from '@mantine/dates'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useTranslations } from '@/app/_i18n/use-translations'
import { calendarDay, type DayKind, workingDays } from '@/server/sla/calendar/calendar-days.rules'
import type { BusinessCalendar } from '@/server/sla/schema'
import type { ExceptionValues } from './calendar-values'
import { useDayWords } from './use-day-words'
import css from './year-view.module.css'

const kinds: DayKind[] = ['open', 'closed', 'holiday', 'extra', 'changed']

/**
 * Twelve months. Each day's meaning is shown by background, border and a mark, and as text for screen readers. Arrow
 * keys move from day to day; choosing a day opens it.
 */
export function YearView({
  year,
  weekly,
  exceptions,
  onYear,
  onDay,
}: {
  year: number
  weekly: BusinessCalendar['weekly']
  exceptions: ExceptionValues[]
  onYear: (year: number) => void
  onDay: (date: string) => void
}) {
  const t = useTranslations('calendar')
  const words = useDayWords()
  const calendar = { weekly, exceptions }
  const notes = new Map(exceptions.map((one) => [one.date, one.note]))
  const label = (date: string) => {
    const note = notes.get(date)
    const parts = { date: words.date(date), kind: words.kind(calendarDay(calendar, date)) }
    return note ? t('dayNamed', { ...parts, note }) : t('day', parts)
  }
  return (
    <Box component="section" aria-label={t('year', { year })}>
      <Group gap="sm" mb="sm">
        <ActionIcon variant="default" aria-label={t('yearBefore', { year: year - 1 })} onClick={() => onYear(year - 1)}>
          <IconChevronLeft size={16} aria-hidden />
        </ActionIcon>
        <Title order={2} aria-live="polite">
          {year}
        </Title>
        <ActionIcon variant="default" aria-label={t('yearAfter', { year: year + 1 })} onClick={() => onYear(year + 1)}>
          <IconChevronRight size={16} aria-hidden />
        </ActionIcon>
        <Text c="dimmed">{t('workingDays', { count: workingDays(calendar, year), year })}</Text>
      </Group>
      <Group gap="md" mb="md" component="ul" p={0} style={{ listStyle: 'none' }} aria-label={t('legend')}>
        {kinds.map((kind) => (
          <Group key={kind} component="li" gap={6}>
            <span className={`${css.day} ${css.key}`} data-kind={kind} aria-hidden>
              8
            </span>
            <Text fz="xs">{t(`legendOf.${kind}`)}</Text>
          </Group>
        ))}
      </Group>
      <MonthLevelGroup
        month={`${year}-01-01`}
        numberOfColumns={12}
        size="xs"
        fullWidth
        hideOutsideDates
        hasNextLevel={false}
        firstDayOfWeek={1}
        weekdayFormat={(date) => words.weekday(date)}
        monthLabelFormat={(date) => words.month(date)}
        levelControlAriaLabel={(date) => words.month(date)}
        getDayAriaLabel={label}
        getDayProps={(date) => ({
          className: css.day,
          'data-kind': calendarDay(calendar, date).kind,
          title: notes.get(date) || undefined,
          onClick: () => onDay(date),
        })}
        className={css.year}
        classNames={{ calendarHeaderControl: css.control, calendarHeaderLevel: css.month }}
      />
    </Box>
  )
}
