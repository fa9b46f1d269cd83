import { z } from 'zod'
import { message } from '@/server/vocabulary/text'

/** Limits shown by the screens and enforced by the server: characters, counts and bytes. */
export const limits = {
  subject: 200,
  body: 20_000,
  reason: 500,
  short: 120,
  errorCodes: 20,
  attachmentBytes: 25 * 1024 * 1024,
  attachments: 10,
} as const

export const bodyInput = message(limits.body)

export const reasonInput = message(limits.reason, { min: 3 })

export const referenceSchema = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z][A-Z0-9]{1,9}-[1-9]\d{0,8}$/, 'invalidReference')

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
