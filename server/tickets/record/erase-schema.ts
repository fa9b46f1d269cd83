import { z } from 'zod'
import { reasonInput, referenceSchema, seqInput } from '../schema'

export const eraseWordsSchema = z.object({
  reference: referenceSchema,
  chain: z.enum(['public', 'staff']),
  seq: seqInput,
  reason: reasonInput,
})
