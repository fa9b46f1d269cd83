import { z } from 'zod'

const lastInstant = Date.UTC(9999, 11, 31)

/**
 * An instant in a request, UTC: from 1970 to 9999-12-31T00:00Z, so that ISO 8601 writes the year with four digits, as
 * the ledger does. A `Date` can hold about 265,000 years more, which neither PostgreSQL's text format nor a time zone's
 * calendar can represent.
 */
export const instantInput = z.date().refine((at) => at.getTime() >= 0 && at.getTime() <= lastInstant, 'invalidValue')
