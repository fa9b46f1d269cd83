import { metrics } from '@/server/vocabulary/metric'
import type { PageTriggers } from './schema'

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
/** Kinds that are reached at a URL entered by a user. */
export const urlKinds = ['webhook', 'slack', 'feishu', 'dingtalk', 'wecom'] as const
/** Kinds that are reached by telephone number, through Twilio. */
export const telephoneKinds = ['sms', 'voice'] as const

/** `team`: all of its members; `roundRobin`: one member, rotating with each page and each repeat. */
export const targetTypes = ['schedule', 'engineer', 'team', 'roundRobin'] as const

const urgentTriggers = { warnings: { percents: [90], metrics: [...metrics] }, breaches: [...metrics] }
const minorTriggers: PageTriggers['S3'] = { warnings: { percents: [], metrics: [] }, breaches: ['first_response'] }
/** The default triggers of SEMANTICS §3. */
export const defaultTriggers: PageTriggers = {
  S1: urgentTriggers,
  S2: urgentTriggers,
  S3: minorTriggers,
  S4: minorTriggers,
}

export const escalationLimits = { steps: 20, targets: 20, repeats: 20 } as const
