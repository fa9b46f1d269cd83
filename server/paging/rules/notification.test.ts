import { expect, it } from 'vitest'
import { bundleWindowMs, defaultNotificationRules, notificationTimes } from './notification'

const rule = (urgency: 'HIGH' | 'LOW', position: number, delaySeconds: number, contactMethodId: string) => ({
  urgency,
  position,
  delaySeconds,
  contactMethodId,
})

it('lays out the rules of one urgency in order of delay, then place', () => {
  const rules = [
    rule('HIGH', 2, 60, 'sms'),
    rule('LOW', 0, 0, 'mail'),
    rule('HIGH', 1, 0, 'mail'),
    rule('HIGH', 0, 0, 'push'),
  ]
  expect(notificationTimes(rules, 'HIGH', 1_000)).toEqual([
    { rule: 0, contactMethodId: 'push', delaySeconds: 0, sendAt: 1_000 },
    { rule: 1, contactMethodId: 'mail', delaySeconds: 0, sendAt: 1_000 },
    { rule: 2, contactMethodId: 'sms', delaySeconds: 60, sendAt: 61_000 },
  ])
  expect(rules[0]!.contactMethodId).toBe('sms')
})

it('notifies an engineer without rules all the same', () => {
  const methods = [
    { id: 'mail', kind: 'EMAIL' as const },
    { id: 'push', kind: 'PUSH' as const },
  ]
  const used = (of: typeof methods, urgency: 'HIGH' | 'LOW') =>
    defaultNotificationRules(of, urgency).map((one) => [one.position, one.contactMethodId])
  expect(used(methods, 'HIGH')).toEqual([
    [0, 'push'],
    [1, 'mail'],
  ])
  expect(used(methods, 'LOW')).toEqual([[0, 'mail']])
  expect(used(methods.slice(1), 'LOW')).toEqual([[0, 'push']])
})

it('bundles mail, push and chat for 2 s, SMS for 30 s, voice for its call', () => {
  expect((['EMAIL', 'PUSH', 'CHAT', 'SMS', 'VOICE'] as const).map(bundleWindowMs)).toEqual([
    2000,
    2000,
    2000,
    30_000,
    null,
  ])
})
