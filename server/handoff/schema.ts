import { z } from 'zod'
import type { Severity } from '@/server/vocabulary/severity'
import { type ClockView, type PersonView, referenceSchema } from '@/server/tickets/schema'
import { type TicketStatusName } from '@/server/vocabulary/status'
import type { WordField } from './rules'
import { message } from '@/server/vocabulary/text'

/** Characters of one field; what the record fills in stays below it. */
export const handoffWordsLimit = 10_000
const word = message(handoffWordsLimit, { min: 0 })
const words = { known: word, tried: word, promised: word, note: word.default('') }

export const briefIdSchema = z.object({ id: z.uuid() })
export const saveHandoffSchema = z.object({
  id: z.uuid(),
  reference: referenceSchema,
  /** The save that the form was drawn from: a stale one is refused, not applied. */
  revision: z.number().int().min(0),
  ...words,
})
export const keepHandoffSchema = z.object({ id: z.uuid(), reference: referenceSchema, keep: z.boolean() })
/** Without references: everything that is left. */
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
  /** Still to be accepted: the ticket is open and nobody took it over. */
  outstanding: boolean
  missing: WordField[]
  /** What is due next, as of now. */
  clock: ClockView | null
  decidedBy: PersonView | null
  decidedAt: Date | null
}
export interface HandoffBriefView {
  id: string
  /** `draft`: the shift has not ended; `done`: nothing is left to accept. */
  state: 'draft' | 'waiting' | 'done' | 'withdrawn'
  /** Null: one ticket handed over between shifts. */
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
  /** The gravest first; one alone is named with its subject. */
  references: string[]
  subject: string | null
  outstanding: number
  /** S1 and S2 that nobody accepted yet. */
  grave: number
  /** Tickets whose brief still lacks words. */
  missing: number
  gravest: Severity | null
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
