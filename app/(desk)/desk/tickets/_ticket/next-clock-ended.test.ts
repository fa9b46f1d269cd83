import { describe, expect, it } from 'vitest'
import type { Metric } from '@/server/vocabulary/metric'
import type { ClockChange } from '@/server/sla/evaluation/preview-clocks.rules'
import type { ClockView } from '@/server/tickets/clocks/schema'
import { nextClockEnded } from './next-clock-ended'

const clock = (metric: Metric, state: ClockView['state']) => ({ id: `${metric} ${state}`, metric, state }) as ClockView
const change = (metric: Metric, kind: ClockChange['kind'], dueBefore: number | null): ClockChange => ({
  metric,
  kind,
  dueBefore,
  dueAfter: null,
})
const clocks = [
  clock('next_response', 'ended'),
  clock('next_response', 'running'),
  clock('update', 'running'),
  clock('resolution', 'running'),
]

describe('the clock beside Send', () => {
  it('is the one due next of those that the reply ends, not the first in the list', () => {
    const changes = [
      change('update', 'ends', 27),
      change('next_response', 'ends', 13),
      change('resolution', 'moves', 5),
    ]
    expect(nextClockEnded(changes, clocks)?.id).toBe('next_response running')
  })

  it('is a missed clock when the reply ends it late', () => {
    const changes = [change('update', 'ends', 27), change('next_response', 'endsLate', 3)]
    expect(nextClockEnded(changes, clocks)?.metric).toBe('next_response')
  })

  it('is empty when the reply ends no clock', () => {
    expect(
      nextClockEnded([change('update', 'starts', null), change('resolution', 'cancels', 9)], clocks),
    ).toBeUndefined()
  })
})
