import { type BreachesFilter, breachesSchema, periodSchema } from '@/server/insight/schema'

/** Reads the period and the filter of breaches from the URL of the SLA screen; invalid values are ignored. */
export function slaAddressOf(read: (name: string) => string | null): { days: 7 | 30 | 90; breaches: BreachesFilter } {
  const { days } = periodSchema.catch({ days: 30 }).parse({ days: Number(read('days') ?? 30) })
  const filter = breachesSchema.safeParse({ days, after: read('breaches'), reason: read('reason') })
  return { days, breaches: filter.success ? filter.data : { days } }
}
