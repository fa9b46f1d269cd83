import { z } from 'zod'

/** Policies and timelines as the evaluation, the command line and the database's JSON know them (docs/formats.md). */

export const severities = ['S1', 'S2', 'S3', 'S4'] as const
export const severity = z.enum(severities)
export type Severity = z.infer<typeof severity>

export const metrics = ['first_response', 'next_response', 'update', 'workaround', 'resolution'] as const
export const metric = z.enum(metrics)
export type Metric = z.infer<typeof metric>

export const replyKinds = ['acknowledgement', 'question', 'diagnosis', 'workaround', 'root_cause', 'fix', 'update'] as const
export const replyKind = z.enum(replyKinds)
export type ReplyKind = z.infer<typeof replyKind>

export const pausableStatuses = ['open', 'waiting_on_customer', 'on_hold'] as const
export type PausableStatus = (typeof pausableStatuses)[number]

export const timeZone = z.string().refine((zone) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}, 'unknown time zone')

const localTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'a local time HH:MM')
const interval = z.tuple([localTime, localTime])
const localDate = z.iso.date()
export const weekdays = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const

export const businessCalendar = z.strictObject({
  type: z.literal('business'),
  timeZone,
  weekly: z.partialRecord(z.enum(weekdays), z.array(interval)),
  exceptions: z.array(z.strictObject({ date: localDate, intervals: z.array(interval) })).default([]),
})
export type BusinessCalendar = z.infer<typeof businessCalendar>
export const calendarDefinition = z.discriminatedUnion('type', [z.strictObject({ type: z.literal('24x7') }), businessCalendar])
export type CalendarDefinition = z.infer<typeof calendarDefinition>

export const target = z.strictObject({ targetMinutes: z.number().positive(), calendar: z.string() })
export type Target = z.infer<typeof target>

export const policyDefinition = z
  .strictObject({
    warningPercents: z.array(z.number().gt(0).lte(100)).default([50, 75, 90]),
    calendars: z.record(z.string(), calendarDefinition),
    severities: z.partialRecord(severity, z.partialRecord(metric, target.nullable())),
  })
  .superRefine((policy, context) => {
    for (const [name, targets] of Object.entries(policy.severities))
      for (const [of, wanted] of Object.entries(targets ?? {}))
        if (wanted && !Object.hasOwn(policy.calendars, wanted.calendar))
          context.addIssue({ code: 'custom', path: ['severities', name, of, 'calendar'], message: `unknown calendar ${wanted.calendar}` })
  })
export type PolicyDefinition = z.infer<typeof policyDefinition>

interface EventBase {
  seq: number
  /** Epoch milliseconds, UTC. */
  at: number
}
/** SEMANTICS §1.1. */
export type SlaEvent = EventBase &
  (
    | { type: 'filed'; severity: Severity }
    | { type: 'customer_reply' }
    | { type: 'staff_reply'; kind: ReplyKind; human: boolean }
    | { type: 'internal_note' }
    | { type: 'status_changed'; to: PausableStatus }
    | { type: 'severity_changed'; to: Severity }
    | { type: 'resolved' }
    | { type: 'reopened'; actor: 'customer' | 'staff' }
    | { type: 'closed_by_customer' }
    | { type: 'merged' }
    | { type: 'update_promised'; promisedAt: number }
    | { type: 'answer_disputed'; disputedSeq: number }
    | { type: 'dispute_upheld'; disputedSeq: number }
  )
