import fc from 'fast-check'
import { type PolicyDefinition, policyDefinition, type SlaEvent } from '@/server/sla/schema'
import { replyKinds } from '@/server/vocabulary/reply-kind'
import { type Fact, filedAt } from './sla-timeline'
import { type Metric, metrics } from '@/server/vocabulary/metric'
import { severities } from '@/server/vocabulary/severity'

/** Policies and timelines at random, on whole minutes, so that halves of targets fall on half minutes. */
const minuteMs = 60_000

/** `office` opens 09:00–12:00 and 13:00–17:00 UTC from Monday to Thursday, but for the holiday of 2 March 2027. */
export const officeHours = [
  [540, 720],
  [780, 1020],
] as const

/** Mostly whole half hours, so that what falls due often meets an event of the same instant. */
const lengths = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 12 }).map((halves) => halves * 30) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 400 }) },
)

const target = fc.option(fc.record({ targetMinutes: lengths, calendar: fc.constantFrom('always', 'office') }), {
  freq: 4,
})
export const policies: fc.Arbitrary<PolicyDefinition> = fc
  .tuple(
    ...severities.map(() =>
      fc.record(Object.fromEntries(metrics.map((metric) => [metric, target])) as Record<Metric, typeof target>),
    ),
  )
  .map((rows) => {
    const day = [
      ['09:00', '12:00'],
      ['13:00', '17:00'],
    ]
    return policyDefinition.parse({
      warningPercents: [50, 100],
      calendars: {
        always: { type: '24x7' },
        office: {
          type: 'business',
          timeZone: 'UTC',
          weekly: { MON: day, TUE: day, WED: day, THU: day },
          exceptions: [{ date: '2027-03-02', intervals: [] }],
        },
      },
      severities: Object.fromEntries(severities.map((severity, index) => [severity, rows[index]])),
    })
  })

const severity = fc.constantFrom(...severities)
const later = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Fact>({ type: 'customer_reply' }) },
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('staff_reply' as const),
      kind: fc.constantFrom(...replyKinds),
      human: fc.constantFrom(true, true, true, false),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('status_changed' as const),
      to: fc.constantFrom('open' as const, 'waiting_on_customer' as const, 'on_hold' as const),
    }),
  },
  { weight: 5, arbitrary: fc.record({ type: fc.constant('severity_changed' as const), to: severity }) },
  { weight: 3, arbitrary: fc.constant<Fact>({ type: 'resolved' }) },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('reopened' as const),
      actor: fc.constantFrom('customer' as const, 'staff' as const),
    }),
  },
  { weight: 2, arbitrary: lengths.map((minutes) => ({ type: 'promise' as const, minutes })) },
  { weight: 1, arbitrary: fc.nat(20).map((of) => ({ type: 'dispute' as const, of })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Fact>({ type: 'internal_note' }, { type: 'closed_by_customer' }, { type: 'merged' }),
  },
)
const step = fc.record({
  wait: fc.oneof(fc.constant(0), lengths, lengths, fc.constant(900)),
  what: later,
})

/** At most 20 events over some days, in order; disputes name an earlier staff reply. */
export const timelines: fc.Arbitrary<SlaEvent[]> = fc
  .tuple(severity, fc.array(step, { maxLength: 20 }))
  .map(([filed, steps]) => {
    const events: SlaEvent[] = [{ seq: 1, at: filedAt, type: 'filed', severity: filed }]
    let at = filedAt
    for (const { wait, what } of steps) {
      at += wait * minuteMs
      const base = { seq: events.length + 1, at }
      if (what.type === 'promise')
        events.push({ ...base, type: 'update_promised', promisedAt: at + what.minutes * minuteMs })
      else if (what.type === 'dispute') {
        const replies = events.filter((event) => event.type === 'staff_reply')
        const disputed = replies[what.of % Math.max(1, replies.length)]
        if (disputed) events.push({ ...base, type: 'dispute_upheld', disputedSeq: disputed.seq })
      } else events.push({ ...base, ...what })
    }
    return events
  })
