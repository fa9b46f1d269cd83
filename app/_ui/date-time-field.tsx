'use client'
import 'dayjs/locale/en-gb'
import 'dayjs/locale/zh-cn'
import { Button, Group, Input } from '@mantine/core'
import { DateInput, DatesProvider } from '@mantine/dates'
import { IconCalendar } from '@tabler/icons-react'
import { useLocale } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import { type ReactNode, useId } from 'react'
import { instantOfText, localText } from './local-field'
import { parseTypedDate } from './parse-date'
import { serverNowMs } from './server-clock'
import { TimeField } from './time-field'
import { useTimes } from './use-times'

/** A shortcut below the field: its label, and the instant that it means at the moment of the click. */
export interface QuickTime {
  label: string
  at: (now: Date) => Date
}

export interface DateTimeFieldProps {
  label: ReactNode
  /** Local time in `zone`, `YYYY-MM-DDTHH:mm`, or empty. */
  value: string
  onChange: (value: string) => void
  /** IANA name; the reader's zone when absent. The zone is always shown beside the field. */
  zone?: string
  description?: ReactNode
  error?: ReactNode
  required?: boolean
  quick?: QuickTime[]
  /** The time set when a date is picked first, `HH:mm`. */
  defaultTime?: string
}

/**
 * A date and a time (24-hour), typed or picked, in a named zone. It is never half filled: a date sets a default time,
 * and a time entered first applies to today.
 */
export function DateTimeField({
  label,
  value,
  onChange,
  zone,
  description,
  error,
  required,
  quick = [],
  defaultTime = '09:00',
}: DateTimeFieldProps) {
  const t = useTranslations('common.dateTime')
  const chinese = useLocale() === 'zh-CN'
  const times = useTimes()
  const timeZone = zone ?? times.zone
  const id = useId()
  const [date = '', time = ''] = value.split('T')
  const today = () => localText(new Date(serverNowMs()), timeZone).slice(0, 10)
  const accessibleName = typeof label === 'string' ? label : t('date')
  const beside = value ? instantOfText(value, timeZone) : new Date(serverNowMs())
  return (
    <Input.Wrapper
      label={label}
      labelElement="label"
      labelProps={{ htmlFor: id }}
      description={description}
      error={error}
      withAsterisk={false}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
    >
      <DatesProvider settings={{ locale: chinese ? 'zh-cn' : 'en-gb', firstDayOfWeek: 1 }}>
        <Group gap="xs" align="center">
          <DateInput
            id={id}
            aria-label={t('dateOf', { field: accessibleName })}
            flex="1 0 10.5rem"
            miw={0}
            value={date || null}
            valueFormat={chinese ? 'YYYY年M月D日 ddd' : 'ddd D MMM YYYY'}
            dateParser={(typed) => parseTypedDate(typed, today())}
            placeholder={t('pickDate')}
            leftSection={<IconCalendar size="1rem" aria-hidden />}
            leftSectionPointerEvents="none"
            error={Boolean(error)}
            clearable={!required}
            clearButtonProps={{ 'aria-label': t('clearField', { field: accessibleName }) }}
            popoverProps={{ withinPortal: true }}
            nextLabel={t('nextMonth')}
            previousLabel={t('previousMonth')}
            onChange={(next) => onChange(next ? `${next.slice(0, 10)}T${time || defaultTime}` : '')}
          />
          <TimeField
            w={104}
            label={null}
            ariaLabel={t('timeOf', { field: accessibleName })}
            value={time}
            onChange={(next) => onChange(`${date || today()}T${next}`)}
          />
          <Input.Description component="span" title={timeZone} style={{ whiteSpace: 'nowrap' }}>
            {zoneWords(beside, timeZone)}
          </Input.Description>
        </Group>
      </DatesProvider>
      {quick.length > 0 && (
        <Group gap={4} mt={4}>
          {quick.map((choice) => (
            <Button
              key={choice.label}
              variant="subtle"
              size="compact-xs"
              onClick={() => onChange(localText(choice.at(new Date(serverNowMs())), timeZone))}
            >
              {choice.label}
            </Button>
          ))}
        </Group>
      )}
    </Input.Wrapper>
  )
}

/** Returns the offset of a zone at an instant, such as "UTC+8". */
function zoneWords(at: Date, timeZone: string): string {
  const valid = Number.isNaN(at.getTime()) ? new Date(serverNowMs()) : at
  const part = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'shortOffset' })
    .formatToParts(valid)
    .find(({ type }) => type === 'timeZoneName')
  return (part?.value ?? timeZone).replace('GMT', 'UTC')
}
