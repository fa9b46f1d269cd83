import { z } from 'zod'
import { optionalMessage } from '@/server/vocabulary/schemas/text'
import type { Severity } from '@/server/vocabulary/severity'
import { limits } from '../facts'
import { reasonInput, referenceSchema } from '../schema'

/** From 1 (very poor) to 5 (very good). */
const ratingInput = z.number().int().min(1).max(5)
const comment = optionalMessage(limits.reason)

export const rateSchema = z.object({ reference: referenceSchema, rating: ratingInput, comment })

/** Input of the form behind a mail's link, which names the ticket and the person itself. */
export const linkedRatingSchema = z.object({ rating: z.coerce.number().pipe(ratingInput), comment })

export const followUpRatingSchema = z.object({ id: z.uuid(), note: reasonInput })

/** A low rating that nobody has followed up yet. Instants are UTC. */
export interface LowRatingRow {
  id: string
  reference: string
  subject: string
  organisation: string
  severity: Severity
  rating: number
  ratedAt: Date
  ratedBy: string
  /** Empty when the customer wrote nothing, null once the words were erased. */
  comment: string | null
  assignee: string | null
}

/** What the page behind a mail's link shows of a ticket. */
export interface RateableTicket {
  reference: string
  subject: string
  isRateable: boolean
  /** The last rating, and its words; null and empty when it was never rated. */
  rating: number | null
  comment: string
}
