import { describe, expect, it } from 'vitest'
import { batchOf, bundleWindowMs, defaultNotificationRules, notificationTimes } from './notification.rules'

const rule = (urgency: 'high' | 'low', position: number, delaySeconds: number, contactMethodId: string) => ({
  urgency,
  position,
  delaySeconds,
  contactMethodId,
})

it('the rules of one urgency are ordered by delay, then by position', () => {
  const rules = [
    rule('high', 2, 60, 'sms'),
    rule('low', 0, 0, 'mail'),
    rule('high', 1, 0, 'mail'),
    rule('high', 0, 0, 'push'),
  ]
  expect(notificationTimes(rules, 'high', 1_000)).toEqual([
    { rule: 0, contactMethodId: 'push', delaySeconds: 0, sendAt: 1_000 },
    { rule: 1, contactMethodId: 'mail', delaySeconds: 0, sendAt: 1_000 },
    { rule: 2, contactMethodId: 'sms', delaySeconds: 60, sendAt: 61_000 },
  ])
  expect(rules[0]!.contactMethodId).toBe('sms')
})

it('an engineer without rules is notified by default rules', () => {
  const methods = [
    { id: 'mail', kind: 'email' as const },
    { id: 'push', kind: 'push' as const },
  ]
  const used = (of: typeof methods, urgency: 'high' | 'low') =>
    defaultNotificationRules(of, urgency).map((one) => [one.position, one.contactMethodId])
  expect(used(methods, 'high')).toEqual([
    [0, 'push'],
    [1, 'mail'],
  ])
  expect(used(methods, 'low')).toEqual([[0, 'mail']])
  expect(used(methods.slice(1), 'low')).toEqual([[0, 'push']])
})

it('by default push and mail go at once, texts after a minute and calls after three', () => {
  const methods = (['voice', 'sms', 'slack', 'email', 'push'] as const).map((kind) => ({ id: kind, kind }))
  expect(
    defaultNotificationRules(methods, 'high').map((one) => [one.contactMethodId, one.position, one.delaySeconds]),
  ).toEqual([
    ['push', 0, 0],
    ['email', 1, 0],
    ['slack', 2, 0],
    ['sms', 3, 60],
    ['voice', 4, 180],
  ])
})

describe('a batch', () => {
  interface One {
    id: string
    mayHaveArrived: boolean
    faults: number
    bundledWithId: string | null
    kind: string
  }
  const waiting = (id: string, more: Partial<One> = {}): One => ({
    id,
    mayHaveArrived: false,
    faults: 0,
    bundledWithId: null,
    kind: 'escalation',
    ...more,
  })
  const repeat = (id: string, bundledWithId: string | null = null) =>
    waiting(id, { mayHaveArrived: true, bundledWithId })
  const ids = (of: One[]) => {
    const { messageId, deliveries } = batchOf(of)
    return [messageId, deliveries.map((one) => one.id).join(' ')]
  }
  it.each<[string, One[], [string, string]]>([
    ['contains everything new', [waiting('a'), waiting('b'), repeat('c')], ['a', 'a b']],
    [
      'of notifications certainly refused before contains everything that waits',
      [waiting('a', { bundledWithId: 'x' }), waiting('b')],
      ['a', 'a b'],
    ],
    [
      'that may have arrived is repeated unchanged, with the same id',
      [repeat('b', 'a'), waiting('new'), repeat('c', 'a'), repeat('d', 'x')],
      ['a', 'b c'],
    ],
    [
      'of one notification that may have arrived is only that one',
      [repeat('a'), repeat('b'), waiting('c')],
      ['a', 'a'],
    ],
    [
      'combines nothing with what failed by our own fault',
      [waiting('bad', { faults: 1 }), waiting('b')],
      ['bad', 'bad'],
    ],
    [
      'excludes what failed by our own fault',
      [waiting('a'), waiting('bad', { faults: 1 }), waiting('c')],
      ['a', 'a c'],
    ],
    [
      'contains notifications to managers separately',
      [waiting('a', { kind: 'managers_told' }), waiting('b'), waiting('c', { kind: 'managers_told' })],
      ['a', 'a c'],
    ],
  ])('%s', (_, of, expected) => expect(ids(of)).toEqual(expected))
})

it('mail, push and chat are bundled for 2 s, SMS for 30 s, voice until its call ends', () => {
  expect((['email', 'push', 'slack', 'wecom', 'webhook', 'sms', 'voice'] as const).map(bundleWindowMs)).toEqual([
    2000,
    2000,
    2000,
    2000,
    2000,
    30_000,
    null,
  ])
})
