import { z } from 'zod'
import { cursorInput } from '@/server/infra/input/cursor-schema'
import type { BreachReasonCode } from '@/server/tickets/breaches/facts'
import { breachReasonCode } from '@/server/tickets/breaches/schema'
import type { Metric } from '@/server/vocabulary/metric'
import type { Severity } from '@/server/vocabulary/severity'

export const periodSchema = z.object({ days: z.union([z.literal(7), z.literal(30), z.literal(90)]).default(30) })
/** `reason` is a code, or `none` for breaches without a reason. */
export const breachesSchema = periodSchema.extend({
  after: cursorInput,
  reason: z.union([breachReasonCode, z.literal('none')]).nullish(),
})
export type BreachesFilter = z.output<typeof breachesSchema>
export const atRiskSchema = z.object({ after: cursorInput }).default({})

export interface AtRiskView {
  rows: RiskRow[]
  /** Number of promises at risk on all pages, as shown on the dashboard. */
  total: number
  /** Number of tickets with promises at risk. */
  tickets: number
  next: string | null
  now: Date
}

export interface Attainment {
  /** Clocks that ended in time. */
  met: number
  /** Clocks that breached, ended or not. */
  breached: number
}

export interface SlaOverview {
  from: Date
  to: Date
  total: Attainment
  /** Median of the first responses given, in milliseconds; null when there were none. */
  medianFirstResponseMs: number | null
  breaches: number
  atRisk: number
  cells: (Attainment & { metric: Metric; severity: Severity; medianMs: number | null })[]
  /** Reasons for the period's breaches, the most frequent first; null for breaches without a reason. */
  reasons: { code: BreachReasonCode | null; count: number }[]
  /** One entry per day (UTC), oldest first. */
  days: (Attainment & { day: string })[]
}

/** A ticket with its promises at risk. */
export interface RiskRow {
  reference: string
  subject: string
  organisation: string
  severity: Severity
  assignee: string | null
  /** The most urgent first; never empty. */
  clocks: { metric: Metric; dueAt: Date; breached: boolean }[]
}

export interface BreachRow {
  reference: string
  subject: string
  organisation: string
  severity: Severity
  metric: Metric
  breachedAt: Date
  /** Null while it is still open. */
  endedAt: Date | null
  lateMs: number
  /** Null while no reason was given. */
  reason: { code: BreachReasonCode; words: string } | null
}
