'use client'
import { hint } from './hints'
import css from './ui.module.css'
import { useServerNow } from './server-clock'
import { useTimes } from './use-times'

/**
 * An instant in the reader's zone, in the standard date scheme unless another style is given; the full date and the
 * zone on hover. `relative` is only for past instants.
 */
export function TimeText({
  at,
  style = 'time',
}: {
  at: Date
  style?: 'time' | 'date' | 'relative' | 'timeWithSeconds'
}) {
  const times = useTimes()
  const now = useServerNow(30_000)
  const text = style === 'relative' ? times.ago(at, now) : style === 'time' ? times.near(at, now) : times[style](at)
  return (
    <time
      dateTime={at.toISOString()}
      className={css.num}
      {...hint(() => `${times.dateTime(at)} (${times.zoneName(at)}, ${times.zone})`)}
    >
      {text}
    </time>
  )
}
