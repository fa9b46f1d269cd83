import { describe, expect, test } from 'vitest'
import type { ClockView } from '@/server/tickets/clocks/schema'
import { clockFace } from './clock-face'

const at = (time: string) => new Date(`2026-11-21T${time}:00.000Z`)
const minutes = (count: number) => count * 60_000
const clock = (over: Partial<ClockView>): ClockView => ({
  id: 'c',
  metric: 'update',
  state: 'running',
  outcome: 'open',
  startedAt: at('02:00'),
  endedAt: null,
  dueAt: at('03:00'),
  breachedAt: null,
  remainderMs: null,
  elapsedMs: 0,
  targetMs: minutes(60),
  pausedFor: null,
  warned: false,
  spans: [],
  ...over,
})

describe('the face of a clock', () => {
  test.each([
    ['early', clock({}), '02:15', 'running', 45],
    ['from three quarters on', clock({}), '02:45', 'warned', 15],
    ['at its due instant, noticed or not', clock({}), '03:00', 'breached', 0],
    ['past due', clock({ state: 'breached', breachedAt: at('03:00') }), '03:16', 'breached', 16],
    ['breached and paused', clock({ state: 'breached', dueAt: null, breachedAt: at('03:00') }), '03:01', 'breached', 1],
    ['paused', clock({ state: 'paused', dueAt: null, remainderMs: minutes(9) }), '05:00', 'paused', 9],
    ['met', clock({ state: 'ended', outcome: 'met', endedAt: at('02:08'), elapsedMs: minutes(8) }), '09:00', 'met', 8],
    [
      'ended late',
      clock({ state: 'ended', outcome: 'late', breachedAt: at('03:00'), endedAt: at('03:07') }),
      '09:00',
      'late',
      7,
    ],
    ['cancelled', clock({ state: 'ended', outcome: 'cancelled', endedAt: at('02:08') }), '09:00', 'none', 0],
    ['no clock', null, '02:00', 'none', 0],
  ] as const)('%s', (_name, given, now, look, left) => {
    expect(clockFace(given, at(now).getTime())).toMatchObject({ look, ms: minutes(left) })
  })
})
