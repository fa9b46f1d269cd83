'use client'
import 'dayjs/locale/en-gb'
import 'dayjs/locale/zh-cn'
import { DateInput, DatesProvider } from '@mantine/dates'
import { IconCalendar } from '@tabler/icons-react'
import { useLocale } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import type { PickersProps } from './date-time-field'
import { TimeField } from './time-field'

/** A date and a time, typed or picked. Loaded at the first use of the page. */
export function DateTimePickers(props: PickersProps) {
  const { id, name, date, time, hasError, isRequired, parseDate, onDate, onTime } = props
  const t = useTranslations('common.dateTime')
  const chinese = useLocale() === 'zh-CN'
  return (
    <DatesProvider settings={{ locale: chinese ? 'zh-cn' : 'en-gb', firstDayOfWeek: 1 }}>
      <DateInput
        id={id}
        aria-label={t('dateOf', { field: name })}
        flex="1 0 10.5rem"
        miw={0}
        value={date || null}
        valueFormat={chinese ? 'YYYY年M月D日 ddd' : 'ddd D MMM YYYY'}
        dateParser={parseDate}
        placeholder={t('pickDate')}
        leftSection={<IconCalendar size="1rem" aria-hidden />}
        leftSectionPointerEvents="none"
        error={hasError}
        clearable={!isRequired}
        clearButtonProps={{ 'aria-label': t('clearField', { field: name }) }}
        popoverProps={{ withinPortal: true }}
        nextLabel={t('nextMonth')}
        previousLabel={t('previousMonth')}
        onChange={(next) => onDate(next ? next.slice(0, 10) : '')}
      />
      <TimeField w={104} label={null} ariaLabel={t('timeOf', { field: name })} value={time} onChange={onTime} />
    </DatesProvider>
  )
}
