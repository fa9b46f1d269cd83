import { z } from 'zod'
import { referenceSchema } from '../schema'
import { type Doing, doings } from './facts'

export const showPresenceSchema = z.object({
  /** The live stream of the browser; the presence ends with it. */
  stream: z.uuid(),
  tab: z.uuid(),
  /** The ticket that the tab shows; null when it shows none any more. */
  place: z.object({ reference: referenceSchema, doing: z.enum(doings) }).nullable(),
})

/** A colleague who has the ticket open. */
export interface PresentPerson {
  id: string
  name: string
  doing: Doing
}
