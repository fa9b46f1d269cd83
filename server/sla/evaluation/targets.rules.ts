import { type Calendar, compileCalendar } from '@/server/time/business-calendar'
import type { PolicyDefinition } from '../schema'
import type { Metric } from '@/server/vocabulary/metric'
import type { Severity } from '@/server/vocabulary/severity'

/**
 * A policy made ready for counting: targets in milliseconds with their compiled calendars. Compiled once for each
 * definition object and kept as long as that object lives; a changed draft is a new object.
 */
export interface CompiledTarget {
  targetMs: number
  calendar: Calendar
}

export interface CompiledPolicy {
  /** Each fraction once, smallest first. */
  percents: readonly number[]
  /** Null: a severity without a target for a metric has no clock for it (SEMANTICS §1.2). */
  target(metric: Metric, severity: Severity): CompiledTarget | null
}

const minuteMs = 60_000

/** A number as JSON wrote it: digits and the power of ten they are divided by. */
function decimal(value: number): { digits: bigint; places: number } {
  const [mantissa = '0', exponent = '0'] = String(value).split('e')
  const [whole = '0', fraction = ''] = mantissa.split('.')
  const places = fraction.length - Number(exponent)
  return { digits: BigInt(whole + fraction) * 10n ** BigInt(Math.max(0, -places)), places: Math.max(0, places) }
}

/**
 * `amount` × `factor` ÷ `divisor`, fractions rounded up (SEMANTICS §1.6), as decimal arithmetic has it: 1.1 minutes
 * are 66 000 ms, although binary floating point says a hair more.
 * @param amount a whole number
 */
export function roundedUp(amount: number, factor: number, divisor = 1): number {
  if (Number.isInteger(factor) && Number.isSafeInteger(amount * factor)) return Math.ceil((amount * factor) / divisor)
  const { digits, places } = decimal(factor)
  const below = BigInt(divisor) * 10n ** BigInt(places)
  return Number((BigInt(amount) * digits + below - 1n) / below)
}

const compiled = new WeakMap<PolicyDefinition, CompiledPolicy>()

/** @param policy a definition that its schema has accepted, never changed afterwards */
export function compilePolicy(policy: PolicyDefinition): CompiledPolicy {
  const known = compiled.get(policy)
  if (known) return known
  const calendars = new Map(
    Object.entries(policy.calendars).map(([name, definition]) => [name, compileCalendar(definition)]),
  )
  const targets = new Map<string, CompiledTarget>()
  for (const [severity, wanted] of Object.entries(policy.severities))
    for (const [metric, target] of Object.entries(wanted ?? {})) {
      const calendar = target && calendars.get(target.calendar)
      if (calendar)
        targets.set(`${metric} ${severity}`, { targetMs: roundedUp(minuteMs, target.targetMinutes), calendar })
    }
  const fresh: CompiledPolicy = {
    percents: [...new Set(policy.warningPercents)].sort((a, b) => a - b),
    target: (metric, severity) => targets.get(`${metric} ${severity}`) ?? null,
  }
  compiled.set(policy, fresh)
  return fresh
}
