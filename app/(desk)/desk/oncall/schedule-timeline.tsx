'use client'
import { Box, Tooltip } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { useLocale, useTranslations } from 'next-intl'
import { useId } from 'react'
import { token } from '@/app/_ui/theme'
import { useTimes } from '@/app/_ui/use-times'
import { useViewer } from '@/app/_ui/viewer-context'
import type { ScheduleView, ShiftView } from '@/server/oncall/service'
import { instantOfLocal, localDayOf, localMsAt } from '@/server/time/local-time'

const dayMs = 86_400_000
const gutter = 120
const head = 36
const row = 34
const bar = 24
const leastWidth = 980

/** Width at 11 px, near enough to choose a label: Chinese fills its square. */
const textWidth = (text: string) =>
  [...text].reduce((sum, letter) => sum + (/[\u2e80-\uffef]/.test(letter) ? 11 : 6.4), 0)

/** Layers, overrides and the row that counts, in the reader's zone; the reader's own shifts are solid, a gap is red and hatched. */
export function ScheduleTimeline({ schedule }: { schedule: ScheduleView }) {
  const t = useTranslations('oncall')
  const times = useTimes()
  const locale = useLocale()
  const me = useViewer()?.userId
  const { ref, width: measured } = useElementSize()
  const pattern = useId()
  const width = Math.max(measured || leastWidth, leastWidth)
  const [from, to, now] = [schedule.from.getTime(), schedule.to.getTime(), schedule.now.getTime()]
  const { layers, overrides, final } = schedule.rows
  const finalTop = head + (layers.length + 1) * row + 10
  const height = finalTop + row + 8
  const x = (at: number) => gutter + ((Math.max(from, Math.min(to, at)) - from) / (to - from)) * (width - gutter - 1)
  const dayName = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
    timeZone: times.zone,
    weekday: 'short',
    day: 'numeric',
  })
  const days: number[] = []
  const firstDay = localDayOf(localMsAt(from, times.zone))
  for (let day = firstDay; instantOfLocal(day * dayMs, times.zone) < to; day++)
    days.push(instantOfLocal(day * dayMs, times.zone))

  const draw = (shift: ShiftView, top: number, kind: 'layer' | 'override' | 'final') => {
    // A layer that is not in force is no gap: only the last row tells whether anybody answers.
    if (shift.person === null && kind !== 'final') return null
    const left = x(shift.from.getTime())
    const span = Math.max(2, x(shift.to.getTime()) - left - 2)
    const gap = shift.person === null
    const mine = !gap && shift.person?.id === me
    const solid = kind === 'layer' ? token('surface-sunk') : token('line')
    const fill = gap ? `url(#${pattern})` : mine ? 'var(--mantine-primary-color-filled)' : solid
    const text = gap ? token('late') : mine ? token('on-ink') : 'var(--mantine-color-text)'
    const label = shift.person?.name ?? t('nobody')
    const short = [label, label.split(' ')[0] ?? ''].find((each) => textWidth(each) <= span - 8) ?? ''
    return (
      <Tooltip
        key={`${kind}-${shift.from.getTime()}-${shift.overrideId ?? ''}`}
        label={t('shift', { who: label, from: times.dateTime(shift.from), to: times.dateTime(shift.to) })}
      >
        <g>
          <rect
            x={left + 1}
            y={top + (row - bar) / 2}
            width={span}
            height={bar}
            rx={3}
            fill={fill}
            stroke={gap ? token('breached') : mine ? 'none' : token('line-strong')}
            strokeDasharray={kind === 'override' ? '3 2' : undefined}
          />
          <text x={left + 6} y={top + row / 2 + 4} fill={text} fontWeight={kind === 'final' ? 600 : 450}>
            {short}
          </text>
        </g>
      </Tooltip>
    )
  }
  const nameOf = (name: string, top: number, strong = false) => (
    <text x={0} y={top + row / 2 + 4} fill="var(--mantine-color-text)" fontSize={12} fontWeight={strong ? 650 : 500}>
      {name}
    </text>
  )
  const overridesTop = head + layers.length * row

  return (
    <Box
      ref={ref}
      style={{ overflowX: 'auto' }}
      tabIndex={0}
      role="group"
      aria-label={t('timeline', { name: schedule.name })}
    >
      <svg
        width={width}
        height={height}
        aria-hidden
        aria-label={t('timeline', { name: schedule.name })}
        style={{ display: 'block', fontSize: 11, fontVariantNumeric: 'tabular-nums' }}
        fill="var(--mantine-color-dimmed)"
      >
        <defs>
          <pattern id={pattern} width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width={6} height={6} fill={token('s1-soft')} />
            <rect width={1.8} height={6} fill={token('s1-line')} />
          </pattern>
        </defs>
        {days.map((at) => (
          <g key={at}>
            <line x1={x(at)} x2={x(at)} y1={6} y2={height} stroke={token('line-strong')} />
            <text x={x(at) + 5} y={16} fill="var(--mantine-color-text)" fontSize={12}>
              {dayName.format(at)}
            </text>
          </g>
        ))}
        {layers.map((layer, index) => (
          <g key={layer.id}>
            {nameOf(t('layer', { number: index + 1 }), head + index * row)}
            {layer.shifts.map((shift) => draw(shift, head + index * row, 'layer'))}
          </g>
        ))}
        {nameOf(t('overrides'), overridesTop)}
        {overrides.map((shift) => draw(shift, overridesTop, 'override'))}
        <line x1={0} x2={width} y1={finalTop - 4} y2={finalTop - 4} stroke={token('line-strong')} />
        {nameOf(t('title'), finalTop, true)}
        {final.map((shift) => draw(shift, finalTop, 'final'))}
        <line x1={x(now)} x2={x(now)} y1={22} y2={height} stroke="var(--mantine-color-text)" strokeWidth={1.5} />
        <text x={x(now) + 5} y={head - 4} fill="var(--mantine-color-text)" fontWeight={650}>
          {times.time(schedule.now)}
        </text>
      </svg>
    </Box>
  )
}
