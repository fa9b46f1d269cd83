'use client'
import { Tooltip } from '@mantine/core'
import { useTranslations } from 'next-intl'
import css from './ui.module.css'
import { useServerNow } from './server-clock'
import { useTimes } from './use-times'

/** An instant in the reader's zone; the whole date and the zone's name on hover. `relative` is only for what is past. */
export function TimeText({ at, style = 'time' }: { at: Date; style?: 'time' | 'dateTime' | 'date' | 'relative' }) {
  const times = useTimes()
  const t = useTranslations('common')
  const now = useServerNow(30_000)
  const text =
    style === 'relative'
      ? now - at.getTime() < 60_000
        ? t('justNow')
        : t('ago', { length: times.length(now - at.getTime()) })
      : style === 'time'
        ? times.near(at, now)
        : times[style](at)
  return (
    <Tooltip label={`${times.dateTime(at)} (${times.zoneName(at)}, ${times.zone})`}>
      <time dateTime={at.toISOString()} className={css.num}>
        {text}
      </time>
    </Tooltip>
  )
}
