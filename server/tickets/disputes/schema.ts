import { z } from 'zod'
import { reasonInput, referenceSchema, seqInput } from '../schema'
import type { Severity } from '@/server/vocabulary/severity'

export const disputeSchema = z.object({ reference: referenceSchema, seq: seqInput, reason: reasonInput })

export const decideDisputeSchema = z.object({
  reference: referenceSchema,
  seq: seqInput,
  upheld: z.boolean(),
  reason: reasonInput,
})

export const objectSchema = z.object({ reference: referenceSchema, reason: reasonInput })

/** A dispute that waits for a manager, with both texts. Instants are UTC. */
export interface DisputeRow {
  id: string
  reference: string
  subject: string
  organisation: string
  severity: Severity
  /** The public seq of the disputed reply. */
  seq: number
  openedAt: Date
  disputedBy: string
  /** Why the customer says that it is not an answer; null once the text was erased. */
  reason: string | null
  author: string
  repliedAt: Date
  /** The disputed reply; null once the text was erased. */
  reply: string | null
}
