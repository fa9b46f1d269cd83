'use client'
import { useTranslations } from '@/app/_i18n/use-translations'
import type { ClockView } from '@/server/tickets/clocks/schema'
import { clockFace, clockStepMs } from './clock-face'
import { ClockMark } from './clock-mark'
import { hint } from './hints'
import { useServerNow } from './server-clock'
import css from './ui.module.css'
import { useTimes } from './use-times'
import type { Metric } from '@/server/vocabulary/metric'

/**
 * The current state of an SLA clock; updates itself with the server's clock. Without a clock it says that none runs.
 */
export function ClockPill({
  clock,
  metric = clock?.metric,
  withMetric = false,
}: {
  clock: ClockView | null
  /** The metric to name when there is no clock. */
  metric?: Metric
  withMetric?: boolean
}) {
  const t = useTranslations('common.clock')
  const field = useTranslations('field')
  const times = useTimes()
  const now = useServerNow(clockStepMs(clock))
  const face = clockFace(clock, now)
  const length = times.length(face.ms)
  const value = (() => {
    switch (face.look) {
      case 'running':
      case 'warned':
        return t('left', { length })
      case 'breached':
        return t('late', { length })
      case 'late':
        return t('endedLate', { length })
      case 'met':
        return t('met', { length })
      case 'paused':
        return clock?.pausedFor === 'on_hold' ? field('status.on_hold') : field('status.waiting_on_customer')
      case 'none':
        return t('none')
    }
  })()
  const instant = clock?.endedAt ?? clock?.dueAt ?? clock?.breachedAt
  const words = () => {
    if (!clock || !instant) return ''
    const when = times.dateTime(instant)
    return `${field(`metric.${clock.metric}`)} · ${clock.endedAt ? t('endedAt', { when }) : t('dueAt', { when })}`
  }
  return (
    <span
      className={`${css.pill} ${face.look === 'running' ? '' : css[face.look]}`}
      {...(instant ? hint(words) : undefined)}
    >
      <ClockMark look={face.look} part={face.part} />
      {withMetric && metric && <span className={css.pillMetric}>{field(`metric.${metric}`)}</span>}
      <span className={css.pillValue}>{value}</span>
    </span>
  )
}
