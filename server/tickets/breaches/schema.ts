import { z } from 'zod'
import type { Metric } from '@/server/vocabulary/metric'
import type { Severity } from '@/server/vocabulary/severity'
import { message, oneLine } from '@/server/vocabulary/text'

/** Reasons why a promise was missed. The keys are stored; their texts are in `messages/<locale>/breach.json`. */
export const breachReasonCodes = [
  'staffing',
  'handoff',
  'wrong_severity',
  'customer_waiting',
  'third_party',
  'product_defect',
  'system_fault',
  'other',
] as const
export const breachReasonCode = z.enum(breachReasonCodes)
export type BreachReasonCode = z.infer<typeof breachReasonCode>

export const breachWords = { min: 3, max: 2_000 } as const

export const explainBreachInput = z.object({
  reference: oneLine(40),
  clockId: z.uuid(),
  code: breachReasonCode,
  words: message(breachWords.max, { min: breachWords.min }),
})
export type ExplainBreach = z.output<typeof explainBreachInput>

export interface BreachReasonView {
  code: BreachReasonCode
  words: string
  by: string
  at: Date
}

/** Explanation of a breach, for staff only; customers see just the breach. */
export interface BreachExplanation {
  clockId: string
  /** Newest first; empty while no reason was given. */
  reasons: BreachReasonView[]
  mayExplain: boolean
}

export interface WaitingBreachRow {
  clockId: string
  reference: string
  subject: string
  organisation: string
  severity: Severity
  metric: Metric
  breachedAt: Date
  owner: string | null
}
