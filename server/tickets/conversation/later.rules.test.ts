import { describe, expect, it } from 'vitest'
import { dueBefore, mayBeSentAt } from './later.rules'

const now = new Date('2026-11-27T08:00:00.000Z')

describe('an answer that is sent later', () => {
  it.each([
    ['2026-11-27T08:00:59.999Z', false],
    ['2026-11-27T08:01:00.000Z', true],
    ['2026-12-27T08:00:00.000Z', true],
    ['2026-12-27T08:00:00.001Z', false],
    ['2026-11-26T08:00:00.000Z', false],
  ])('at %s may be sent: %s', (at, may) => {
    expect(mayBeSentAt(new Date(at), now)).toBe(may)
  })

  it('names the clocks that fall due before it, the earliest first', () => {
    const clock = (metric: string, state: string, due: string | null) => ({
      metric,
      state,
      dueAt: due ? new Date(due) : null,
    })
    const clocks = [
      clock('update', 'running', '2026-11-27T08:30:00.000Z'),
      clock('first_response', 'running', '2026-11-27T08:10:00.000Z'),
      clock('workaround', 'running', '2026-11-27T12:00:00.000Z'),
      clock('resolution', 'paused', null),
      clock('next_response', 'breached', '2026-11-27T07:00:00.000Z'),
    ]
    const found = dueBefore(clocks, new Date('2026-11-27T08:30:00.000Z'))
    expect(found.map(({ metric }) => metric)).toEqual(['first_response', 'update'])
  })
})
