'use client'
import { TimePicker } from '@mantine/dates'
import { useTranslations } from '@/app/_i18n/use-translations'
import { type ReactNode, useState } from 'react'

export interface TimeFieldProps {
  label: ReactNode
  /** Accessible name when the label is not text. */
  ariaLabel?: string
  /** `HH:mm`, or empty. */
  value: string
  onChange: (value: string) => void
  description?: ReactNode
  error?: ReactNode
  required?: boolean
  size?: string
  w?: number
}

/**
 * A time of day (24-hour), typed or picked. An incomplete time changes nothing and is reset when the field loses focus.
 */
export function TimeField({ value, onChange, label, ariaLabel, ...rest }: TimeFieldProps) {
  const t = useTranslations('common.dateTime')
  const [typing, setTyping] = useState(false)
  const accessibleName = ariaLabel ?? (typeof label === 'string' ? label : t('time'))
  return (
    <TimePicker
      {...rest}
      label={label}
      role="group"
      aria-label={accessibleName}
      format="24h"
      withDropdown
      withAsterisk={false}
      minutesStep={5}
      hoursInputLabel={t('hoursOf', { field: accessibleName })}
      minutesInputLabel={t('minutesOf', { field: accessibleName })}
      value={typing ? '' : value}
      onChange={(next) => {
        setTyping(next === '')
        if (next !== '') onChange(next.slice(0, 5))
      }}
      onBlur={() => setTyping(false)}
    />
  )
}
