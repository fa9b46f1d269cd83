import { expect, test } from 'vitest'
import type { ClockView } from '@/server/tickets/schema'
import { replyEffect } from './reply-effect'

const at = (time: string) => new Date(`2026-11-21T${time}:00.000Z`)
const clock = (over: Partial<ClockView>): ClockView => ({
  id: 'c',
  metric: 'first_response',
  state: 'ended',
  outcome: 'met',
  startedAt: at('02:00'),
  endedAt: at('02:08'),
  dueAt: null,
  breachedAt: null,
  remainderMs: null,
  elapsedMs: 480_000,
  targetMs: 900_000,
  pausedFor: null,
  warned: false,
  spans: [],
  ...over,
})
const open = { state: 'running', outcome: 'open', endedAt: null } as const
const now = at('03:00').getTime()

test.each([
  [
    'before the first answer nothing new starts',
    'new',
    [clock({ ...open, dueAt: at('03:15') })],
    { kind: 'runs', dueAt: at('03:15') },
  ],
  [
    'a second reply does not restart the clock',
    'open',
    [clock({}), clock({ ...open, metric: 'next_response', dueAt: at('03:05') })],
    { kind: 'runs', dueAt: at('03:05') },
  ],
  ['past its due instant', 'open', [clock({ ...open, dueAt: at('02:15') })], { kind: 'late' }],
  ['the first reply after an answer', 'open', [clock({})], { kind: 'starts', dueAt: null }],
  [
    'a later reply, the target being known',
    'waiting_on_customer',
    [clock({}), clock({ metric: 'next_response', targetMs: 3_600_000 })],
    { kind: 'starts', dueAt: at('04:00') },
  ],
  ['resolved', 'resolved', [clock({})], { kind: 'reopens' }],
  ['closed', 'closed', [clock({})], { kind: 'none' }],
] as const)('%s', (_name, status, clocks, effect) => {
  expect(replyEffect({ status, clocks: [...clocks] }, now)).toEqual(effect)
})
