'use client'
import { useLocale } from 'next-intl'
import { token } from '@/app/_ui/theme'
import { placeOf, type Scale, ticks } from './timeline-scale'

const dayMs = 86_400_000
/** Minimum width of a day in pixels at which the names of days do not touch. */
const minDayWidth = 44

/** The days of one zone: a labelled line at each midnight; only Mondays when there is no room. */
export function TimelineDays({
  scale,
  height,
  zone,
  line,
  quiet = false,
}: {
  scale: Scale
  height: number
  zone: string
  /** Bottom of the row of names, in pixels from the top. */
  line: number
  /** Drawn less prominently: the schedule's days beside the reader's own. */
  quiet?: boolean
}) {
  const locale = useLocale()
  const { from, to, left, right } = scale
  const far = ((right - left) * dayMs) / (to - from) < minDayWidth
  const name = new Intl.DateTimeFormat(
    locale === 'en' ? 'en-GB' : locale,
    far ? { timeZone: zone, day: 'numeric', month: 'short' } : { timeZone: zone, weekday: 'short', day: 'numeric' },
  )
  return ticks(from, to, zone, far).map((at) => {
    const place = placeOf(scale, at)
    return (
      <g key={at}>
        <line
          x1={place}
          x2={place}
          y1={quiet ? line - 14 : 6}
          y2={height}
          stroke={token('line-strong')}
          strokeDasharray={quiet ? '1 4' : undefined}
        />
        <text
          x={place + 5}
          y={line - 4}
          fill={quiet ? undefined : 'var(--mantine-color-text)'}
          fontSize={quiet ? undefined : 12}
        >
          {place < right - minDayWidth / 2 && name.format(at)}
        </text>
      </g>
    )
  })
}
