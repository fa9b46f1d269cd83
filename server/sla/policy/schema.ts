import { z } from 'zod'
import { longestTargetMinutes } from '../facts'
import { cursorInput } from '@/server/infra/input/cursor-schema'
import { instantInput } from '@/server/infra/input/instant-schema'
import { productSchema } from '@/server/vocabulary/schemas/words'
import type { PolicyDifference } from './policy-difference.rules'
import { calendarLimits } from '../calendar/schema'
import { type PolicyDefinition, policyDefinition } from '../schema'

export const policyLimits = { warningPercents: 20, calendars: 50, consequences: 50 } as const

/** A definition with bounded size, since every filing and every evaluation reads it. */
const boundedDefinition = policyDefinition.superRefine((definition, context) => {
  const refuseAbove = (maximum: number, input: readonly unknown[], path: (string | number)[]) => {
    if (input.length > maximum) context.addIssue({ code: 'too_big', origin: 'array', maximum, input, path })
  }
  refuseAbove(policyLimits.warningPercents, definition.warningPercents, ['warningPercents'])
  refuseAbove(policyLimits.calendars, Object.keys(definition.calendars), ['calendars'])
  for (const [severity, list] of Object.entries(definition.consequences ?? {}))
    refuseAbove(policyLimits.consequences, list ?? [], ['consequences', severity])
  for (const [name, calendar] of Object.entries(definition.calendars)) {
    if (calendar.type !== 'business') continue
    refuseAbove(calendarLimits.exceptions, calendar.exceptions, ['calendars', name, 'exceptions'])
    for (const [day, intervals] of Object.entries(calendar.weekly))
      refuseAbove(calendarLimits.intervals, intervals ?? [], ['calendars', name, 'weekly', day])
    for (const [index, { intervals }] of calendar.exceptions.entries())
      refuseAbove(calendarLimits.intervals, intervals, ['calendars', name, 'exceptions', index])
  }
})

/**
 * A definition that may be saved: targets and warning percents are integers. Definitions stored by earlier releases may
 * have fractions and are evaluated unchanged.
 */
export const savedDefinition = boundedDefinition.superRefine((definition, context) => {
  for (const [index, percent] of definition.warningPercents.entries())
    if (!Number.isInteger(percent))
      context.addIssue({ code: 'custom', path: ['warningPercents', index], message: 'invalidValue' })
  for (const [severity, targets] of Object.entries(definition.severities))
    for (const [metric, target] of Object.entries(targets ?? {}))
      if (target && !Number.isInteger(target.targetMinutes))
        context.addIssue({ code: 'custom', path: ['severities', severity, metric], message: 'wholeMinutes' })
      else if (target && target.targetMinutes > longestTargetMinutes)
        context.addIssue({
          code: 'too_big',
          origin: 'number',
          maximum: longestTargetMinutes,
          input: target.targetMinutes,
          path: ['severities', severity, metric],
        })
})

/** A draft and the revision that a change is based on: a change based on an older revision is refused. */
const seenVersion = z.object({ versionId: z.uuid(), revision: z.number().int().positive() })

export const savePolicyInput = z.object({
  /** Idempotency key, used as the new version's id; the form derives it from its content, so a repeat is saved once. */
  clientKey: z.uuid().nullish(),
  planId: z.uuid(),
  /** Null for the plan's general policy; a product's own policy takes precedence over it. */
  product: productSchema.nullable().default(null),
  definition: savedDefinition,
  /** Publishes the version; false saves a draft, which has no effect. */
  publish: z.boolean(),
  /** When a published version comes into force; null: at once. */
  inForceFrom: instantInput.nullable().default(null),
  /** The draft to overwrite; null: creates a new version. */
  draft: seenVersion.nullable().default(null),
})
export type SavePolicyInput = z.output<typeof savePolicyInput>

export const discardDraftInput = seenVersion
export const callBackInput = z.object({ versionId: z.uuid() })
export const policyChangesInput = z.object({ policyId: z.uuid(), after: cursorInput })
export const showPlanInput = z.object({ planId: z.uuid(), isPublic: z.boolean() })
export const planKeyInput = z.object({ planKey: z.string().min(1).max(80) })

/** Actions in a policy's change log. */
export const policyActions = [
  'drafted',
  'edited',
  'published',
  'scheduled',
  'called_back',
  'discarded',
  'shown',
  'hidden',
] as const
export type PolicyAction = (typeof policyActions)[number]

export interface PolicyVersionView {
  id: string
  version: number
  definition: PolicyDefinition
  digest: string
  state: 'draft' | 'published'
  revision: number
  /** Null for a draft. */
  inForceFrom: Date | null
  createdAt: Date
  /** Null for a version created by the installation. */
  createdBy: string | null
}

/** A plan's general policy, or its policy for one product. */
export interface PlanPolicyView {
  planId: string
  planKey: string
  planName: string
  isPublic: boolean
  /** Null when nothing was ever saved. */
  policyId: string | null
  product: string | null
  /** Null when nothing is published. Without a general policy no ticket can be filed under the plan. */
  inForce: PolicyVersionView | null
  /** Published versions not yet in force, the next one first. */
  scheduled: PolicyVersionView[]
  /** Newest first. */
  drafts: PolicyVersionView[]
  /** Every version that is or was in force, newest first. */
  history: PolicyVersionView[]
}

export interface PolicyChangeView {
  id: string
  version: number | null
  at: Date
  by: string
  action: PolicyAction
  inForceFrom: Date | null
  /** What an edit changed; for a publication, the differences from the previous publication. */
  differences: PolicyDifference[]
}

export interface PlanMatrixView {
  planId: string
  planKey: string
  planName: string
  isPublic: boolean
  product: string | null
  definition: PolicyDefinition
}
