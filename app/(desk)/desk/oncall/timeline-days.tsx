'use client'
import { useLocale } from 'next-intl'
import { token } from '@/app/_ui/theme'
import { placeOf, type Scale, ticks } from './timeline-scale'

const dayMs = 86_400_000
/** Nearer than this and the names of days would touch. */
const leastDayWidth = 44

/** The days of one zone: a line at each midnight, with its name; only Mondays where there is no room. */
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
  /** Where the line of the names ends, in pixels from the top. */
  line: number
  /** Beside the reader's own days, those of the schedule. */
  quiet?: boolean
}) {
  const locale = useLocale()
  const { from, to, left, right } = scale
  const far = ((right - left) * dayMs) / (to - from) < leastDayWidth
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
          {place < right - leastDayWidth / 2 && name.format(at)}
        </text>
      </g>
    )
  })
}
