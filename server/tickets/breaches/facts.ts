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
export type BreachReasonCode = (typeof breachReasonCodes)[number]

/** Length of the explanation of a breach, in characters. */
export const breachWords = { min: 3, max: 2_000 } as const
