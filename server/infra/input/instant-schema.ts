import { z } from 'zod'

const lastInstant = Date.UTC(9999, 11, 31)

/**
 * An instant that somebody sent, UTC: from 1970 to the end of 9999, which ISO 8601 writes with four digits of year, as the
 * ledger does. A `Date` holds 275,000 years more, which neither PostgreSQL's text nor a calendar of a time zone can say.
 */
export const instantInput = z.date().refine((at) => at.getTime() >= 0 && at.getTime() <= lastInstant, 'invalidValue')
