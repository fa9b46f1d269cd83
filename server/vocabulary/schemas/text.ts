import { z } from 'zod'
import { sizeOf, toMessage, toOneLine } from '../text'

interface Bounds {
  /** Fewest characters; 0 admits an empty text. 1 when left out. */
  min?: number
}

function lengthRule(max: number, min: number) {
  return (text: string, context: z.core.$RefinementCtx<string>) => {
    const fail = (message: string, values?: Record<string, number>) =>
      context.addIssue({ code: 'custom', message, params: values, input: text })
    if (text === '') {
      if (min > 0) fail('required')
      return
    }
    const count = sizeOf(text, max, min)
    if (count > max) fail('textTooLong', { count, limit: max, over: count - max })
    else if (count < min) fail('textTooShort', { count, limit: min })
  }
}

/**
 * Schema for every name, subject, label and other single line; see `toOneLine`. Refused with the reasons `required`
 * (nothing visible), `textTooLong` and `textTooShort` (values `count` and `limit`). Nothing is ever cut.
 */
export const oneLine = (max: number, { min = 1 }: Bounds = {}) =>
  z.string().overwrite(toOneLine).superRefine(lengthRule(max, min))

/** A single line that is optional: empty when it is absent or holds nothing visible. */
export const optionalLine = (max: number) => oneLine(max, { min: 0 }).default('')

/** Schema for every text of several lines; see `toMessage`. Refused like `oneLine`. Nothing is ever cut. */
export const message = (max: number, { min = 1 }: Bounds = {}) =>
  z.string().overwrite(toMessage).superRefine(lengthRule(max, min))

/** A text of several lines that is optional: empty when it is absent or holds nothing visible. */
export const optionalMessage = (max: number) => message(max, { min: 0 }).default('')
