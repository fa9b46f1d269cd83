import { type Calendar, compileCalendar } from '@/server/time/business-calendar'
import type { PolicyDefinition } from '../schema'
import type { Metric } from '@/server/vocabulary/metric'
import type { Severity } from '@/server/vocabulary/severity'

/**
 * Compiles a policy for evaluation: targets in milliseconds with their compiled calendars. Cached per definition object
 * for as long as that object lives; a changed draft is a new object.
 */
export interface CompiledTarget {
  targetMs: number
  calendar: Calendar
}

export interface CompiledPolicy {
  /** Warning percents, ascending, without duplicates. */
  percents: readonly number[]
  /** Null: a severity without a target for a metric has no clock for it (SEMANTICS §1.2). */
  target(metric: Metric, severity: Severity): CompiledTarget | null
}

const minuteMs = 60_000

/** Returns a number's exact decimal form as written in JSON: `digits` / 10^`places`. */
function decimal(value: number): { digits: bigint; places: number } {
  const [mantissa = '0', exponent = '0'] = String(value).split('e')
  const [whole = '0', fraction = ''] = mantissa.split('.')
  const places = fraction.length - Number(exponent)
  return { digits: BigInt(whole + fraction) * 10n ** BigInt(Math.max(0, -places)), places: Math.max(0, places) }
}

/**
 * Returns `amount` × `factor` ÷ `divisor`, rounded up (SEMANTICS §1.6), in exact decimal arithmetic: 1.1 minutes are
 * 66 000 ms, although binary floating point yields slightly more.
 * @param amount an integer
 */
export function roundedUp(amount: number, factor: number, divisor = 1): number {
  if (Number.isInteger(factor) && Number.isSafeInteger(amount * factor)) return Math.ceil((amount * factor) / divisor)
  const { digits, places } = decimal(factor)
  const below = BigInt(divisor) * 10n ** BigInt(places)
  return Number((BigInt(amount) * digits + below - 1n) / below)
}

const compiled = new WeakMap<PolicyDefinition, CompiledPolicy>()

/** Returns the compiled policy, from the cache when possible. @param policy a parsed definition; must not be mutated */
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
