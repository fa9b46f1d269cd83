import { z } from 'zod'
import { instantInput } from '@/server/infra/input/instant-schema'
import { clientKeyInput, referenceSchema } from '../schema'

/** `until` null ends a snooze before its time. */
export const snoozeSchema = z.object({
  reference: referenceSchema,
  until: instantInput.nullable(),
  /** When the ticket was seen: what its customer wrote later refuses the snooze, which would hide it. */
  seenAt: instantInput.optional(),
  clientKey: clientKeyInput.optional(),
})
