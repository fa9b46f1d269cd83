import { z } from 'zod'
import type { Severity } from '@/server/vocabulary/severity'
import type { ClockView } from '@/server/tickets/clocks/schema'
import { type PersonView, referenceSchema } from '@/server/tickets/schema'
import { type TicketStatusName } from '@/server/vocabulary/status'
import type { WordField } from './brief/rules'
import { message } from '@/server/vocabulary/schemas/text'

/** Maximum characters of one field; prefilled text stays below it. */
export const handoffWordsLimit = 10_000
const word = message(handoffWordsLimit, { min: 0 })
const words = { known: word, tried: word, promised: word, note: word.default('') }

export const briefIdSchema = z.object({ id: z.uuid() })
export const saveHandoffSchema = z.object({
  id: z.uuid(),
  reference: referenceSchema,
  /** The revision that the form was drawn from; a save based on an older one is refused. */
  revision: z.number().int().min(0),
  ...words,
})
export const keepHandoffSchema = z.object({ id: z.uuid(), reference: referenceSchema, keep: z.boolean() })
/** `references`: the tickets to accept; absent: all that are outstanding. */
export const acceptHandoffSchema = z.object({
  id: z.uuid(),
  references: z.array(referenceSchema).min(1).max(200).optional(),
})
export const giveTicketSchema = z.object({ reference: referenceSchema, toId: z.uuid(), ...words })

/* What the screens receive. Instants are Dates (UTC). */

export type HandoffEntryStateName = 'open' | 'accepted' | 'kept' | 'settled'
export interface HandoffEntryView {
  reference: string
  subject: string
  organisation: string
  severity: Severity
  status: TicketStatusName
  known: string
  tried: string
  promised: string
  note: string
  revision: number
  state: HandoffEntryStateName
  /** Whether it has still to be accepted: the ticket is open and nobody took it over. */
  outstanding: boolean
  missing: WordField[]
  /** The clock that is due next, as of `now`. */
  clock: ClockView | null
  decidedBy: PersonView | null
  decidedAt: Date | null
}
export interface HandoffBriefView {
  id: string
  /** `draft`: the shift has not ended; `waiting`: a ticket is left to accept; `done`: none is. */
  state: 'draft' | 'waiting' | 'done' | 'withdrawn'
  /** Null for a single ticket that is handed over between shifts. */
  schedule: { id: string; name: string } | null
  outgoing: PersonView
  incoming: PersonView | null
  endsAt: Date
  handedAt: Date | null
  entries: HandoffEntryView[]
  may: { edit: boolean; accept: boolean }
  now: Date
}
export interface HandoffRow {
  id: string
  state: HandoffBriefView['state']
  schedule: string | null
  outgoing: PersonView
  incoming: PersonView | null
  endsAt: Date
  tickets: number
  /** References of the tickets, most severe first; `subject` is set only when there is one ticket. */
  references: string[]
  subject: string | null
  outstanding: number
  /** Number of S1 and S2 that nobody has accepted yet. */
  urgent: number
  /** Number of outstanding tickets whose required fields are not all filled in. */
  missing: number
  mostSevere: Severity | null
}
export interface HandoffListView {
  toWrite: HandoffRow[]
  toAccept: HandoffRow[]
  others: HandoffRow[]
  past: HandoffRow[]
  /** Where the next page of `past` begins; null on the last one. */
  nextPast: string | null
  now: Date
}
