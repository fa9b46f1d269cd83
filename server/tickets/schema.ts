import { z } from 'zod'
import { limits, referencePattern } from './facts'
import { message } from '@/server/vocabulary/schemas/text'

export const bodyInput = message(limits.body)

export const reasonInput = message(limits.reason, { min: 3 })

export const referenceSchema = z.string().trim().toUpperCase().regex(referencePattern, 'invalidReference')

export const attachmentIdsInput = z.array(z.uuid()).max(limits.attachments).default([])

/** Bounded by PostgreSQL's integer type. */
export const seqInput = z.number().int().min(1).max(2_147_483_647)

export const byReferenceSchema = z.object({ reference: referenceSchema })

/** Idempotency key: the same key with the same content acts once; with different content it is refused. */
export const clientKeyInput = z.uuid()

export interface PersonView {
  id: string
  name: string
}
