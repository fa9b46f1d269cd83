import type { ContactKind, Urgency } from '../schema'

/** When and how an engineer is notified once a step has reached them (SEMANTICS §3). Pure; instants in epoch ms. */

export interface NotificationRule {
  urgency: Urgency
  /** Place in the engineer's list for that urgency: the `rule` of a delivery's key. */
  position: number
  delaySeconds: number
  contactMethodId: string
}

/** The rules of one urgency laid out from the instant a step reached the engineer, earliest first. */
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

const atOnce = ['push', 'email', 'webhook', 'slack', 'feishu', 'dingtalk', 'wecom'] as const
/** High urgency: push, mail and chat at once, SMS after 1 min, voice after 3 min. */
const defaultDelays: [ContactKind, number][] = [
  ...atOnce.map((kind): [ContactKind, number] => [kind, 0]),
  ['sms', 60],
  ['voice', 180],
]

/** For an engineer who set no rules of an urgency: the defaults; low urgency by mail, or by everything without one. */
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

/** How long notifications that follow a first one wait, to go as one message; null: as long as the call lasts. */
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

/** A call whose end nobody reports holds up the next one no longer than this. */
export const longestCallMs = 5 * 60_000

interface Waiting {
  id: string
  kind: string
  /** The last try may have arrived: what follows is a repeat of it. */
  mayHaveArrived: boolean
  /** How often a fault of our own kept it from being sent. */
  faults: number
  bundledWithId: string | null
}

/**
 * What goes as one message of all that waits for a method, in order of time. What may have arrived goes again as it
 * went: under the same id, with the same others and no new ones. What was certainly refused goes with whatever waits, as
 * if it had never been tried. What failed through a fault of our own goes alone, so that it takes nothing good with it.
 * Telling managers is a message of its own.
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
