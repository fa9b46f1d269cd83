import { z } from 'zod'
import { setSeveritySchema, setStatusSchema } from '@/server/tickets/triage/schema'

const input = z.union([
  setSeveritySchema.extend({ verb: z.literal('severity') }),
  setStatusSchema.extend({ verb: z.literal('hold'), to: z.literal('on_hold') }),
])
export type ChangeInput = z.input<typeof input>

/** What the dialog that changes a ticket sends. Loaded on demand, because it needs Zod. */
export const changeInput = input as z.ZodType<unknown, ChangeInput>
