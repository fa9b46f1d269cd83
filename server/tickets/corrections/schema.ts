import { z } from 'zod'
import { bodyInput, clientKeyInput, referenceSchema, seqInput } from '../schema'
import { keptInput } from '../secrets/schema'

export const correctSchema = z.object({
  reference: referenceSchema,
  clientKey: clientKeyInput,
  /** The public entry whose words are corrected. */
  seq: seqInput,
  body: bodyInput,
  kept: keptInput,
})
