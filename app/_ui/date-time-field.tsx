'use client'
import { Button, Group, Input, TextInput } from '@mantine/core'
import { IconCalendar } from '@tabler/icons-react'
import { useLocale } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import { type ReactNode, useId, useRef, useState } from 'react'
import { instantOfText, localText } from './local-field'
import { parseTypedDate } from './parse-date'
import { onDemand, useStandIn } from './on-demand'
import { serverNowMs } from './server-clock'
import { useTimes } from './use-times'

// The calendar is large and most forms are sent without it.
const usePickers = onDemand(() => import('./date-time-pickers').then((file) => file.DateTimePickers))

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
  const times = useTimes()
  const timeZone = zone ?? times.zone
  const id = useId()
  const [date = '', time = ''] = value.split('T')
  const today = () => localText(new Date(serverNowMs()), timeZone).slice(0, 10)
  const accessibleName = typeof label === 'string' ? label : t('date')
  const box = useRef<HTMLDivElement>(null)
  const Pickers = useStandIn(usePickers, box, (focused) => {
    const field = focused === id ? document.getElementById(id) : box.current?.querySelector('[role=group] input')
    if (field instanceof HTMLElement) field.focus()
  })
  const shared: PickersProps = {
    id,
    name: accessibleName,
    date,
    time,
    hasError: Boolean(error),
    isRequired: required ?? false,
    parseDate: (typed) => parseTypedDate(typed, today()),
    onDate: (next) => onChange(next ? `${next}T${time || defaultTime}` : ''),
    onTime: (next) => onChange(`${date || today()}T${next}`),
  }
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
      <Group gap="xs" align="center" ref={box}>
        {Pickers ? <Pickers {...shared} /> : <TypedDateTime {...shared} />}
        <Input.Description component="span" title={timeZone} style={{ whiteSpace: 'nowrap' }}>
          {zoneWords(beside, timeZone)}
        </Input.Description>
      </Group>
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

/** What the typed fields and the pickers share. */
export interface PickersProps {
  /** Of the date field. */
  id: string
  /** The field's name for screen readers. */
  name: string
  /** `YYYY-MM-DD`, or empty. */
  date: string
  /** `HH:mm`, or empty. */
  time: string
  hasError: boolean
  isRequired: boolean
  parseDate: (typed: string) => string | null
  /** Called with `YYYY-MM-DD`; empty when the date is cleared. */
  onDate: (date: string) => void
  onTime: (time: string) => void
}

/** The fields until the pickers are loaded, at the first use of the page: they look the same and can be typed in. */
function TypedDateTime({ id, name, date, time, hasError, parseDate, onDate, onTime }: PickersProps) {
  const t = useTranslations('common.dateTime')
  const chinese = useLocale() === 'zh-CN'
  const [typed, setTyped] = useState<{ date?: string; time?: string }>({})
  return (
    <>
      <TextInput
        id={id}
        aria-label={t('dateOf', { field: name })}
        flex="1 0 10.5rem"
        miw={0}
        dir="ltr"
        value={typed.date ?? (date && dateWords(date, chinese))}
        placeholder={t('pickDate')}
        leftSection={<IconCalendar size="1rem" aria-hidden />}
        leftSectionPointerEvents="none"
        error={hasError}
        onBlur={() => setTyped({})}
        onChange={(event) => {
          const text = event.currentTarget.value
          setTyped({ date: text })
          const read = text === '' ? '' : parseDate(text)
          if (read !== null) onDate(read)
        }}
      />
      <TextInput
        id={`${id}-time`}
        aria-label={t('timeOf', { field: name })}
        w={104}
        dir="ltr"
        value={typed.time ?? time}
        placeholder="--:--"
        onBlur={() => setTyped({})}
        onChange={(event) => {
          const text = event.currentTarget.value
          setTyped({ time: text })
          if (/^([01]\d|2[0-3]):[0-5]\d$/.test(text)) onTime(text)
        }}
      />
    </>
  )
}

/** Returns a date as the pickers show it: "Sat 21 Nov 2026", "2026年11月21日 周六". @param date `YYYY-MM-DD` */
function dateWords(date: string, chinese: boolean): string {
  const day = new Date(`${date}T00:00:00Z`)
  if (Number.isNaN(day.getTime())) return date
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(chinese ? 'zh-CN' : 'en-US', { ...options, timeZone: 'UTC' }).format(day)
  const weekday = part({ weekday: 'short' })
  const [year, month, dayOfMonth] = [day.getUTCFullYear(), day.getUTCMonth() + 1, day.getUTCDate()]
  return chinese
    ? `${year}年${month}月${dayOfMonth}日 ${weekday}`
    : `${weekday} ${dayOfMonth} ${part({ month: 'short' })} ${year}`
}

/** Returns the offset of a zone at an instant, such as "UTC+8". */
function zoneWords(at: Date, timeZone: string): string {
  const valid = Number.isNaN(at.getTime()) ? new Date(serverNowMs()) : at
  const part = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'shortOffset' })
    .formatToParts(valid)
    .find(({ type }) => type === 'timeZoneName')
  return (part?.value ?? timeZone).replace('GMT', 'UTC')
}
