import { z } from 'zod'
import { oneLine, optionalMessage } from '@/server/vocabulary/schemas/text'
import { replyKindSchema } from '@/server/vocabulary/schemas/words'
import type { ReplyKind } from '@/server/vocabulary/reply-kind'
import { unknownVariables } from './rules'

const maxBody = 8_000
const maxPromiseMinutes = 7 * 24 * 60
const body = optionalMessage(maxBody).superRefine((text, context) => {
  const [name] = unknownVariables(text)
  if (name !== undefined)
    context.addIssue({ code: 'custom', message: 'unknownVariable', params: { name }, input: text })
})

/** Who can use a macro: only its author, the members of a team, or all engineers. */
const scopeSchema = z.discriminatedUnion('for', [
  z.object({ for: z.literal('me') }),
  z.object({ for: z.literal('team'), teamId: z.uuid() }),
  z.object({ for: z.literal('everyone') }),
])
export type MacroScope = z.output<typeof scopeSchema>

export const saveMacroSchema = z
  .object({
    /** Made by the form, so that a request that is sent twice creates one macro. */
    id: z.uuid(),
    /** The revision that the form was loaded with; null for a new macro. */
    basedOn: z.string().max(40).nullish(),
    name: oneLine(60),
    scope: scopeSchema,
    kind: replyKindSchema,
    then: z.enum(['open', 'waiting_on_customer', 'resolved']),
    /** Minutes from sending until the promised next update. */
    promiseMinutes: z.number().int().min(1).max(maxPromiseMinutes).nullable(),
    bodies: z.object({ en: body, 'zh-CN': body }),
  })
  .superRefine(({ bodies, kind, then }, context) => {
    if (bodies.en === '' && bodies['zh-CN'] === '')
      context.addIssue({ code: 'custom', message: 'required', path: ['bodies', 'en'], input: bodies })
    if (then === 'waiting_on_customer' && kind !== 'question')
      context.addIssue({ code: 'custom', message: 'waitingNeedsQuestion', path: ['then'], input: then })
    if (then === 'resolved' && kind === 'acknowledgement')
      context.addIssue({ code: 'custom', message: 'resolveNeedsAnswer', path: ['then'], input: then })
  })

export const removeMacroSchema = z.object({ id: z.uuid() })

export interface MacroView {
  id: string
  name: string
  scope: MacroScope
  /** Null for everyone's and personal macros. */
  team: string | null
  kind: ReplyKind
  then: 'open' | 'waiting_on_customer' | 'resolved'
  promiseMinutes: number | null
  bodies: { en: string; 'zh-CN': string }
  revision: string
  mayChange: boolean
}
