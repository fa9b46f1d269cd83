import { z } from 'zod'
import { limits } from '../facts'
import { clientKeyInput, reasonInput, referenceSchema } from '../schema'
import { optionalMessage } from '@/server/vocabulary/schemas/text'
import { severitySchema } from '@/server/vocabulary/schemas/words'
import { instantInput } from '@/server/infra/input/instant-schema'

/** `into` is the older ticket, which stays open. */
export const mergeSchema = z.object({ reference: referenceSchema, into: referenceSchema })

export const setStatusSchema = z.object({
  reference: referenceSchema,
  to: z.enum(['open', 'on_hold']),
  reason: optionalMessage(limits.reason),
  clientKey: clientKeyInput.optional(),
})

export const setSeveritySchema = z.object({
  reference: referenceSchema,
  to: severitySchema,
  reason: reasonInput,
  clientKey: clientKeyInput.optional(),
})

export const reopenSchema = z.object({ reference: referenceSchema, clientKey: clientKeyInput.optional() })

export const promiseUpdateSchema = z.object({ reference: referenceSchema, at: instantInput })

export const setTeamSchema = z.object({
  reference: referenceSchema,
  teamId: z.uuid().nullable(),
  clientKey: clientKeyInput.optional(),
})

export const assignSchema = z.object({
  reference: referenceSchema,
  assigneeId: z.uuid().nullable(),
  clientKey: clientKeyInput.optional(),
})

export const watcherSchema = z.object({ reference: referenceSchema, userId: z.uuid() })

export const linkArticleSchema = z.object({ reference: referenceSchema, articleId: z.uuid() })
