import { z } from 'zod'

/** A list's cursor: an opaque string of at most 400 characters. The next page begins after it. */
export const cursorInput = z
  .string()
  .max(400)
  .regex(/^[\w-]*$/)
  .nullish()

/** The input of a list with infinite scrolling; TanStack Query requires the name `cursor`. */
export const cursorSchema = z.object({ cursor: cursorInput }).default({})
