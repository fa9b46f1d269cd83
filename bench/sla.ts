import { seededPolicies } from '@/server/sla/evaluation/policies.rules'
import { evaluate } from '@/server/sla/evaluation/evaluate.rules'
import { policyDefinition, type PolicyDefinition, type SlaEvent } from '@/server/sla/schema'
import { type Measure, percentile } from './report'
import { slaWorker } from './sla-worker'

const minuteMs = 60_000
const dayMs = 86_400_000
const filedAt = Date.parse('2026-08-03T01:30:00.000Z')

/** Fifty events over some eight days: answers, questions, pauses, severities up and down, a promise, a reopening. */
function fiftyEvents(): SlaEvent[] {
  const events: SlaEvent[] = [{ seq: 1, at: filedAt, type: 'filed', severity: 'S2' }]
  const add = (event: Omit<SlaEvent, 'seq' | 'at'>, minutes: number) => {
    const at = events.at(-1)!.at + minutes * minuteMs
    events.push({ ...event, seq: events.length + 1, at } as SlaEvent)
  }
  for (let round = 0; events.length < 48; round += 1) {
    add({ type: 'staff_reply', kind: round % 4 === 3 ? 'workaround' : 'diagnosis', human: true } as SlaEvent, 47)
    add({ type: 'customer_reply' }, 95)
    add({ type: 'staff_reply', kind: 'question', human: true } as SlaEvent, 61)
    add({ type: 'status_changed', to: round % 2 ? 'on_hold' : 'waiting_on_customer' } as SlaEvent, 0)
    add({ type: 'customer_reply' }, 480)
    add({ type: 'status_changed', to: 'open' } as SlaEvent, 0)
    if (round % 3 === 1) add({ type: 'severity_changed', to: round % 2 ? 'S1' : 'S2' } as SlaEvent, 30)
    if (round % 3 === 2) add({ type: 'internal_note' }, 30)
  }
  events.length = 48
  add({ type: 'resolved' }, 35)
  add({ type: 'reopened', actor: 'customer' } as SlaEvent, 600)
  return events
}

/** The same promises in the working hours of Shanghai, with the make-up days around the public holidays. */
export const workingHours: PolicyDefinition = policyDefinition.parse({
  warningPercents: [50, 75, 90],
  calendars: {
    always: {
      type: 'business',
      timeZone: 'Asia/Shanghai',
      weekly: Object.fromEntries(
        ['MON', 'TUE', 'WED', 'THU', 'FRI'].map((day) => [
          day,
          [
            ['09:00', '12:00'],
            ['13:30', '18:00'],
          ],
        ]),
      ),
      exceptions: [
        ...['01', '02', '03', '05', '06', '07', '08'].map((day) => ({ date: `2026-10-${day}`, intervals: [] })),
        { date: '2026-09-27', intervals: [['09:00', '18:00']] },
        { date: '2026-10-10', intervals: [['09:00', '18:00']] },
      ],
    },
  },
  severities: seededPolicies.ENTERPRISE.severities,
})

/** One ticket evaluated 10,000 times, calendars compiled and everything warm. */
function evaluation(): Measure[] {
  const events = fiftyEvents()
  const asOf = events.at(-1)!.at + dayMs
  const medianUs = (policy: PolicyDefinition) => {
    for (let warm = 0; warm < 2_000; warm += 1) evaluate(policy, events, asOf)
    const times: number[] = []
    for (let run = 0; run < 10_000; run += 1) {
      const from = performance.now()
      evaluate(policy, events, asOf)
      times.push(performance.now() - from)
    }
    return percentile(times, 0.5) * 1_000
  }
  const name = `evaluate a ticket of ${events.length} events`
  return [
    { name: `${name}, 24×7, p50`, value: medianUs(seededPolicies.ENTERPRISE), unit: 'µs', target: 100, side: 'below' },
    { name: `${name}, working hours, p50`, value: medianUs(workingHours), unit: 'µs', target: 500, side: 'below' },
  ]
}

/** Evaluation in this process; clocks and replays in a worker of their own. */
export async function sla(): Promise<Measure[]> {
  return [...evaluation(), ...(await slaWorker(workingHours))]
}
