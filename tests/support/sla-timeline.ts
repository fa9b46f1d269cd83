import type { ClockResult } from '@/server/sla/evaluation/evaluate.rules'
import { type PolicyDefinition, policyDefinition, type SlaEvent } from '@/server/sla/schema'
import type { Metric } from '@/server/vocabulary/metric'
import type { Severity } from '@/server/vocabulary/severity'

/**
 * Timelines and clocks in few words, for tables of transitions. Numbers are minutes after the ticket was filed, at
 * 08:00 UTC on Monday 1 March 2027.
 */
export const filedAt = Date.parse('2027-03-01T08:00:00.000Z')
const minuteMs = 60_000
export const instantOf = (minutes: number) => filedAt + minutes * minuteMs

export type Minutes = number | readonly [minutes: number, calendar: 'office' | 'never']
export type Targets = Partial<Record<Severity, Partial<Record<Metric, Minutes | null>>>>

/** Calendars: `always`, `never`, and `office` from 09:00 to 17:00 UTC on Monday to Friday. */
export function policyOf(targets: Targets, warningPercents: number[] = []): PolicyDefinition {
  const target = (minutes: Minutes | null) => {
    if (minutes === null) return null
    return typeof minutes === 'number'
      ? { targetMinutes: minutes, calendar: 'always' }
      : { targetMinutes: minutes[0], calendar: minutes[1] }
  }
  const day = [['09:00', '17:00']]
  return policyDefinition.parse({
    warningPercents,
    calendars: {
      always: { type: '24x7' },
      never: { type: 'business', timeZone: 'UTC', weekly: {} },
      office: { type: 'business', timeZone: 'UTC', weekly: { MON: day, TUE: day, WED: day, THU: day, FRI: day } },
    },
    severities: Object.fromEntries(
      Object.entries(targets).map(([severity, row]) => [
        severity,
        Object.fromEntries(Object.entries(row).map(([metric, minutes]) => [metric, target(minutes)])),
      ]),
    ),
  })
}

type WithoutSeq<T> = T extends SlaEvent ? Omit<T, 'seq' | 'at'> : never
export type Fact = WithoutSeq<SlaEvent>

const words: Record<string, (more: string) => Fact> = {
  filed: (severity) => ({ type: 'filed', severity: severity as Severity }),
  customer: () => ({ type: 'customer_reply' }),
  receipt: () => ({ type: 'staff_reply', kind: 'acknowledgement', human: true }),
  robot: () => ({ type: 'staff_reply', kind: 'fix', human: false }),
  answer: () => ({ type: 'staff_reply', kind: 'diagnosis', human: true }),
  workaround: () => ({ type: 'staff_reply', kind: 'workaround', human: true }),
  fix: () => ({ type: 'staff_reply', kind: 'fix', human: true }),
  note: () => ({ type: 'internal_note' }),
  open: () => ({ type: 'status_changed', to: 'open' }),
  waiting: () => ({ type: 'status_changed', to: 'waiting_on_customer' }),
  hold: () => ({ type: 'status_changed', to: 'on_hold' }),
  severity: (to) => ({ type: 'severity_changed', to: to as Severity }),
  resolved: () => ({ type: 'resolved' }),
  reopened: (by) => ({ type: 'reopened', actor: by === 'staff' ? 'staff' : 'customer' }),
  closed: () => ({ type: 'closed_by_customer' }),
  merged: () => ({ type: 'merged' }),
  promised: (minutes) => ({ type: 'update_promised', promisedAt: instantOf(Number(minutes)) }),
  disputed: (seq) => ({ type: 'answer_disputed', disputedSeq: Number(seq) }),
  upheld: (seq) => ({ type: 'dispute_upheld', disputedSeq: Number(seq) }),
}

/** `0 filed S2 · 10 answer · 20 severity S1 · 30 promised 60 · 40 upheld 2`; `seq` counts from 1. */
export function timelineOf(script: string): SlaEvent[] {
  return script.split(' · ').map((event, index) => {
    const [minutes, word = '', more = ''] = event.trim().split(' ')
    const fact = words[word]
    if (!fact) throw new Error(`no such event: ${word}`)
    return { seq: index + 1, at: instantOf(Number(minutes)), ...fact(more) }
  })
}

/** `update 10→40 late breached 30 elapsed 30 warned 50@20`: a clock as the tables say it. */
export function describeClock(clock: ClockResult): string {
  const minutes = (at: number) => String(Math.round(((at - filedAt) / minuteMs) * 1000) / 1000)
  const state = clock.state === 'ended' ? clock.outcome : clock.state
  return [
    `${clock.metric} ${minutes(clock.startedAt)}→${clock.endedAt === null ? '' : minutes(clock.endedAt)} ${state}`,
    clock.state === 'running' && (clock.dueAt === null ? 'never due' : `due ${minutes(clock.dueAt)}`),
    clock.breachedAt !== null && `breached ${minutes(clock.breachedAt)}`,
    clock.remainderMs !== null && `left ${clock.remainderMs / minuteMs}`,
    `elapsed ${clock.elapsedMs / minuteMs}`,
    clock.warningsFired.length > 0 &&
      `warned ${clock.warningsFired.map(([percent, at]) => `${percent}@${minutes(at)}`).join(' ')}`,
    clock.warningsAhead.length > 0 &&
      `ahead ${clock.warningsAhead.map(([percent, at]) => `${percent}@${minutes(at)}`).join(' ')}`,
  ]
    .filter((part) => part !== false)
    .join(' ')
}
