import { expect, test } from 'vitest'
import { changedQuery } from './use-address'

test.each([
  ['', { q: 'a b' }, '?q=a+b'],
  ['q=a&after=x', { q: 'b', after: null }, '?q=b'],
  ['view=mine', { view: undefined }, ''],
  ['severity=S1', { q: '' }, '?severity=S1'],
])('the query "%s" with %j becomes "%s"', (query, change, expected) => {
  expect(changedQuery(query, change)).toBe(expected)
})
