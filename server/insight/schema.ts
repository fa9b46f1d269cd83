import { z } from 'zod'
import { cursorInput } from '@/server/infra/input/cursor-schema'
import { breachReasonCode, type BreachReasonCode } from '@/server/tickets/breaches/schema'
import type { Metric } from '@/server/vocabulary/metric'
import type { Severity } from '@/server/vocabulary/severity'

export const periodSchema = z.object({ days: z.union([z.literal(7), z.literal(30), z.literal(90)]).default(30) })
/** `reason` is a code, or `none` for breaches that nobody has explained. */
export const breachesSchema = periodSchema.extend({
  after: cursorInput,
  reason: z.union([breachReasonCode, z.literal('none')]).nullish(),
})
export type BreachesFilter = z.output<typeof breachesSchema>
export const atRiskSchema = z.object({ after: cursorInput }).default({})

export interface AtRiskView {
  rows: RiskRow[]
  /** Promises at risk on all pages; the figure of the dashboard. */
  total: number
  /** The tickets that they stand on. */
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
  /** Of first responses that were given, milliseconds; null when there were none. */
  medianFirstResponseMs: number | null
  breaches: number
  atRisk: number
  cells: (Attainment & { metric: Metric; severity: Severity; medianMs: number | null })[]
  /** Why promises of the period were missed, the most frequent first; null waits for its reason. */
  reasons: { code: BreachReasonCode | null; count: number }[]
  /** One entry a day (UTC), oldest first. */
  days: (Attainment & { day: string })[]
}

/** A ticket with what is at risk on it. */
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
  /** Null while nobody has said why. */
  reason: { code: BreachReasonCode; words: string } | null
}
