import { type CalendarDefinition, type Consequence, type PolicyDefinition } from '../schema'
import { type Metric, metrics } from '@/server/vocabulary/metric'
import { type Severity, severities } from '@/server/vocabulary/severity'

/** What one cell of the matrix promises: length and calendar. Minutes of the calendar's open time. */
export interface PromisedTime {
  targetMinutes: number
  calendar: string
}

/** One thing in which two versions of a policy differ, in the order in which a reader looks for it. */
export type PolicyDifference =
  | { kind: 'target'; severity: Severity; metric: Metric; before: PromisedTime | null; after: PromisedTime | null }
  | { kind: 'warnings'; before: number[]; after: number[] }
  | { kind: 'calendar'; name: string; change: 'added' | 'removed' | 'changed' }
  | { kind: 'consequences'; severity: Severity; before: Consequence[] | null; after: Consequence[] | null }

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
const ascending = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b)

/** Keys and days in one order, so that only what means something is a difference. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, plain(inner)]),
  )
}

const plainCalendar = (calendar: CalendarDefinition): unknown =>
  plain(
    calendar.type === 'business'
      ? { ...calendar, exceptions: [...calendar.exceptions].sort((a, b) => (a.date < b.date ? -1 : 1)) }
      : calendar,
  )

/** Whether two calendars are open at the same times, in the same words; the order of days means nothing. */
export const sameCalendar = (a: CalendarDefinition, b: CalendarDefinition) => same(plainCalendar(a), plainCalendar(b))

const listed = (list: readonly Consequence[] | undefined) => (list ? list.map((one) => ({ ...one })) : null)

/** What a reader of the matrix must know to go from one version to another; empty when both promise the same. */
export function policyDifferences(before: PolicyDefinition, after: PolicyDefinition): PolicyDifference[] {
  const found: PolicyDifference[] = []
  for (const severity of severities)
    for (const metric of metrics) {
      const was = before.severities[severity]?.[metric] ?? null
      const is = after.severities[severity]?.[metric] ?? null
      if (was?.targetMinutes !== is?.targetMinutes || was?.calendar !== is?.calendar)
        found.push({ kind: 'target', severity, metric, before: was, after: is })
    }
  const [warned, warns] = [ascending(before.warningPercents), ascending(after.warningPercents)]
  if (!same(warned, warns)) found.push({ kind: 'warnings', before: warned, after: warns })
  const [old, now] = [before.calendars, after.calendars]
  for (const name of [...new Set([...Object.keys(old), ...Object.keys(now)])].sort()) {
    const [was, is] = [old[name], now[name]]
    if (!was || !is) found.push({ kind: 'calendar', name, change: was ? 'removed' : 'added' })
    else if (!sameCalendar(was, is)) found.push({ kind: 'calendar', name, change: 'changed' })
  }
  for (const severity of severities) {
    const was = listed(before.consequences?.[severity])
    const is = listed(after.consequences?.[severity])
    if (!same(plain(was), plain(is))) found.push({ kind: 'consequences', severity, before: was, after: is })
  }
  return found
}
