import type { BreachesFilter } from '@/server/insight/schema'
import { breachReasonCodes } from '@/server/tickets/breaches/facts'
import { oneOf } from '@/server/vocabulary/list'

/** Reads the period and the filter of breaches from the URL of the SLA screen; invalid values are ignored. */
export function slaAddressOf(read: (name: string) => string | null): { days: 7 | 30 | 90; breaches: BreachesFilter } {
  const days = oneOf([7, 30, 90], Number(read('days') ?? 30)) ?? 30
  const after = read('breaches')
  const reason = read('reason')
  const known = reason === null ? null : oneOf([...breachReasonCodes, 'none'], reason)
  const isValid = known !== undefined && (after === null || /^[\w-]{0,400}$/.test(after))
  return { days, breaches: isValid ? { days, after, reason: known } : { days } }
}
