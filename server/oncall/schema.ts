import { z } from 'zod'

export const weekdays = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const
const localTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'a local time HH:MM')
const localDateTime = z.iso.datetime({ local: true, offset: false }).refine((value) => !value.endsWith('Z'), 'a local time without a zone')
const weekPoint = z.strictObject({ day: z.enum(weekdays), time: localTime })

export const rotation = z.strictObject({ unit: z.enum(['hour', 'day', 'week']), length: z.number().int().min(1) })
export const restriction = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('daily'), from: localTime, to: localTime }),
  z.strictObject({ type: z.literal('weekly'), from: weekPoint, to: weekPoint }),
])
export type Restriction = z.infer<typeof restriction>

/** One layer of a schedule (SEMANTICS §2); local times are in the schedule's zone, participants are ids. */
export const layer = z.strictObject({
  id: z.string(),
  start: localDateTime,
  end: localDateTime.nullish(),
  rotation,
  participants: z.array(z.string()),
  restrictions: z.array(restriction).default([]),
})
export type Layer = z.infer<typeof layer>
export const layers = z.array(layer)

/** Instants are epoch milliseconds, UTC. */
export interface Override {
  id: string
  kind: 'onCall' | 'covers'
  person: string
  coversFor: string | null
  start: number
  end: number
  createdAt: number
  removedAt: number | null
}

export interface ScheduleVersion {
  /** Null: since ever. */
  inForceFrom: number | null
  layers: readonly Layer[]
}

export interface ScheduleFacts {
  timeZone: string
  /** In order of `inForceFrom`: the history of edits. */
  versions: readonly ScheduleVersion[]
  /** In order of creation. */
  overrides: readonly Override[]
}

/** Maximal span of one person; null is a gap. `[from, to)`. */
export interface Shift {
  from: number
  to: number
  person: string | null
}
