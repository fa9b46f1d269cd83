import { z } from 'zod'
import { type PolicyDefinition, policyDefinition } from './schema'

/** A year: longer promises are typing mistakes. */
export const longestTargetMinutes = 365 * 24 * 60

export const savePolicyInput = z.object({
  planId: z.uuid(),
  definition: policyDefinition.superRefine((definition, context) => {
    for (const [severity, targets] of Object.entries(definition.severities))
      for (const [metric, target] of Object.entries(targets ?? {}))
        if (target && target.targetMinutes > longestTargetMinutes)
          context.addIssue({
            code: 'too_big',
            origin: 'number',
            maximum: longestTargetMinutes,
            input: target.targetMinutes,
            path: ['severities', severity, metric],
          })
  }),
  /** A draft promises nothing until a later save publishes it. */
  publish: z.boolean(),
})
export type SavePolicyInput = z.infer<typeof savePolicyInput>

export interface PolicyVersionView {
  id: string
  version: number
  definition: PolicyDefinition
  digest: string
  state: 'DRAFT' | 'PUBLISHED'
  /** Null for a draft. */
  inForceFrom: Date | null
  createdAt: Date
  /** Null for what the installation started with. */
  createdBy: string | null
}

export interface PlanPolicyView {
  planId: string
  planName: string
  /** Null when nothing is published: no ticket can be filed under such a plan. */
  inForce: PolicyVersionView | null
  /** Not published, newer than what is in force, newest first. */
  drafts: PolicyVersionView[]
  /** Every published version, newest first, the one in force included. */
  history: PolicyVersionView[]
}

export interface PlanMatrixView {
  planId: string
  planName: string
  definition: PolicyDefinition
}
