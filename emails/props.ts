import { z } from 'zod'
import { metricSchema } from '@/server/vocabulary/schemas/words'

/** The ticket that a mail to staff is about. */
export const relatedTicket = z.object({
  severity: z.string(),
  reference: z.string(),
  subject: z.string(),
  organisation: z.string(),
})

/** Returns one line that names a ticket in a list. */
export const ticketLine = ({ severity, reference, organisation, subject }: z.output<typeof relatedTicket>): string =>
  `${severity} ${reference} · ${organisation} · ${subject}`

/** A warning or a breach of a clock. */
export const signalCause = z.object({
  kind: z.enum(['warning', 'breach']),
  metric: metricSchema,
  percent: z.number(),
})
