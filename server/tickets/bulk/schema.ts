import { z } from 'zod'
import { instantInput } from '@/server/infra/input/instant-schema'
import { clientKeyInput, referenceSchema } from '../schema'
import { changeTagsSchema } from '../tags/schema'
import { assignSchema, mergeSchema, setSeveritySchema, setStatusSchema, setTeamSchema } from '../triage/schema'
import { maxBulkTickets } from './facts'

const ofTicket = { reference: true, clientKey: true } as const

/** What is done to each ticket: a verb with its input, without the ticket. */
export const bulkChange = z.discriminatedUnion('verb', [
  assignSchema.omit(ofTicket).extend({ verb: z.literal('assign') }),
  setTeamSchema.omit(ofTicket).extend({ verb: z.literal('team') }),
  changeTagsSchema.omit(ofTicket).extend({ verb: z.literal('tags') }),
  setSeveritySchema.omit(ofTicket).extend({ verb: z.literal('severity') }),
  setStatusSchema.omit(ofTicket).extend({ verb: z.literal('status') }),
  z.object({
    verb: z.literal('snooze'),
    // A string once it was stored.
    until: z.preprocess((at) => (typeof at === 'string' ? new Date(at) : at), instantInput.nullable()),
  }),
  /** A ticket that is `into` itself is skipped. */
  mergeSchema.omit({ reference: true }).extend({ verb: z.literal('merge') }),
])
export type BulkChangeInput = z.input<typeof bulkChange>
export type BulkVerb = z.output<typeof bulkChange>['verb']

export const startBulkSchema = z.object({
  references: z.array(referenceSchema).min(1, 'required').max(maxBulkTickets),
  change: bulkChange,
  /** Carries it out at once; otherwise it can be undone for ten seconds. */
  atOnce: z.boolean().default(false),
  clientKey: clientKeyInput,
})

export const bulkSchema = z.object({ id: z.uuid() })

export interface BulkView {
  id: string
  verb: BulkVerb
  /** `held`: nothing has been changed, and it can still be undone until `until`. */
  state: 'held' | 'running' | 'done' | 'undone'
  until: Date | null
  total: number
  done: number
  /** Tickets that refused, in the order in which they were named; `reason` is a key of messages/<locale>/errors.json. */
  refused: { reference: string; reason: string; values?: Record<string, string | number> }[]
  now: Date
}

export interface StartedBulk {
  id: string
  /** Until when it can be undone; null when it is carried out at once. */
  until: Date | null
  /** Why it is carried out at once; null when it is held or the person asked for it. */
  atOnce: 'S1' | 'clockDue' | null
}
