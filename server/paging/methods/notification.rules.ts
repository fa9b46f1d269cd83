import type { ContactKind, Urgency } from '../facts'

/** When and how an engineer is notified once a step has reached them (SEMANTICS §3). Pure; instants in epoch ms. */

export interface NotificationRule {
  urgency: Urgency
  /** Position in the engineer's list for that urgency; the `rule` of a delivery's key. */
  position: number
  delaySeconds: number
  contactMethodId: string
}

/**
 * Returns when each rule of one urgency notifies, counted from `at`, the instant a step reached the engineer; earliest
 * first.
 */
export function notificationTimes(
  rules: readonly NotificationRule[],
  urgency: Urgency,
  at: number,
): { rule: number; contactMethodId: string; delaySeconds: number; sendAt: number }[] {
  return rules
    .filter((rule) => rule.urgency === urgency)
    .sort((a, b) => a.delaySeconds - b.delaySeconds || a.position - b.position)
    .map(({ position, contactMethodId, delaySeconds }) => ({
      rule: position,
      contactMethodId,
      delaySeconds,
      sendAt: at + delaySeconds * 1000,
    }))
}

const immediateKinds = ['push', 'email', 'webhook', 'slack', 'feishu', 'dingtalk', 'wecom'] as const
/** Default delays in seconds: push, mail, webhook and chat at once, SMS after 1 min, voice after 3 min. */
const defaultDelays: [ContactKind, number][] = [
  ...immediateKinds.map((kind): [ContactKind, number] => [kind, 0]),
  ['sms', 60],
  ['voice', 180],
]

/**
 * Returns the default rules for an engineer who has none of an urgency. Low urgency uses mail only, or every method
 * when there is no mail address.
 */
export function defaultNotificationRules(
  methods: readonly { id: string; kind: ContactKind }[],
  urgency: Urgency,
): NotificationRule[] {
  const mail = methods.filter((method) => method.kind === 'email')
  const used = urgency === 'low' && mail.length > 0 ? mail : methods
  return defaultDelays
    .flatMap(([kind, delaySeconds]) =>
      used.filter((method) => method.kind === kind).map((method) => ({ contactMethodId: method.id, delaySeconds })),
    )
    .map((rule, position) => ({ urgency, position, ...rule }))
}

/** How long (ms) notifications wait after a first one, to go as one message; null: until the call ends. */
export function bundleWindowMs(kind: ContactKind): number | null {
  switch (kind) {
    case 'sms':
      return 30_000
    case 'voice':
      return null
    default:
      return 2_000
  }
}

/** A call whose end is not reported delays the next one no longer than this. */
export const longestCallMs = 5 * 60_000

interface Waiting {
  id: string
  kind: string
  /** Whether the last try may have arrived, so that the next one is a repeat. */
  mayHaveArrived: boolean
  /** How often a fault on our side prevented it from being sent. */
  faults: number
  bundledWithId: string | null
}

/**
 * Chooses what goes as one message from everything that waits for a method, ordered by time. A message that may have
 * arrived is repeated unchanged: same id, same notifications. One that was certainly refused is bundled as if it had
 * never been tried. One that failed through a fault on our side goes alone, so that it does not make others fail.
 * Notifications to managers are never bundled with others.
 */
export function batchOf<T extends Waiting>(waiting: readonly T[]): { messageId: string; deliveries: T[] } {
  const [first] = waiting
  if (!first) throw new Error('Nothing waits')
  if (first.mayHaveArrived) {
    const { bundledWithId } = first
    const deliveries = waiting.filter(
      (delivery) =>
        delivery === first ||
        (delivery.mayHaveArrived && bundledWithId !== null && delivery.bundledWithId === bundledWithId),
    )
    return { messageId: bundledWithId ?? first.id, deliveries }
  }
  if (first.faults > 0) return { messageId: first.id, deliveries: [first] }
  const toManagers = (delivery: T) => delivery.kind === 'managers_told'
  return {
    messageId: first.id,
    deliveries: waiting.filter(
      (delivery) => !delivery.mayHaveArrived && delivery.faults === 0 && toManagers(delivery) === toManagers(first),
    ),
  }
}
