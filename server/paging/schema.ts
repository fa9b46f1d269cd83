import { z } from 'zod'
import { escalationLimits, targetTypes } from './facts'
import { severitySchema, metricSchema } from '@/server/vocabulary/schemas/words'
import type { Severity } from '@/server/vocabulary/severity'

const secretDetail = z.object({ secret: z.string().min(1) })
/** Returns the signing secret in a method's detail; null when it has none. */
export const methodSecret = (detail: unknown): string | null => secretDetail.safeParse(detail).data?.secret ?? null

/** The ways in which a page can be acknowledged. */
export const acknowledgedBy = ['link', 'push', 'chat', 'sms', 'phone', 'desk'] as const
export type AcknowledgedBy = (typeof acknowledgedBy)[number]

export const pageStates = ['open', 'acknowledged', 'unanswered', 'closed'] as const
export const isUuid = (id: string): boolean => z.uuid().safeParse(id).success
/**
 * Accepts any id, because a policy frozen into an old page may name a target that no longer exists: that is a coverage
 * gap, not an error. `savePolicy` checks that the targets exist.
 */
export const escalationTarget = z.strictObject({ type: z.enum(targetTypes), id: z.string().min(1) })
export type EscalationTarget = z.infer<typeof escalationTarget>

/** At most ten years, so that sums of delays stay valid instants. */
const minutes = z.number().int().min(1).max(5_256_000)

const severityTriggers = z.strictObject({
  warnings: z.strictObject({ percents: z.array(z.number().gt(0).lte(100)), metrics: z.array(metricSchema) }),
  breaches: z.array(metricSchema),
})
export const pageTriggers = z.strictObject({
  S1: severityTriggers,
  S2: severityTriggers,
  S3: severityTriggers,
  S4: severityTriggers,
})
export type PageTriggers = z.infer<typeof pageTriggers>

/** The definition of an escalation policy; a page keeps a copy of the one in force when it opened. */
export const escalationDefinition = z.strictObject({
  steps: z
    .array(
      z.strictObject({
        /** Time from this step to the next, in minutes. */
        delayMinutes: minutes,
        targets: z.array(escalationTarget).min(1).max(escalationLimits.targets),
        /** Severities for which the step is taken; absent or empty: all. */
        severities: z.array(severitySchema).optional(),
      }),
    )
    .min(1)
    .max(escalationLimits.steps),
  /** How often the steps are repeated after the first pass. */
  repeats: z.number().int().min(0).max(escalationLimits.repeats),
  persistEveryMinutes: minutes.default(5),
  acknowledgeTimeoutMinutes: z
    .strictObject({
      S1: minutes.default(15),
      S2: minutes.default(30),
      S3: minutes.default(60),
      S4: minutes.default(120),
    })
    .prefault({}),
  /** Which warnings and breaches page; absent: `defaultTriggers`. */
  triggers: pageTriggers.optional(),
})
export type EscalationDefinition = z.output<typeof escalationDefinition>

/** Whether a step is taken for a severity. */
export const appliesTo = (step: { severities?: readonly Severity[] }, to: Severity): boolean =>
  !step.severities?.length || step.severities.includes(to)

/** The escalation state of a page: JSON in the page's row. Instants are epoch milliseconds, UTC. */
export const escalationState = z.strictObject({
  state: z.enum(pageStates),
  /** Counts from 1; every reopening starts a new cycle at step 1. */
  cycle: z.number().int(),
  /** Pass over the steps within the cycle, from 1; each repeat and each persisting round counts as one. */
  round: z.number().int(),
  /** Index, from 0, of the next step in this round. */
  stepIndex: z.number().int(),
  nextAction: z.enum(['step', 'persist', 'ack_expire']).nullable(),
  /** The instant at which `nextAction` is due, even when it is processed late; null without a next action. */
  scheduledAt: z.number().nullable(),
  acknowledgedAt: z.number().nullable(),
  /** End of a snooze; null without one. The default is for pages stored before this field existed. */
  snoozedUntil: z.number().nullable().default(null),
  /** Whether the managers were notified in this cycle that the page is unanswered. */
  managersTold: z.boolean(),
  closeReason: z.string().nullable(),
})
export type EscalationState = z.infer<typeof escalationState>
