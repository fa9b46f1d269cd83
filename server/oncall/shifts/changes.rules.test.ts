import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Shift } from '../schema'
import { turnChanges } from './changes.rules'

const shifts = (...parts: [string | null, number][]): Shift[] => {
  let from = 0
  return parts.map(([person, to]) => {
    const shift = { from, to, person }
    from = to
    return shift
  })
}

describe('what an edit changes for the people of a schedule', () => {
  it.each([
    ['nothing', shifts(['ana', 10], ['marco', 20]), shifts(['ana', 10], ['marco', 20]), []],
    [
      'the person on call now is replaced',
      shifts(['ana', 10], ['marco', 20]),
      shifts(['marco', 20]),
      [
        { person: 'ana', gained: [], lost: [{ from: 0, to: 10 }] },
        { person: 'marco', gained: [{ from: 0, to: 10 }], lost: [] },
      ],
    ],
    [
      'a third joins a rotation of two',
      shifts(['ana', 10], ['marco', 20], ['ana', 30]),
      shifts(['ana', 10], ['priya', 20], ['marco', 30]),
      [
        { person: 'marco', gained: [{ from: 20, to: 30 }], lost: [{ from: 10, to: 20 }] },
        { person: 'priya', gained: [{ from: 10, to: 20 }], lost: [] },
        { person: 'ana', gained: [], lost: [{ from: 20, to: 30 }] },
      ],
    ],
    [
      'a turn becomes a gap, in two adjacent pieces',
      shifts(['ana', 20]),
      shifts([null, 5], [null, 20]),
      [{ person: 'ana', gained: [], lost: [{ from: 0, to: 20 }] }],
    ],
  ])('%s', (_, before, after, expected) => {
    expect(turnChanges(before, after)).toEqual(expected)
  })

  const list = fc
    .array(fc.tuple(fc.constantFrom('ana', 'marco', null), fc.integer({ min: 1, max: 9 })), { minLength: 1 })
    .map((parts) => {
      let from = 0
      return parts.map(([person, length]): Shift => ({ from, to: (from += length), person }))
    })
  it('says for every instant who gains and who loses it', () => {
    fc.assert(
      fc.property(list, list, (one, other) => {
        const end = Math.min(one.at(-1)!.to, other.at(-1)!.to)
        const at = (all: Shift[], instant: number) =>
          all.find(({ from, to }) => from <= instant && instant < to)!.person
        const changes = turnChanges(one, other)
        const holds = (spans: { from: number; to: number }[], instant: number) =>
          spans.some(({ from, to }) => from <= instant && instant < to)
        for (let instant = 0; instant < end; instant += 1)
          for (const person of ['ana', 'marco']) {
            const [was, is] = [at(one, instant) === person, at(other, instant) === person]
            const change = changes.find((each) => each.person === person)
            expect(holds(change?.lost ?? [], instant)).toBe(was && !is)
            expect(holds(change?.gained ?? [], instant)).toBe(is && !was)
          }
      }),
    )
  })
})
