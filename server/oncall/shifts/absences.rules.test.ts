import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Layer, Override, ScheduleFacts } from '../schema'
import { finalRow, layerRows } from './rows.rules'
import { finalShifts } from './shifts.rules'

const at = (text: string) => Date.parse(`${text}:00.000Z`)
const layer = (id: string, participants: string[]): Layer => ({
  id,
  start: '2026-11-01T00:00',
  rotation: { unit: 'day', length: 1 },
  participants,
  restrictions: [],
})
const override = (person: string, from: string, to: string, coversFor: string | null = null): Override => ({
  id: `${person}-${from}`,
  kind: coversFor ? 'covers' : 'onCall',
  person,
  coversFor,
  start: at(from),
  end: at(to),
  createdAt: at('2026-10-01T00:00'),
  removedAt: null,
})
const schedule = (layers: Layer[], more: Partial<ScheduleFacts> = {}): ScheduleFacts => ({
  timeZone: 'UTC',
  versions: [{ inForceFrom: null, layers }],
  overrides: [],
  ...more,
})
const days = (facts: ScheduleFacts, from = '2026-11-01T00:00', to = '2026-11-07T00:00') =>
  finalShifts(facts, at(from), at(to)).map(
    (shift) => `${new Date(shift.from).toISOString().slice(5, 13)} ${shift.person}`,
  )

describe('turns of somebody who left the staff (SEMANTICS §3)', () => {
  const away = { absences: [{ person: 'bo', from: at('2026-11-02T12:00'), to: null }] }

  it('are empty from the instant of leaving, and nobody else’s turn moves', () => {
    expect(days(schedule([layer('l', ['ana', 'bo', 'mia'])], away))).toEqual([
      '11-01T00 ana',
      '11-02T00 bo',
      '11-02T12 null',
      '11-03T00 mia',
      '11-04T00 ana',
      '11-05T00 null',
      '11-06T00 mia',
    ])
  })

  it('pass to the next layer below that has somebody', () => {
    expect(days(schedule([layer('base', ['eve']), layer('top', ['ana', 'bo'])], away), '2026-11-02T00:00')).toEqual([
      '11-02T00 bo',
      '11-02T12 eve',
      '11-03T00 ana',
      '11-04T00 eve',
      '11-05T00 ana',
      '11-06T00 eve',
    ])
  })

  it('count again from the instant of coming back', () => {
    const back = { absences: [{ person: 'bo', from: at('2026-11-02T12:00'), to: at('2026-11-04T06:00') }] }
    expect(days(schedule([layer('l', ['ana', 'bo'])], back), '2026-11-02T00:00', '2026-11-05T00:00')).toEqual([
      '11-02T00 bo',
      '11-02T12 null',
      '11-03T00 ana',
      '11-04T00 null',
      '11-04T06 bo',
    ])
  })

  it('in an override count as empty, so the layers below decide', () => {
    const facts = schedule([layer('l', ['ana'])], {
      ...away,
      overrides: [override('bo', '2026-11-02T00:00', '2026-11-03T00:00')],
    })
    expect(days(facts, '2026-11-01T00:00', '2026-11-04T00:00')).toEqual(['11-01T00 ana', '11-02T00 bo', '11-02T12 ana'])
  })

  it('that somebody covers cover nothing, because there is no turn to cover', () => {
    const facts = schedule([layer('l', ['bo'])], {
      ...away,
      overrides: [override('eve', '2026-11-02T06:00', '2026-11-03T00:00', 'bo')],
    })
    expect(days(facts, '2026-11-02T00:00', '2026-11-03T00:00')).toEqual([
      '11-02T00 bo',
      '11-02T06 eve',
      '11-02T12 null',
    ])
  })

  it('are drawn as gaps that name who left, in the layer and in the final row', () => {
    const facts = schedule([layer('l', ['bo'])], away)
    const range = [at('2026-11-02T00:00'), at('2026-11-03T00:00')] as const
    const drawn = [
      { from: range[0], to: at('2026-11-02T12:00'), person: 'bo', leftStaff: null },
      { from: at('2026-11-02T12:00'), to: range[1], person: null, leftStaff: 'bo' },
    ]
    expect(finalRow(facts, ...range)).toEqual(drawn)
    expect(layerRows(facts, ...range)[0]!.shifts).toEqual(drawn)
  })

  it("never change before the instant of leaving, and are nobody's afterwards", () => {
    const people = ['ana', 'bo', 'mia']
    const day = fc.integer({ min: 0, max: 20 }).map((days) => at('2026-11-01T00:00') + days * 86_400_000 + 3_600_000)
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.constantFrom(...people), { minLength: 1 }),
        fc.uniqueArray(fc.constantFrom(...people), { minLength: 0 }),
        fc.constantFrom(...people),
        day,
        fc.option(fc.integer({ min: 1, max: 10 })),
        (base, top, person, left, away) => {
          const to = away === null ? null : left + away * 86_400_000
          const facts = schedule([layer('base', base), layer('top', top)])
          const range = [at('2026-11-01T00:00'), at('2026-12-01T00:00')] as const
          const without = finalShifts({ ...facts, absences: [{ person, from: left, to }] }, ...range)
          expect(finalShifts(facts, range[0], left)).toEqual(
            finalShifts({ ...facts, absences: [{ person, from: left, to }] }, range[0], left),
          )
          if (to !== null)
            expect(finalShifts(facts, to, range[1])).toEqual(
              finalShifts({ ...facts, absences: [{ person, from: left, to }] }, to, range[1]),
            )
          for (const shift of without)
            if (shift.person === person) expect(shift.to <= left || (to !== null && shift.from >= to)).toBe(true)
        },
      ),
    )
  })
})
