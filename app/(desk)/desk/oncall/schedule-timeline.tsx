'use client'
import { Box, Tooltip } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useId, useState } from 'react'
import { initials } from '@/app/_ui/initials'
import { token } from '@/app/_ui/theme'
import { useTimes } from '@/app/_ui/use-times'
import { useViewer } from '@/app/_ui/viewer-context'
import type { ScheduleView, ShiftView } from '@/server/oncall/schedule/schedules'
import { TimelineDays } from './timeline-days'
import { labelPlace, placeOf, type Scale, type Span, snapMs, type TimelineLength } from './timeline-scale'
import { useLayerWords } from './use-layer-words'
import { type Picking, useSpanPicking } from './use-span-picking'

const wideGutter = 168
const narrowGutter = 104
/** Width in pixels from which row labels fit beside the bars. */
const wideFrom = 600
const axis = 18
const row = 34
const bar = 24
const minWidth = 980

/** Estimates a text's width in pixels at a font size of 11 px, to choose a label. Chinese characters are full-width. */
const textWidth = (text: string) => [...text].reduce((sum, letter) => sum + (/[⺀-￯]/.test(letter) ? 11 : 6.4), 0)

/** Returns the text, shortened to fit. */
function fitting(text: string, width: number): string {
  if (textWidth(text) <= width) return text
  const letters = [...text]
  while (letters.length > 1 && textWidth(`${letters.join('')}…`) > width) letters.pop()
  return `${letters.join('').trimEnd()}…`
}

/** Another schedule, of which only the final row is drawn. */
export interface OtherRow {
  id: string
  name: string
  timeZone: string
  shifts: ShiftView[]
}

/**
 * Draws layers, overrides and the final row on a time axis with the reader's days and the schedule's days. The reader's
 * own shifts are solid, a gap is red and hatched. With `picking`, a span for an override can be drawn in the overrides'
 * row, by pointer or with the arrow keys.
 */
export function ScheduleTimeline({
  schedule,
  length = 'fortnight',
  others = [],
  picking,
}: {
  schedule: ScheduleView
  length?: TimelineLength
  /** Drawn below, for the same days. */
  others?: OtherRow[]
  picking?: Picking
}) {
  const t = useTranslations('oncall')
  const times = useTimes()
  const layerWords = useLayerWords()
  const me = useViewer()?.userId
  const { ref, width: measured } = useElementSize()
  const pattern = useId()
  // The labels of rows and bars stay visible while the days are scrolled.
  const [scrolled, setScrolled] = useState(0)
  const width = Math.max(measured || minWidth, minWidth)
  const gutter = measured > 0 && measured < wideFrom ? narrowGutter : wideGutter
  const [from, to, now] = [schedule.from.getTime(), schedule.to.getTime(), schedule.now.getTime()]
  const { layers, overrides, final } = schedule.rows
  const twoZones = schedule.timeZone !== times.zone
  const head = 2 * axis + (twoZones ? axis : 0)
  const overridesTop = head + layers.length * row
  const finalTop = overridesTop + row + 10
  const othersTop = finalTop + row + (others.length > 0 ? axis + 8 : 0)
  const height = othersTop + others.length * row + 8
  const scale: Scale = { from, to, left: gutter, right: width - 1 }
  const x = (at: number) => placeOf(scale, at)
  const draw = (shift: ShiftView, top: number, kind: 'layer' | 'override' | 'final' | 'other') => {
    // An inactive layer is no gap: only the final row shows whether anybody is on call.
    if (shift.person === null && shift.leftStaff === null && (kind === 'layer' || kind === 'override')) return null
    const left = x(shift.from.getTime())
    const span = Math.max(2, x(shift.to.getTime()) - left - 2)
    const gap = shift.person === null
    const mine = !gap && shift.person?.id === me
    const solid = kind === 'layer' ? token('surface-sunk') : token('line')
    const fill = gap ? `url(#${pattern})` : mine ? 'var(--mantine-primary-color-filled)' : solid
    const text = gap ? token('late') : mine ? token('on-ink') : 'var(--mantine-color-text)'
    const label = shift.leftStaff ? t('leftStaff', { name: shift.leftStaff }) : (shift.person?.name ?? t('nobody'))
    const names = gap ? [label] : [label, label.split(' ')[0] ?? '', initials(label)]
    const place = labelPlace(
      { left: left + 1, right: left + 1 + span },
      names.map((name) => ({ name, width: textWidth(name) })),
      gutter + scrolled,
      now >= from && now < to ? x(now) : null,
    )
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
          {place && (
            <text x={place.x} y={top + row / 2 + 4} fill={text} fontWeight={kind === 'final' ? 600 : 450}>
              {place.name.name}
            </text>
          )}
        </g>
      </Tooltip>
    )
  }
  const nameOf = (name: string, top: number, words = '', strong = false) => (
    <>
      <text
        x={0}
        y={top + row / 2 + (words ? -2 : 4)}
        fill="var(--mantine-color-text)"
        fontSize={12}
        fontWeight={strong ? 650 : 500}
      >
        {fitting(name, gutter - 14)}
      </text>
      {words && (
        <text x={0} y={top + row / 2 + 11}>
          {fitting(words, gutter - 10)}
          <title>{words}</title>
        </text>
      )}
    </>
  )
  const current = layers.filter((layer) => !layer.removed)
  const definitionOf = (layer: (typeof layers)[number]) => schedule.layers.find(({ id }) => id === layer.id)
  const layerName = (layer: (typeof layers)[number]) =>
    layer.removed ? t('retiredLayer') : definitionOf(layer)?.name || t('layer', { number: current.indexOf(layer) + 1 })
  const layerLabel = (layer: (typeof layers)[number]) => {
    const definition = definitionOf(layer)
    return definition ? layerWords(definition) : ''
  }

  const chosen = picking?.span ?? null
  const spanWords = (span: Span) =>
    t('pick.span', { from: times.dateTime(new Date(span.from)), to: times.dateTime(new Date(span.to)) })
  const { pointer, onKeyDown } = useSpanPicking(picking, { scale, now, unitMs: snapMs[length], timeZone: times.zone })

  return (
    <Box
      ref={ref}
      onScroll={(event) => setScrolled(event.currentTarget.scrollLeft)}
      style={{ overflowX: 'auto' }}
      tabIndex={0}
      role="group"
      aria-label={t('timeline', { name: schedule.name })}
    >
      <Box pos="relative" w={width}>
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
          <TimelineDays scale={scale} height={height} zone={times.zone} line={axis} />
          {twoZones && <TimelineDays scale={scale} height={height} zone={schedule.timeZone} line={2 * axis} quiet />}
          {layers.map((layer, index) => (
            <g key={layer.id} opacity={layer.removed ? 0.6 : undefined}>
              {layer.shifts.map((shift) => draw(shift, head + index * row, 'layer'))}
            </g>
          ))}
          <g {...pointer}>
            {picking && (
              <>
                <rect
                  x={gutter}
                  y={overridesTop + 2}
                  width={width - gutter - 1}
                  height={row - 4}
                  rx={3}
                  fill="transparent"
                  stroke={token('line')}
                  strokeDasharray="4 4"
                />
                {overrides.length === 0 && !chosen && (
                  <text x={gutter + 8} y={overridesTop + row / 2 + 4}>
                    {t('pick.hint')}
                  </text>
                )}
              </>
            )}
            {overrides.map((shift) => draw(shift, overridesTop, 'override'))}
          </g>
          <line x1={0} x2={width} y1={finalTop - 4} y2={finalTop - 4} stroke={token('line-strong')} />
          {final.map((shift) => draw(shift, finalTop, 'final'))}
          {others.map((other, index) => (
            <g key={other.id}>{other.shifts.map((shift) => draw(shift, othersTop + index * row, 'other'))}</g>
          ))}
          {chosen && chosen.to > from && chosen.from < to && (
            <g pointerEvents="none">
              <rect
                x={x(chosen.from)}
                y={overridesTop}
                width={Math.max(2, x(chosen.to) - x(chosen.from))}
                height={finalTop + row - overridesTop}
                rx={3}
                fill={token('s3')}
                fillOpacity={0.14}
                stroke={token('s3')}
                strokeWidth={1.5}
              />
            </g>
          )}
          {now >= from && now < to && (
            <>
              <line
                x1={x(now)}
                x2={x(now)}
                y1={head - axis + 4}
                y2={height}
                stroke="var(--mantine-color-text)"
                strokeWidth={1.5}
              />
              <text x={x(now) + 5} y={head - 4} fill="var(--mantine-color-text)" fontWeight={650}>
                {times.time(schedule.now)}
              </text>
            </>
          )}
          <g transform={`translate(${scrolled} 0)`}>
            <rect width={gutter - 1} height={height} fill="var(--mantine-color-body)" />
            <line x2={gutter - 1} y1={finalTop - 4} y2={finalTop - 4} stroke={token('line-strong')} />
            {twoZones && (
              <>
                <text y={axis - 4} fill="var(--mantine-color-text)">
                  {fitting(t('yourZone', { zone: times.zoneName(schedule.from) }), gutter - 8)}
                </text>
                <text y={2 * axis - 4}>{fitting(schedule.timeZone, gutter - 8)}</text>
              </>
            )}
            {layers.map((layer, index) => (
              <g key={layer.id} opacity={layer.removed ? 0.6 : undefined}>
                {nameOf(layerName(layer), head + index * row, layerLabel(layer))}
              </g>
            ))}
            {nameOf(t('overrides'), overridesTop, t('row.overrides'))}
            {nameOf(t('title'), finalTop, t('row.final'), true)}
            {others.length > 0 && (
              <text y={othersTop - 6} fontSize={12}>
                {fitting(t('section.others'), gutter)}
              </text>
            )}
            {others.map((other, index) => (
              <g key={other.id}>{nameOf(other.name, othersTop + index * row, other.timeZone)}</g>
            ))}
          </g>
        </svg>
        {picking && (
          <Box
            pos="absolute"
            left={gutter}
            top={overridesTop}
            w={width - gutter - 1}
            h={row}
            tabIndex={0}
            role="slider"
            aria-label={t('pick.label')}
            aria-description={t('pick.keys')}
            aria-valuemin={from}
            aria-valuemax={to}
            aria-valuenow={chosen?.from ?? from}
            aria-valuetext={chosen ? spanWords(chosen) : t('pick.none')}
            onKeyDown={onKeyDown}
            style={{ pointerEvents: 'none' }}
          />
        )}
      </Box>
    </Box>
  )
}
