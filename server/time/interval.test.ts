import { describe, expect, it } from 'vitest'
import { intersection, mergeIntervals } from './interval'

describe('half-open intervals', () => {
  it('are merged when they overlap or touch, dropped when empty, and sorted', () => {
    expect(
      mergeIntervals([
        { from: 8, to: 9 },
        { from: 5, to: 5 },
        { from: 1, to: 4 },
        { from: 2, to: 3 },
        { from: 4, to: 6 },
        { from: 7, to: 6 },
      ]),
    ).toEqual([
      { from: 1, to: 6 },
      { from: 8, to: 9 },
    ])
  })
  it('are not changed in place', () => {
    const given = [
      { from: 1, to: 3 },
      { from: 2, to: 5 },
    ]
    mergeIntervals(given)
    expect(given).toEqual([
      { from: 1, to: 3 },
      { from: 2, to: 5 },
    ])
  })
  it('intersect only where both are', () => {
    expect(intersection({ from: 1, to: 5 }, { from: 3, to: 9 })).toEqual({ from: 3, to: 5 })
    expect(intersection({ from: 1, to: 5 }, { from: 5, to: 9 })).toBeNull()
  })
})
