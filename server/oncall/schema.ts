import { z } from 'zod'
import { rotationUnits, weekdays } from './facts'
import { isTimeZone } from '@/server/vocabulary/time-zone'
import { oneLine } from '@/server/vocabulary/schemas/text'

/** Schedules as the rules, the screens, the command line and the stored JSON represent them (SEMANTICS §2). */

const localTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'expected a local time such as 09:00')
const localDateTime = z.iso
  .datetime({ local: true, error: 'expected a local time such as 2027-03-14T02:30' })
  .refine((value) => !value.endsWith('Z'), 'expected a local time without a zone')
const weekPoint = z.strictObject({ day: z.enum(weekdays), time: localTime })

export const rotation = z.strictObject({ unit: z.enum(rotationUnits), length: z.number().int().min(1) })

/** Local windows in which a layer is in force; when `from` equals `to`, the whole day or week. */
export const restriction = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('daily'), from: localTime, to: localTime }),
  z.strictObject({ type: z.literal('weekly'), from: weekPoint, to: weekPoint }),
])
export type Restriction = z.infer<typeof restriction>

/** One layer of a schedule; local times are in the schedule's zone, participants are ids in order of their turns. */
export const layer = z.strictObject({
  id: z.string(),
  /** Display name; a layer without one is named by its position. */
  name: oneLine(60, { min: 0 }).optional(),
  /** The first handoff. */
  start: localDateTime,
  /** The layer has nobody from here on. */
  end: localDateTime.nullish(),
  rotation,
  participants: z.array(z.string()),
  /** The layer is in force within any of these; empty: always. */
  restrictions: z
    .array(restriction)
    .nullish()
    .transform((list) => list ?? []),
})
export type Layer = z.output<typeof layer>
/** Layers, bottom first: a later layer takes precedence over an earlier one. */
export const layers = z.array(layer)

/** Instants are epoch milliseconds, UTC. */
export interface Override {
  id: string
  /** `onCall`: `person` is on call; `covers`: `person` replaces `coversFor` wherever they would be on call. */
  kind: 'onCall' | 'covers'
  person: string
  coversFor: string | null
  start: number
  end: number
  createdAt: number
  removedAt: number | null
}

export interface ScheduleVersion {
  /** Null: without a beginning. */
  inForceFrom: number | null
  layers: readonly Layer[]
}

/** A span `[from, to)` in which a person is not on staff, epoch milliseconds, UTC; `to` is null while it lasts. */
export interface Absence {
  person: string
  from: number
  to: number | null
}

/** Everything that decides who is on call: the history of edits and all overrides, removed ones included. */
export interface ScheduleFacts {
  timeZone: string
  versions: readonly ScheduleVersion[]
  /** Applied in order of creation; those created at the same instant in list order. */
  overrides: readonly Override[]
  /** Turns and overrides of people within these spans count as empty (SEMANTICS §3); none by default. */
  absences?: readonly Absence[]
}

/** Maximal span of one person, `[from, to)`, epoch milliseconds; null is a gap. */
export interface Shift {
  from: number
  to: number
  person: string | null
}

const instant = z.iso
  .datetime({ error: 'expected a UTC instant such as 2027-03-14T07:30:00.000Z' })
  .transform((text) => Date.parse(text))

const override = z
  .strictObject({
    id: z.string(),
    kind: z.enum(['onCall', 'covers']),
    person: z.string(),
    coversFor: z.string().nullish(),
    start: instant,
    end: instant,
    createdAt: instant,
    removedAt: instant.nullish(),
  })
  .superRefine((one, context) => {
    if (one.end <= one.start) context.addIssue({ code: 'custom', path: ['end'], message: 'must be after start' })
    if (one.kind === 'covers' && typeof one.coversFor !== 'string')
      context.addIssue({ code: 'custom', path: ['coversFor'], message: 'a cover names whom it covers' })
    if (one.kind === 'onCall' && typeof one.coversFor === 'string')
      context.addIssue({ code: 'custom', path: ['coversFor'], message: 'only a cover names whom it covers' })
  })
  .transform((one): Override => ({ ...one, coversFor: one.coversFor ?? null, removedAt: one.removedAt ?? null }))

const schedule = z
  .strictObject({
    timeZone: z.string().refine(isTimeZone, 'unknown time zone'),
    layers: layers.optional(),
    versions: z.array(z.strictObject({ inForceFrom: instant.nullable(), layers })).optional(),
    overrides: z
      .array(override)
      .nullish()
      .transform((list) => list ?? []),
  })
  .superRefine((one, context) => {
    if (!one.layers && !one.versions)
      context.addIssue({ code: 'custom', path: ['layers'], message: 'layers or versions are required' })
    if (one.layers && one.versions)
      context.addIssue({ code: 'custom', path: ['versions'], message: 'instead of layers, not beside them' })
  })
  .transform(
    ({ timeZone, layers, versions, overrides }): ScheduleFacts => ({
      timeZone,
      versions: versions ?? [{ inForceFrom: null, layers: layers ?? [] }],
      overrides,
    }),
  )

/** The input of `oncall shifts` (docs/formats.md), with instants converted to epoch milliseconds. */
export const shiftsQuestion = z
  .strictObject({ schedule, from: instant, to: instant })
  .superRefine((question, context) => {
    if (question.to < question.from)
      context.addIssue({ code: 'custom', path: ['to'], message: 'must not be before from' })
  })
