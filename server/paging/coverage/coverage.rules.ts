import { finalShifts } from '@/server/oncall/shifts/shifts.rules'
import type { ScheduleFacts } from '@/server/oncall/schema'
import type { Urgency } from '../facts'
import { appliesTo, type EscalationDefinition, type EscalationTarget } from '../schema'
import { peopleNamedBy } from './reach.rules'
import { urgencyOf } from '../policy/triggers.rules'
import type { Severity } from '@/server/vocabulary/severity'

/**
 * Proof of coverage: for a policy, a severity and a range, every interval in which a page would reach nobody, with the
 * reason. Computed from the boundaries of the shifts and therefore exact, since nothing changes between two of them. At
 * every instant it agrees with `reachOf` (SEMANTICS §3). Pure; instants are epoch milliseconds, UTC, intervals
 * `[from, to)`.
 */
export interface CoverageFacts {
  schedules: ReadonlyMap<string, ScheduleFacts>
  teams?: ReadonlyMap<string, readonly string[]>
  /** People named by targets or teams who are not on staff. */
  absent?: ReadonlySet<string>
  /** Engineers whom a notification of that urgency can reach: those with a verified contact method. */
  reachable: Readonly<Record<Urgency, ReadonlySet<string>>>
}

export interface CoverageGap {
  from: number
  to: number
  reason: 'nobody_on_call' | 'no_verified_method'
  /** Who would have been reached, had they a verified contact method; in order of the targets. */
  engineerIds: string[]
}

export interface SeverityCoverage {
  severity: Severity
  /** Intervals in which no step reaches anybody, so that a page would reach nobody. */
  gaps: CoverageGap[]
  /** Per step, the intervals in which it reaches nobody and is skipped; empty for a step of other severities. */
  stepGaps: CoverageGap[][]
}

/** Whom targets reach throughout `[from, to)`. */
interface Span {
  from: number
  to: number
  reached: boolean
  engineerIds: readonly string[]
}

/** Combines rows without holes over the same range into one that is reached where any of them is. */
function combineRows(rows: readonly (readonly Span[])[], from: number, to: number): Span[] {
  if (rows.length === 0) return [{ from, to, reached: false, engineerIds: [] }]
  const places = rows.map(() => 0)
  const spans: Span[] = []
  for (let at = from; at < to; ) {
    const parts = rows.map((row, index) => row[places[index]!]!)
    const until = Math.min(...parts.map((part) => part.to))
    spans.push({
      from: at,
      to: until,
      reached: parts.some((part) => part.reached),
      engineerIds: [...new Set(parts.flatMap((part) => part.engineerIds))],
    })
    for (const [index, part] of parts.entries()) if (part.to === until) places[index]! += 1
    at = until
  }
  return spans
}

/** Returns the spans that reach nobody; adjacent ones with the same people are merged. */
function gapsOf(spans: readonly Span[]): CoverageGap[] {
  const gaps: CoverageGap[] = []
  for (const span of spans) {
    if (span.reached) continue
    const engineerIds = [...span.engineerIds]
    const last = gaps.at(-1)
    if (last && last.to === span.from && last.engineerIds.join() === engineerIds.join()) last.to = span.to
    else
      gaps.push({
        from: span.from,
        to: span.to,
        reason: engineerIds.length === 0 ? 'nobody_on_call' : 'no_verified_method',
        engineerIds,
      })
  }
  return gaps
}

/**
 * Prepares proofs of coverage over `[from, to)`. The shifts of a schedule are computed once for all policies.
 * @returns a function that computes the coverage of one policy at one severity
 */
export function coverageOver(facts: CoverageFacts, from: number, to: number) {
  const rows = new Map<string, Span[]>()
  const rowOf = (target: EscalationTarget, urgency: Urgency): Span[] => {
    const key = `${urgency} ${target.type} ${target.id}`
    const known = rows.get(key)
    if (known) return known
    const reachable = facts.reachable[urgency]
    const span = (one: { from: number; to: number }, engineerIds: readonly string[]): Span => ({
      from: one.from,
      to: one.to,
      reached: engineerIds.some((engineerId) => reachable.has(engineerId)),
      engineerIds,
    })
    const schedule = target.type === 'schedule' ? facts.schedules.get(target.id) : undefined
    const row = schedule
      ? shiftsOf(target.id, schedule).map((shift) => span(shift, shift.person === null ? [] : [shift.person]))
      : [span({ from, to }, peopleNamedBy(facts, target, from))]
    rows.set(key, row)
    return row
  }
  const shifts = new Map<string, ReturnType<typeof finalShifts>>()
  const shiftsOf = (id: string, schedule: ScheduleFacts) => {
    const known = shifts.get(id) ?? finalShifts(schedule, from, to)
    shifts.set(id, known)
    return known
  }
  return (policy: Pick<EscalationDefinition, 'steps'>, severity: Severity): SeverityCoverage => {
    if (to <= from) return { severity, gaps: [], stepGaps: policy.steps.map(() => []) }
    const urgency = urgencyOf(severity)
    const steps = policy.steps.map((step) =>
      combineRows(
        step.targets.map((target) => rowOf(target, urgency)),
        from,
        to,
      ),
    )
    const applies = policy.steps.map((step) => appliesTo(step, severity))
    return {
      severity,
      gaps: gapsOf(
        combineRows(
          steps.filter((_, index) => applies[index]),
          from,
          to,
        ),
      ),
      stepGaps: steps.map((spans, index) => (applies[index] ? gapsOf(spans) : [])),
    }
  }
}
