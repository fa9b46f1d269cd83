import { z } from 'zod'
import { severitySchema, type Severity } from '@/server/vocabulary/severity'
import { metrics, metricSchema } from '@/server/vocabulary/metric'

export const urgencies = ['high', 'low'] as const
export type Urgency = (typeof urgencies)[number]

export const contactKinds = [
  'email',
  'push',
  'webhook',
  'slack',
  'feishu',
  'dingtalk',
  'wecom',
  'sms',
  'voice',
] as const
export type ContactKind = (typeof contactKinds)[number]
/** Reached at a URL that somebody typed in. */
export const urlKinds = ['webhook', 'slack', 'feishu', 'dingtalk', 'wecom'] as const
/** Reached by a telephone number, through Twilio. */
export const telephoneKinds = ['sms', 'voice'] as const

const secretDetail = z.object({ secret: z.string().min(1) })
/** The secret kept with a webhook; null without one. */
export const methodSecret = (detail: unknown): string | null => secretDetail.safeParse(detail).data?.secret ?? null

/** The way an acknowledgement came. */
export const acknowledgedBy = ['link', 'push', 'chat', 'sms', 'phone', 'desk'] as const
export type AcknowledgedBy = (typeof acknowledgedBy)[number]

export const pageStates = ['open', 'acknowledged', 'unanswered', 'closed'] as const
/** `team`: everybody of it; `roundRobin`: one of the team, in turn from page to page and from repeat to repeat. */
export const targetTypes = ['schedule', 'engineer', 'team', 'roundRobin'] as const
export const isUuid = (id: string): boolean => z.uuid().safeParse(id).success
/** Of a policy that was frozen long ago too: what names nobody is a coverage gap. `savePolicy` checks that they exist. */
export const escalationTarget = z.strictObject({ type: z.enum(targetTypes), id: z.string().min(1) })
export type EscalationTarget = z.infer<typeof escalationTarget>

/** Ten years: nobody means more, and sums of such delays stay instants. */
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

const grave = { warnings: { percents: [90], metrics: [...metrics] }, breaches: [...metrics] }
const mild: PageTriggers['S3'] = { warnings: { percents: [], metrics: [] }, breaches: ['first_response'] }
/** SEMANTICS §3, triggers: the defaults. */
export const defaultTriggers: PageTriggers = { S1: grave, S2: grave, S3: mild, S4: mild }

export const escalationLimits = { steps: 20, targets: 20, repeats: 20 } as const

/** An escalation policy; the one in force when a page opens is frozen into it. */
export const escalationDefinition = z.strictObject({
  steps: z
    .array(
      z.strictObject({
        /** The next step follows this long after this one. */
        delayMinutes: minutes,
        targets: z.array(escalationTarget).min(1).max(escalationLimits.targets),
        /** The step is for tickets of these; left out or empty, for all. */
        severities: z.array(severitySchema).optional(),
      }),
    )
    .min(1)
    .max(escalationLimits.steps),
  /** How often the steps are walked again after the first time. */
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
  /** Which warnings and breaches page; left out, the defaults. */
  triggers: pageTriggers.optional(),
})
export type EscalationDefinition = z.output<typeof escalationDefinition>

/** Whether a step is for tickets of a severity. */
export const appliesTo = (step: { severities?: readonly Severity[] }, to: Severity): boolean =>
  !step.severities?.length || step.severities.includes(to)

/** Where a page stands: plain data, kept in the page's row. Instants are epoch milliseconds, UTC. */
export const escalationState = z.strictObject({
  state: z.enum(pageStates),
  /** 1-based; every reopening starts a new one at step 1. */
  cycle: z.number().int(),
  /** 1-based pass over the steps within the cycle; each repeat and each persisting round has its own. */
  round: z.number().int(),
  /** 0-based step that comes next in this round. */
  stepIndex: z.number().int(),
  nextAction: z.enum(['step', 'persist', 'ack_expire']).nullable(),
  /** The instant for which `nextAction` is laid down, however late it is processed; null without one. */
  scheduledAt: z.number().nullable(),
  acknowledgedAt: z.number().nullable(),
  /** Until when whoever acknowledged asked for quiet; null without. Pages of before this was kept have none. */
  snoozedUntil: z.number().nullable().default(null),
  /** The managers heard, in this cycle, that the page went unanswered. */
  managersTold: z.boolean(),
  closeReason: z.string().nullable(),
})
export type EscalationState = z.infer<typeof escalationState>
