import { describe, expect, it } from 'vitest'
import type { ScheduleFacts } from '../schema'
import { wholeShifts } from './whole-shifts.rules'

const at = (text: string) => Date.parse(`${text}:00.000Z`)
const hourMs = 60 * 60_000
const schedule = (participants: string[], inForceFrom: string): ScheduleFacts => ({
  timeZone: 'UTC',
  versions: [
    {
      inForceFrom: at(inForceFrom),
      layers: [
        {
          id: 'l',
          start: '2026-01-05T00:00',
          rotation: { unit: 'week', length: 1 },
          participants,
          restrictions: [],
        },
      ],
    },
  ],
  overrides: [],
})

describe('a feed keeps the identity of a shift that began before its range', () => {
  it('with its real start, at whatever instant the feed is read', () => {
    const facts = schedule(['ana', 'bo'], '2026-01-05T00:00')
    const to = at('2026-03-01T00:00')
    for (const hours of [0, 1, 50])
      expect(wholeShifts(facts, at('2026-02-04T10:00') + hours * hourMs, to)[0]).toMatchObject({
        from: at('2026-02-02T00:00'),
      })
  })

  it('even for the only person of a schedule, years after it was created', () => {
    const facts = schedule(['ana'], '2022-05-01T08:00')
    const read = (from: string) => wholeShifts(facts, at(from), at(from) + 24 * hourMs)[0]?.from
    expect(read('2026-02-04T10:00')).toBe(at('2026-01-05T00:00'))
    expect(read('2026-11-20T18:00')).toBe(at('2026-01-05T00:00'))
  })

  it('but cuts a gap, which is not an event, where the range begins', () => {
    expect(wholeShifts(schedule([], '2026-01-05T00:00'), at('2026-02-04T10:00'), at('2026-02-05T10:00'))).toEqual([
      { from: at('2026-02-04T10:00'), to: at('2026-02-05T10:00'), person: null },
    ])
  })
})
