import { describe, expect, test } from 'vitest'
import type { ClockView } from '@/server/tickets/schema'
import { replyEffect } from './reply-effect'

const clock = (metric: ClockView['metric'], state: ClockView['state'] = 'running'): ClockView => ({
  id: metric,
  metric,
  state,
  outcome: state === 'ended' ? 'met' : 'open',
  startedAt: new Date(0),
  endedAt: state === 'ended' ? new Date(1) : null,
  dueAt: null,
  breachedAt: null,
  remainderMs: null,
  elapsedMs: 0,
  targetMs: 1_800_000,
  pausedFor: null,
  warned: false,
  spans: [],
})
const ticket = {
  clocks: [
    clock('first_response', 'ended'),
    clock('next_response', 'breached'),
    clock('update'),
    clock('workaround'),
    clock('resolution'),
  ],
}

describe('what a reply does to the open clocks', () => {
  test('an acknowledgement ends none', () => {
    expect(replyEffect(ticket, 'acknowledgement', 'open')).toEqual({ ends: [], nextUpdateMs: null, pauses: [] })
  })
  test('a diagnosis ends what waits for an answer and starts the next update', () => {
    const effect = replyEffect(ticket, 'diagnosis', 'open')
    expect(effect.ends).toEqual([
      { metric: 'next_response', late: true },
      { metric: 'update', late: false },
    ])
    expect(effect.nextUpdateMs).toBe(1_800_000)
  })
  test('a workaround ends the workaround as well', () => {
    expect(replyEffect(ticket, 'workaround', 'open').ends.map((end) => end.metric)).toContain('workaround')
  })
  test('a question that waits pauses workaround and resolution', () => {
    expect(replyEffect(ticket, 'question', 'waiting_on_customer').pauses).toEqual(['workaround', 'resolution'])
  })
  test('resolving ends all', () => {
    expect(replyEffect(ticket, 'fix', 'resolved').ends).toHaveLength(4)
  })
})
