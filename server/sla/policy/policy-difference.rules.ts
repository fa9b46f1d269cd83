import { type CalendarDefinition, type Consequence, type PolicyDefinition } from '../schema'
import { type Metric, metrics } from '@/server/vocabulary/metric'
import { type Severity, severities } from '@/server/vocabulary/severity'

/** Target of one cell of the matrix: minutes of the calendar's open time, and the calendar. */
export interface PromisedTime {
  targetMinutes: number
  calendar: string
}

/** One difference between two versions of a policy. */
export type PolicyDifference =
  | { kind: 'target'; severity: Severity; metric: Metric; before: PromisedTime | null; after: PromisedTime | null }
  | { kind: 'warnings'; before: number[]; after: number[] }
  | { kind: 'calendar'; name: string; change: 'added' | 'removed' | 'changed' }
  | { kind: 'consequences'; severity: Severity; before: Consequence[] | null; after: Consequence[] | null }

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
const ascending = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b)

/** Sorts object keys recursively, so that their order is not a difference. */
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

/** Whether two calendar definitions are equal; the order of keys and exceptions is ignored. */
export const sameCalendar = (a: CalendarDefinition, b: CalendarDefinition) => same(plainCalendar(a), plainCalendar(b))

const listed = (list: readonly Consequence[] | undefined) => (list ? list.map((one) => ({ ...one })) : null)

/** Returns the differences between two versions: targets, warnings, calendars, consequences. Empty when equal. */
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
