'use client'
import { isAnswerEvent } from '@/server/tickets/events/kinds.rules'
import { Box, Tooltip } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useId } from 'react'
import type { TicketView, TimelineItem } from '@/server/tickets/reading/schema'
import { clearLines, labelSides, trackScale } from './clock-track-scale'
import { useServerNow } from './server-clock'
import { type Token, token } from './theme'
import { useTimes } from './use-times'
import { metrics } from '@/server/vocabulary/metric'
import { type ReplyKind } from '@/server/vocabulary/reply-kind'

const gutter = 92
const row = 19
const head = 40
const foot = 38
/** Minimum distance between labels on the axis, in px. */
const axisRoom = 64
const severityTokens: Record<string, Token> = { S1: 's1', S2: 's2', S3: 's3', S4: 's4' }
type Event = Extract<TimelineItem, { kind: 'event' }>

/** Returns the severity over time, from the events that set it. */
function severitySteps(ticket: TicketView, events: Event[]) {
  const steps = events.flatMap((event) => {
    const at = event.at.getTime()
    if (event.type === 'filed') return [{ at, to: event.facts.severity }]
    return event.type === 'severity_changed' ? [{ at, to: event.facts.to }] : []
  })
  return steps.length > 0 ? steps : [{ at: ticket.createdAt.getTime(), to: ticket.severity }]
}

/** Draws a ticket's history: a bar per metric, a line per answer, severity as steps, customer messages as rings. */
export function ClockTrack({ ticket }: { ticket: TicketView }) {
  const t = useTranslations('common.track')
  const field = useTranslations('field')
  const times = useTimes()
  const tickedMs = useServerNow(15_000)
  const { ref, width: measured } = useElementSize()
  const pattern = useId()
  const width = Math.max(measured || 760, 320)
  const height = head + metrics.length * row + foot
  const clocks = ticket.clocks.filter((clock) => clock.spans.length > 0)
  const over = ticket.closedAt ?? ticket.resolvedAt
  // The screen's clock advances in steps, so the server's spans may be ahead of it; no bar may extend beyond "now".
  const nowMs = Math.max(tickedMs, ...clocks.flatMap((clock) => clock.spans.map((span) => span.to.getTime())))
  const until = over ? Math.min(nowMs, over.getTime() + 60_000) : nowMs
  /** Extends the last span of an open clock to now, because the ticket may have been read a while ago. */
  const spansOf = ({ spans, state }: (typeof clocks)[number]) =>
    over || state === 'ended' ? spans : spans.with(-1, { ...spans.at(-1)!, to: new Date(nowMs) })
  const scale = trackScale(
    ticket.createdAt.getTime(),
    until,
    clocks.flatMap((clock) => (clock.dueAt && clock.state !== 'ended' ? [clock.dueAt.getTime()] : [])),
  )
  const x = (at: number) =>
    gutter + ((Math.min(at, scale.to) - scale.from) / (scale.to - scale.from)) * (width - gutter - 20)
  const y = (metric: string) => head + metrics.findIndex((name) => name === metric) * row
  const near = (at: number) => times.near(new Date(at), nowMs)
  const fill = { running: token('bar'), paused: `url(#${pattern})`, breached: token('breached') }
  const events = ticket.timeline.filter((item): item is Event => item.kind === 'event' && item.chain === 'public')
  const severities = severitySteps(ticket, events)
  const drawn = events.flatMap((event): { event: Event; kind: ReplyKind | null; label: string }[] => {
    if (event.type === 'customer_reply' || event.type === 'filed') {
      return [{ event, kind: null, label: t(event.type === 'filed' ? 'filed' : 'replied') }]
    }
    if (event.type !== 'staff_reply' || !isAnswerEvent(event)) return []
    const { kind } = event.facts
    return [{ event, kind, label: field(`kind.${kind}`) }]
  })
  const sides = labelSides(
    drawn.flatMap(({ event, kind, label }) => (kind ? [{ x: x(event.at.getTime()), label }] : [])),
    gutter,
    width,
  )
  const answers = drawn.filter(({ kind }) => kind !== null)
  const ends = [scale.from, ...(over ? [] : [nowMs])]
  const lines = clearLines(
    scale.lines.map((at) => ({ at, x: x(at) })),
    ends.map(x),
    axisRoom,
  )

  return (
    <Box ref={ref} style={{ overflowX: 'auto' }} tabIndex={0} role="group" aria-label={t('title')}>
      <svg
        width={width}
        height={height}
        style={{ display: 'block', fontSize: 11, fontVariantNumeric: 'tabular-nums' }}
        fill="var(--mantine-color-dimmed)"
      >
        <defs>
          <pattern id={pattern} width={5} height={5} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width={5} height={5} fill="var(--mantine-color-body)" />
            <rect width={1.6} height={5} fill={token('bar')} />
          </pattern>
        </defs>
        {lines.map((at) => (
          <g key={at}>
            <line x1={x(at)} x2={x(at)} y1={head - 4} y2={height - 16} stroke={token('line')} />
            <text x={x(at)} y={height - 4} textAnchor="middle">
              {near(at)}
            </text>
          </g>
        ))}
        {ends.map((at, index) => (
          <text key={index === 0 ? 'start' : 'now'} x={x(at)} y={height - 4} textAnchor="middle" fontWeight={600}>
            {index === 0 ? near(at) : t('now')}
          </text>
        ))}
        <text x={0} y={12}>
          {t('answers')}
        </text>
        <text x={0} y={31}>
          {t('severity')}
        </text>
        <text x={0} y={height - foot + 13}>
          {t('customer')}
        </text>
        {severities.map((step, index) => {
          const to = severities[index + 1]?.at ?? until
          const level = 22 + (index % 3) * 5
          const previous = 22 + ((index + 2) % 3) * 5
          const color = token(severityTokens[step.to] ?? 's4')
          return (
            <g key={step.at}>
              {index > 0 && (
                <line x1={x(step.at)} x2={x(step.at)} y1={previous} y2={level} stroke={color} strokeWidth={2} />
              )}
              <line x1={x(step.at)} x2={x(to)} y1={level} y2={level} stroke={color} strokeWidth={2} />
              <text x={x(step.at) + 5} y={level + 11} fontWeight={650} fill={color}>
                {step.to}
              </text>
            </g>
          )
        })}
        {metrics.map((metric) => (
          <text key={metric} x={0} y={y(metric) + 13}>
            {field(`metric.${metric}`)}
          </text>
        ))}
        {clocks.map((clock) => {
          const due = (clock.breachedAt ?? clock.dueAt)?.getTime()
          const ahead = clock.state === 'running' && due !== undefined && due > nowMs
          return (
            <g key={clock.id}>
              {ahead && (
                <rect
                  x={x(nowMs)}
                  y={y(clock.metric) + 5}
                  width={Math.max(0, x(due) - x(nowMs))}
                  height={9}
                  fill={token('bar-rest')}
                />
              )}
              {spansOf(clock).map((span) => (
                <rect
                  key={span.from.getTime()}
                  x={x(span.from.getTime())}
                  y={y(clock.metric) + 5}
                  width={Math.max(1.5, x(span.to.getTime()) - x(span.from.getTime()) - 1)}
                  height={9}
                  fill={fill[span.kind]}
                  stroke={span.kind === 'paused' ? token('bar') : 'none'}
                  strokeWidth={span.kind === 'paused' ? 0.75 : 0}
                >
                  <title>
                    {`${field(`metric.${clock.metric}`)} · ${t(span.kind)} ${near(span.from.getTime())}–${near(span.to.getTime())}`}
                  </title>
                </rect>
              ))}
              {due !== undefined && due <= scale.to && (
                <line
                  x1={x(due)}
                  x2={x(due)}
                  y1={y(clock.metric) + 2}
                  y2={y(clock.metric) + 17}
                  stroke="var(--mantine-color-text)"
                  strokeWidth={1.25}
                >
                  <title>{t('due', { when: near(due) })}</title>
                </line>
              )}
              {clock.endedAt && clock.outcome !== 'cancelled' && (
                <circle
                  cx={x(clock.endedAt.getTime())}
                  cy={y(clock.metric) + 9.5}
                  r={3.6}
                  fill={token(clock.outcome === 'met' ? 'met-ring' : 'breached')}
                  stroke="var(--mantine-color-body)"
                  strokeWidth={1.5}
                />
              )}
            </g>
          )
        })}
        {drawn.map(({ event, kind, label }) => {
          const at = event.at.getTime()
          // A label without room is left out; the tooltip still shows it.
          const side = kind && sides[answers.findIndex((answer) => answer.event.id === event.id)]
          return (
            <Tooltip key={event.id} label={`${near(at)} · ${event.actor.name} · ${label}`} position="bottom" offset={4}>
              <g tabIndex={0} role="img" aria-label={`${near(at)} ${event.actor.name}: ${label}`}>
                <rect x={x(at) - 5} y={0} width={10} height={height - 16} fill="transparent" />
                {kind ? (
                  <>
                    <line
                      x1={x(at)}
                      x2={x(at)}
                      y1={4}
                      y2={height - foot}
                      stroke="var(--mantine-color-text)"
                      strokeOpacity={0.55}
                    />
                    <circle cx={x(at)} cy={8} r={3.5} fill="var(--mantine-color-text)" />
                    {side && (
                      <text
                        x={x(at) + (side === 'right' ? 7 : -7)}
                        y={12}
                        textAnchor={side === 'right' ? 'start' : 'end'}
                        fill="var(--mantine-color-text)"
                      >
                        {label}
                      </text>
                    )}
                  </>
                ) : (
                  <circle
                    cx={x(at)}
                    cy={height - foot + 9}
                    r={3.2}
                    fill="var(--mantine-color-body)"
                    stroke="var(--mantine-color-dimmed)"
                    strokeWidth={1.5}
                  />
                )}
              </g>
            </Tooltip>
          )
        })}
        {!over && (
          <line
            x1={x(nowMs)}
            x2={x(nowMs)}
            y1={16}
            y2={height - foot}
            stroke="var(--mantine-color-text)"
            strokeDasharray="2 2"
          />
        )}
      </svg>
    </Box>
  )
}
