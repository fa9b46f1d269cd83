import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { officeHours, policies, timelines } from '@/tests/support/sla-arbitraries'
import { filedAt } from '@/tests/support/sla-timeline'
import { slowClocks } from '@/tests/support/slow-clocks'
import { type PolicyDefinition, type SlaEvent } from '../schema'
import { type ClockResult, evaluate } from './evaluate.rules'
import { type Metric, metrics } from '@/server/vocabulary/metric'
import { severities } from '@/server/vocabulary/severity'

const minuteMs = 60_000
const dayMs = 86_400_000
const holiday = Date.parse('2027-03-02')

/** Whether a half-minute tick is in open hours, computed independently of the production calendar code. */
function opens(calendar: string, tick: number): boolean {
  if (calendar === 'always') return true
  const at = filedAt + tick * 30_000
  const day = new Date(at).getUTCDay()
  const minute = (at % dayMs) / minuteMs
  if (day === 0 || day > 4 || Math.floor(at / dayMs) * dayMs === holiday) return false
  return officeHours.some(([from, to]) => minute >= from && minute < to)
}

const lastAt = (events: readonly SlaEvent[]) => events.at(-1)?.at ?? filedAt
const openClock = (clocks: readonly ClockResult[], metric: Metric) =>
  clocks.find((clock) => clock.metric === metric && clock.endedAt === null)
/** The one exception (§1.6): a pause reduces a promise made for after closing time to the open time up to it. */
const isPromiseAfterHours = (events: readonly SlaEvent[], dueAt: number) =>
  events.some((event) => event.type === 'update_promised' && event.promisedAt === dueAt) &&
  !opens('office', (dueAt - filedAt) / 30_000 - 1)
const minutesLater = fc.oneof(
  fc.integer({ min: 0, max: 30 }).map((halves) => halves * 30),
  fc.integer({ min: 0, max: 1500 }),
)

describe('the evaluation', () => {
  it('equals a slow second implementation of the specification', () => {
    fc.assert(
      fc.property(
        policies,
        timelines,
        fc.oneof(minutesLater, fc.integer({ min: -300, max: 0 })),
        (policy, events, minutes) => {
          const asOf = Math.max(filedAt, lastAt(events) + minutes * minuteMs)
          const outcomes = evaluate(policy, events, asOf).map(
            ({
              metric,
              startedAt,
              endedAt,
              outcome,
              breachedAt,
              elapsedMs,
              targetMs,
              dueAt,
              remainderMs,
              warningsFired,
            }) => ({
              metric,
              startedAt,
              endedAt,
              outcome,
              breachedAt,
              elapsedMs,
              targetMs,
              dueAt,
              remainderMs,
              fired: warningsFired,
            }),
          )
          expect(outcomes).toEqual(slowClocks(policy, events, asOf, opens))
        },
      ),
      { numRuns: Number(process.env.RUNS ?? 300) },
    )
  })

  it('gives the same result event by event as for the whole timeline at once', () => {
    fc.assert(
      fc.property(policies, timelines, minutesLater, (policy, events, minutes) => {
        const asOf = lastAt(events) + minutes * minuteMs
        const before = new Map<string, ClockResult>()
        const disputed = new Set(
          events.flatMap((event) => (event.type === 'dispute_upheld' ? [event.disputedSeq] : [])),
        )
        const undisputed = events.filter((event) => !disputed.has(event.seq))
        for (const event of undisputed)
          for (const clock of evaluate(policy, undisputed, event.at))
            if (clock.breachedAt !== null) before.set(`${clock.metric} ${clock.startedAt} ${clock.breachedAt}`, clock)
        const at = (list: readonly SlaEvent[]) => evaluate(policy, list, asOf)
        // A recorded breach is never removed by later events.
        const after = new Set(at(undisputed).map((clock) => `${clock.metric} ${clock.startedAt} ${clock.breachedAt}`))
        for (const known of before.keys()) expect(after).toContain(known)
        // An upheld dispute makes the clocks what they would be without the disputed reply.
        expect(at(events)).toEqual(at(undisputed))
      }),
    )
  })

  it('never lets the elapsed time decrease', () => {
    fc.assert(
      fc.property(policies, timelines, minutesLater, minutesLater, (policy, events, one, more) => {
        const asOf = lastAt(events) + one * minuteMs
        const later = evaluate(policy, events, asOf + more * minuteMs)
        for (const [index, clock] of evaluate(policy, events, asOf).entries())
          expect(later[index]?.elapsedMs).toBeGreaterThanOrEqual(clock.elapsedMs)
      }),
    )
  })

  it('is consistent: every breach has an instant, warnings are in order, nothing due lies in the past', () => {
    fc.assert(
      fc.property(policies, timelines, minutesLater, (policy, events, minutes) => {
        const asOf = lastAt(events) + minutes * minuteMs
        for (const clock of evaluate(policy, events, asOf)) {
          const instants = [...clock.warningsFired, ...clock.warningsAhead].map(([, at]) => at)
          expect(instants).toEqual([...instants].sort((a, b) => a - b))
          expect(clock.warningsAhead.every(([, at]) => at > asOf)).toBe(true)
          expect(clock.warningsFired.every(([, at]) => at <= asOf)).toBe(true)
          if (clock.state === 'running') expect(clock.dueAt ?? asOf + 1).toBeGreaterThan(asOf)
          if (clock.outcome === 'met') expect(clock.breachedAt).toBeNull()
          if (clock.outcome === 'late') expect(clock.breachedAt).toBeLessThan(clock.endedAt ?? 0)
          expect(clock.spans.map(({ from }) => from)).toEqual(
            [clock.startedAt, ...clock.spans.map(({ to }) => to)].slice(0, clock.spans.length),
          )
        }
      }),
    )
  })
})

/** Extends a timeline by some events, all at the same later instant. */
function extendTimeline(events: readonly SlaEvent[], at: number, ...facts: Pick<SlaEvent, 'type'>[]): SlaEvent[] {
  return [...events, ...facts.map((fact, index) => ({ ...fact, seq: events.length + 1 + index, at }) as SlaEvent)]
}
const dueOf = (policy: PolicyDefinition, events: readonly SlaEvent[], metric: Metric, at: number) =>
  openClock(evaluate(policy, events, at), metric)

describe('the due instant of a clock', () => {
  it('is never made earlier by a pause', () => {
    fc.assert(
      fc.property(
        policies,
        timelines,
        minutesLater,
        fc.integer({ min: 1, max: 900 }),
        (policy, events, wait, pause) => {
          const at = lastAt(events) + wait * minuteMs
          const until = at + pause * minuteMs
          const paused = extendTimeline(
            extendTimeline(events, at, { type: 'status_changed', to: 'waiting_on_customer' } as SlaEvent),
            until,
            { type: 'status_changed', to: 'open' } as SlaEvent,
          )
          for (const metric of metrics) {
            const without = dueOf(policy, events, metric, at)
            const withPause = dueOf(policy, paused, metric, until)
            if (without?.state !== 'running' || without.dueAt === null || !withPause) continue
            if (metric === 'update' && isPromiseAfterHours(events, without.dueAt)) continue
            expect(withPause.dueAt ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(without.dueAt)
          }
        },
      ),
    )
  })

  it('is never made later by raising, and never moved into the past', () => {
    fc.assert(
      fc.property(policies, timelines, minutesLater, fc.constantFrom(...severities), (policy, events, wait, to) => {
        const at = lastAt(events) + wait * minuteMs
        const before = evaluate(policy, extendTimeline(events, at), at)
        const raised = extendTimeline(events, at, { type: 'severity_changed', to } as SlaEvent)
        const from = events.reduce(
          (now, event) =>
            event.type === 'filed' ? event.severity : event.type === 'severity_changed' ? event.to : now,
          'S4',
        )
        if (to >= from || events.some((event) => event.type === 'closed_by_customer' || event.type === 'merged')) return
        for (const metric of metrics) {
          const without = openClock(before, metric)
          const after = openClock(evaluate(policy, raised, at), metric)
          if (!without || !after) continue
          if (without.state === 'paused') expect(after.state).toBe('paused')
          else
            expect(after.dueAt ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(
              without.dueAt ?? Number.POSITIVE_INFINITY,
            )
          if (without.breachedAt === null && after.breachedAt !== null)
            expect(after.breachedAt).toBeGreaterThanOrEqual(at)
        }
      }),
    )
  })

  it('is never made later by a promise', () => {
    fc.assert(
      fc.property(
        policies,
        timelines,
        minutesLater,
        fc.integer({ min: 1, max: 900 }),
        (policy, events, wait, promised) => {
          const at = lastAt(events) + wait * minuteMs
          const without = dueOf(policy, events, 'update', at)
          const after = dueOf(
            policy,
            extendTimeline(events, at, { type: 'update_promised', promisedAt: at + promised * minuteMs } as SlaEvent),
            'update',
            at,
          )
          if (!without || !after) return
          expect(after.dueAt ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(without.dueAt ?? Number.POSITIVE_INFINITY)
          expect(after.remainderMs ?? 0).toBeLessThanOrEqual(without.remainderMs ?? 0)
        },
      ),
    )
  })
})
