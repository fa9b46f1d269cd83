import { z } from 'zod'
import { platforms, products, scenarios } from '../field'
import { locales } from '../locale'
import { metrics } from '../metric'
import { replyKinds } from '../reply-kind'
import { severities } from '../severity'
import { isTimeZone } from '../time-zone'

/**
 * Schemas of the domain's words. The words themselves are plain lists beside this folder, because screens use them and
 * must not load Zod for that.
 */
export const severitySchema = z.enum(severities)
export const metricSchema = z.enum(metrics)
export const replyKindSchema = z.enum(replyKinds)
export const localeSchema = z.enum(locales)
export const productSchema = z.enum(products)
export const scenarioSchema = z.enum(scenarios)
export const platformSchema = z.enum(platforms)
export const timeZoneSchema = z.string().refine(isTimeZone, 'unknownTimeZone')

/** An instant in the JSON of the command line: ISO 8601, UTC, at most milliseconds; parsed to epoch milliseconds. */
export const instantSchema = z.iso
  .datetime({ error: 'expected a UTC instant such as 2027-03-14T07:30:00.000Z' })
  .refine((text) => !/\.\d{4,}/.test(text), 'finer than a millisecond')
  .transform((text) => Date.parse(text))
