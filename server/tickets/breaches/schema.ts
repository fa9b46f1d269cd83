import { z } from 'zod'
import { type BreachReasonCode, breachReasonCodes, breachWords } from './facts'
import type { Metric } from '@/server/vocabulary/metric'
import type { Severity } from '@/server/vocabulary/severity'
import { message, oneLine } from '@/server/vocabulary/schemas/text'

export const breachReasonCode = z.enum(breachReasonCodes)

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
