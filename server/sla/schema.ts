import { z } from 'zod'
import { clockActions, weekdays } from './facts'
import { instantSchema, metricSchema, replyKindSchema, severitySchema } from '@/server/vocabulary/schemas/words'
import { isTimeZone } from '@/server/vocabulary/time-zone'

export const pausableStatuses = ['open', 'waiting_on_customer', 'on_hold'] as const
export type PausableStatus = (typeof pausableStatuses)[number]

const localTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'a local time HH:MM')
const interval = z.tuple([localTime, localTime])
const localDate = z.iso.date()

export const businessCalendar = z.strictObject({
  type: z.literal('business'),
  timeZone: z.string().refine(isTimeZone, 'unknown time zone'),
  weekly: z.partialRecord(z.enum(weekdays), z.array(interval)),
  exceptions: z.array(z.strictObject({ date: localDate, intervals: z.array(interval) })).default([]),
})
export type BusinessCalendar = z.infer<typeof businessCalendar>
export const calendarDefinition = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('24x7') }),
  businessCalendar,
])
export type CalendarDefinition = z.infer<typeof calendarDefinition>

/** Above this, the target in milliseconds would not be a safe integer. */
const maxMinutes = Math.floor(Number.MAX_SAFE_INTEGER / 60_000)
export const target = z.strictObject({ targetMinutes: z.number().positive().lte(maxMinutes), calendar: z.string() })
export type Target = z.infer<typeof target>

export const clockAction = z.enum(clockActions)

export const consequence = z.strictObject({
  /** The percent of a warning, or the breach. */
  at: z.union([z.literal('breach'), z.number().gt(0).lte(100)]),
  metrics: z.array(metricSchema).min(1),
  does: z.array(clockAction).min(1),
})
export type Consequence = z.infer<typeof consequence>

export const policyDefinition = z
  .strictObject({
    warningPercents: z.array(z.number().gt(0).lte(100)).default([50, 75, 90]),
    calendars: z.record(z.string(), calendarDefinition),
    severities: z.partialRecord(severitySchema, z.partialRecord(metricSchema, target.nullable())),
    /** For a severity left out, the escalation policy's triggers decide (SEMANTICS §3); an empty list does nothing. */
    consequences: z.partialRecord(severitySchema, z.array(consequence)).optional(),
  })
  .superRefine((policy, context) => {
    for (const [name, list] of Object.entries(policy.consequences ?? {}))
      for (const [index, { at }] of (list ?? []).entries())
        if (at !== 'breach' && !policy.warningPercents.includes(at))
          context.addIssue({
            code: 'custom',
            path: ['consequences', name, index, 'at'],
            message: `no warning at ${at} percent`,
          })
    for (const [name, targets] of Object.entries(policy.severities))
      for (const [of, wanted] of Object.entries(targets ?? {}))
        if (wanted && !Object.hasOwn(policy.calendars, wanted.calendar))
          context.addIssue({
            code: 'custom',
            path: ['severities', name, of, 'calendar'],
            message: `unknown calendar ${wanted.calendar}`,
          })
  })
export type PolicyDefinition = z.infer<typeof policyDefinition>

const base = { seq: z.number().int(), at: instantSchema }
const disputed = { ...base, disputedSeq: z.number().int() }

/** Events of SEMANTICS §1.1 in JSON form: the only input that affects clocks. */
export const slaEvent = z.discriminatedUnion('type', [
  z.object({ ...base, type: z.literal('filed'), severity: severitySchema }),
  z.object({ ...base, type: z.literal('customer_reply') }),
  z.object({ ...base, type: z.literal('staff_reply'), kind: replyKindSchema, human: z.boolean() }),
  z.object({ ...base, type: z.literal('internal_note') }),
  z.object({ ...base, type: z.literal('status_changed'), to: z.enum(pausableStatuses) }),
  z.object({ ...base, type: z.literal('severity_changed'), to: severitySchema }),
  z.object({ ...base, type: z.literal('resolved') }),
  z.object({ ...base, type: z.literal('reopened'), actor: z.enum(['customer', 'staff']) }),
  z.object({ ...base, type: z.literal('closed_by_customer') }),
  z.object({ ...base, type: z.literal('merged') }),
  z.object({ ...base, type: z.literal('update_promised'), promisedAt: instantSchema }),
  z.object({ ...disputed, type: z.literal('answer_disputed') }),
  z.object({ ...disputed, type: z.literal('dispute_upheld') }),
])
/** `at` and `promisedAt` are epoch milliseconds, UTC. */
export type SlaEvent = z.output<typeof slaEvent>

/** A list of events with valid order and references (docs/formats.md), sorted by `seq`. */
const timeline = z
  .array(slaEvent)
  .superRefine((events, context) => {
    const refuse = (index: number, field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [index, field], message })
    if (events.length === 0) context.addIssue({ code: 'custom', message: 'a timeline begins with filed' })
    const ordered = events.map((event, index) => ({ event, index })).sort((a, b) => a.event.seq - b.event.seq)
    const replies = new Set<number>()
    for (const [place, { event, index }] of ordered.entries()) {
      const before = ordered[place - 1]?.event
      if (before?.seq === event.seq) refuse(index, 'seq', `${event.seq} is repeated`)
      if (before && event.at < before.at) refuse(index, 'at', 'before the event that precedes it')
      if ((event.type === 'filed') !== (place === 0)) refuse(index, 'type', 'filed comes first and once')
      if (event.type === 'staff_reply') replies.add(event.seq)
      if (event.type === 'update_promised' && event.promisedAt <= event.at)
        refuse(index, 'promisedAt', 'must be after at')
      if ('disputedSeq' in event && (event.disputedSeq >= event.seq || !replies.has(event.disputedSeq)))
        refuse(index, 'disputedSeq', 'names no earlier staff reply')
    }
  })
  .transform((events) => [...events].sort((a, b) => a.seq - b.seq))

/** Input of the command `sla evaluate` (docs/formats.md); instants are parsed to epoch milliseconds. */
export const evaluateQuestion = z.object({ policy: policyDefinition, events: timeline, asOf: instantSchema })
