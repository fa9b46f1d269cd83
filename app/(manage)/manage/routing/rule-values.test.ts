import { describe, expect, it } from 'vitest'
import { moved, sameName } from './rule-values'

describe('the order of rules', () => {
  it.each([
    [0, 2, [2, 3, 1, 4]],
    [3, 0, [4, 1, 2, 3]],
    [1, 1, [1, 2, 3, 4]],
    [1, -1, [2, 1, 3, 4]],
    [1, 9, [1, 3, 4, 2]],
  ])('moves the rule at %i to %i', (from, to, expected) => {
    expect(moved([1, 2, 3, 4], from, to)).toEqual(expected)
  })
})

describe('the name of a copied rule', () => {
  it.each([
    ['VIP', 'VIP (copy)'],
    ['x'.repeat(80), `${'x'.repeat(73)} (copy)`],
    ['😀'.repeat(80), `${'😀'.repeat(73)} (copy)`],
  ])('fits: %s', (name, expected) => {
    expect(sameName(name, '(copy)')).toBe(expected)
  })
})
