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

/** For an engineer who set no rules of an urgency: push and mail at once; low urgency by mail, or push without one. */
export function defaultNotificationRules(
  methods: readonly { id: string; kind: ContactKind }[],
  urgency: Urgency,
): NotificationRule[] {
  const mail = methods.filter((method) => method.kind === 'EMAIL')
  const used =
    urgency === 'LOW' && mail.length > 0
      ? mail
      : [...methods].sort((a, b) => Number(b.kind === 'PUSH') - Number(a.kind === 'PUSH'))
  return used.map((method, position) => ({ urgency, position, delaySeconds: 0, contactMethodId: method.id }))
}

/** How long notifications that follow a first one wait, to go as one message; null: as long as the call lasts. */
export function bundleWindowMs(kind: ContactKind | 'CHAT' | 'SMS' | 'VOICE'): number | null {
  switch (kind) {
    case 'EMAIL':
    case 'PUSH':
    case 'CHAT':
      return 2_000
    case 'SMS':
      return 30_000
    case 'VOICE':
      return null
  }
}
