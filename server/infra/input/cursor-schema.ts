import { z } from 'zod'

/** Where a list continues: opaque to the browser, at most this long. A list's next page begins after it. */
export const cursorInput = z
  .string()
  .max(400)
  .regex(/^[\w-]*$/)
  .nullish()

/** The input of a list that shows its pages below each other; the browser's library names the place `cursor`. */
export const cursorSchema = z.object({ cursor: cursorInput }).default({})
