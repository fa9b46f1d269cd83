import { describe, expect, it } from 'vitest'
import { moved, sameName } from './rule-values'

describe('the order of rules', () => {
  it.each([
    [0, 2, 'bcad'],
    [3, 0, 'dabc'],
    [1, 1, 'abcd'],
    [1, -1, 'bacd'],
    [1, 9, 'acdb'],
  ])('moves the rule at %i to %i', (from, to, expected) => {
    expect(moved([...'abcd'], from, to).join('')).toBe(expected)
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
