import { z } from 'zod'

export const replyKinds = [
  'acknowledgement',
  'question',
  'diagnosis',
  'workaround',
  'root_cause',
  'fix',
  'update',
] as const
export const replyKindSchema = z.enum(replyKinds)
export type ReplyKind = z.infer<typeof replyKindSchema>
