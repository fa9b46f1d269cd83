import { z } from 'zod'
import { optionalLine } from '@/server/vocabulary/schemas/text'

/** Input of contact methods and quiet hours. */

/** `whsec_` and 24 to 64 bytes in base64, as docs/formats.md describes it. */
const webhookSecret = /^whsec_(?:[A-Za-z0-9+/]{4}){8,21}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const label = optionalLine(80)
const url = z
  .string()
  .trim()
  .max(1_000)
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), 'urlShape')
  .transform((text) => new URL(text).href)
const number = z
  .string()
  .transform((text) => text.replace(/[\s().-]/g, ''))
  .refine((text) => /^\+[1-9]\d{6,14}$/.test(text), 'numberShape')
const groupSecret = optionalLine(200)

export const addMethodSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('webhook'),
    label,
    url,
    secret: z
      .string()
      .trim()
      .refine((text) => webhookSecret.test(text), 'secretShape'),
  }),
  z.object({ kind: z.enum(['slack', 'wecom']), label, url }),
  /** `secret` signs the messages, when the group requires it. */
  z.object({ kind: z.enum(['feishu', 'dingtalk']), label, url, secret: groupSecret }),
  z.object({ kind: z.enum(['sms', 'voice']), label, number }),
])
export type AddMethod = z.output<typeof addMethodSchema>

/** The revision that the form was drawn from; a save based on an older one is refused. */
const basedOn = z.string().max(40).nullish()
const timeOfDay = z.string().refine((text) => /^([01]\d|2[0-3]):[0-5]\d$/.test(text), 'timeOfDay')
/** Local times of day in the engineer's zone; null for none. */
export const quietHoursSchema = z
  .object({ from: timeOfDay, to: timeOfDay })
  .refine(({ from, to }) => from !== to, { path: ['to'], message: 'quietHoursEmpty' })
  .nullable()
export const saveQuietHoursSchema = z.object({ hours: quietHoursSchema, basedOn })
export type QuietHours = NonNullable<z.output<typeof quietHoursSchema>>
