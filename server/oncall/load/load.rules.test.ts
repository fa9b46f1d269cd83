import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isNight, loadOf } from './load.rules'

const at = (text: string) => Date.parse(`${text}:00Z`)
const shift = (person: string, from: string, to: string) => ({ person, from: at(from), to: at(to) })
const utc = () => 'UTC'

describe('the on-call load', () => {
  it.each([
    // Friday 20 November 2026.
    ['a working day', '2026-11-20T08:00', '2026-11-20T18:00', { nights: 0, weekends: 0 }],
    ['into the evening', '2026-11-20T08:00', '2026-11-20T22:00', { nights: 0, weekends: 0 }],
    ['a minute of a night', '2026-11-20T08:00', '2026-11-20T22:01', { nights: 1, weekends: 0 }],
    ['from the end of a night', '2026-11-20T07:00', '2026-11-20T12:00', { nights: 0, weekends: 0 }],
    ['the hours after midnight', '2026-11-20T03:00', '2026-11-20T12:00', { nights: 1, weekends: 0 }],
    ['until Saturday begins', '2026-11-20T08:00', '2026-11-21T00:00', { nights: 1, weekends: 0 }],
    ['a week', '2026-11-16T09:00', '2026-11-23T09:00', { nights: 7, weekends: 1 }],
    ['two weeks', '2026-11-16T09:00', '2026-11-30T09:00', { nights: 14, weekends: 2 }],
  ])('of %s', (_, from, to, load) => {
    expect(loadOf([shift('ana', from, to)], [], utc)[0]).toMatchObject({ shifts: 1, ...load })
  })

  it("counts nights and weekends in the engineer's zone", () => {
    const friday = shift('ana', '2026-11-20T10:00', '2026-11-20T20:00')
    expect(loadOf([friday], [], utc)[0]).toMatchObject({ nights: 0, weekends: 0 })
    expect(loadOf([friday], [], () => 'Asia/Shanghai')[0]).toMatchObject({ nights: 1, weekends: 1 })
  })

  it('counts two simultaneous shifts as one time on call and two shifts', () => {
    const both = [
      shift('ana', '2026-11-20T00:00', '2026-11-20T12:00'),
      shift('ana', '2026-11-20T06:00', '2026-11-20T18:00'),
    ]
    expect(loadOf(both, [], utc)[0]).toMatchObject({ shifts: 2, onCallMs: 18 * 3_600_000, nights: 1 })
  })

  it('compares everybody with an equal share, including those who were only paged', () => {
    const loads = loadOf(
      [shift('ana', '2026-11-20T00:00', '2026-11-20T09:00'), shift('bo', '2026-11-20T09:00', '2026-11-20T12:00')],
      [
        { person: 'mia', at: at('2026-11-20T03:00') },
        { person: 'ana', at: at('2026-11-20T07:00') },
        { person: 'ana', at: at('2026-11-20T06:59') },
      ],
      utc,
    )
    expect(loads.map(({ person, share, pages, pagesAtNight }) => [person, share, pages, pagesAtNight])).toEqual([
      ['ana', 2.25, 2, 1],
      ['bo', 0.75, 0, 0],
      ['mia', 0, 1, 1],
    ])
  })

  it('of nobody is empty', () => {
    expect(loadOf([], [], utc)).toEqual([])
  })

  it('is shared in total like equal parts, whatever the shifts are', () => {
    const spans = fc.array(
      fc.record({
        person: fc.constantFrom('a', 'b', 'c'),
        from: fc.integer({ min: 0, max: 2_000 }).map((hours) => hours * 3_600_000),
        hours: fc.integer({ min: 1, max: 200 }),
      }),
      { minLength: 1, maxLength: 12 },
    )
    fc.assert(
      fc.property(spans, (list) => {
        const loads = loadOf(
          list.map(({ person, from, hours }) => ({ person, from, to: from + hours * 3_600_000 })),
          [],
          utc,
        )
        expect(loads.reduce((sum, one) => sum + one.share, 0)).toBeCloseTo(loads.length)
      }),
    )
  })
})

it.each([
  ['2026-11-20T21:59', false],
  ['2026-11-20T22:00', true],
  ['2026-11-20T06:59', true],
  ['2026-11-20T07:00', false],
])('%s is at night: %s', (instant, night) => {
  expect(isNight(at(instant), 'UTC')).toBe(night)
})
