import { describe, expect, it } from 'vitest'
import { batchOf, bundleWindowMs, defaultNotificationRules, notificationTimes } from './notification'

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

it('by default pushes and mails at once, texts after a minute and calls after three', () => {
  const methods = (['VOICE', 'SMS', 'SLACK', 'EMAIL', 'PUSH'] as const).map((kind) => ({ id: kind, kind }))
  expect(
    defaultNotificationRules(methods, 'HIGH').map((one) => [one.contactMethodId, one.position, one.delaySeconds]),
  ).toEqual([
    ['PUSH', 0, 0],
    ['EMAIL', 1, 0],
    ['SLACK', 2, 0],
    ['SMS', 3, 60],
    ['VOICE', 4, 180],
  ])
})

describe('a batch', () => {
  const waiting = (id: string, attempts = 0, bundledWithId: string | null = null, kind = 'ESCALATION') => ({
    id,
    attempts,
    bundledWithId,
    kind,
  })
  const ids = (of: ReturnType<typeof waiting>[]) => {
    const { messageId, deliveries } = batchOf(of)
    return [messageId, deliveries.map((one) => one.id).join(' ')]
  }
  it('is everything new', () => expect(ids([waiting('a'), waiting('b'), waiting('c', 1)])).toEqual(['a', 'a b']))
  it('is, tried before, what it was: no new ones, under the same id', () =>
    expect(ids([waiting('b', 1, 'a'), waiting('new'), waiting('c', 1, 'a'), waiting('d', 1, 'x')])).toEqual([
      'a',
      'b c',
    ]))
  it('of one tried before is that one', () =>
    expect(ids([waiting('a', 2), waiting('b', 1), waiting('c')])).toEqual(['a', 'a']))
  it('tells managers by itself', () =>
    expect(ids([waiting('a', 0, null, 'MANAGERS_TOLD'), waiting('b'), waiting('c', 0, null, 'MANAGERS_TOLD')])).toEqual(
      ['a', 'a c'],
    ))
})

it('bundles mail, push and chat for 2 s, SMS for 30 s, voice for its call', () => {
  expect((['EMAIL', 'PUSH', 'SLACK', 'WECOM', 'WEBHOOK', 'SMS', 'VOICE'] as const).map(bundleWindowMs)).toEqual([
    2000,
    2000,
    2000,
    2000,
    2000,
    30_000,
    null,
  ])
})
