import { describe, expect, it } from 'vitest'
import { nextPath } from './next-path'

describe('nextPath', () => {
  it.each([
    ['/tickets/ACME-1?tab=files', '/tickets/ACME-1?tab=files'],
    [undefined, '/'],
    [['/a', '/b'], '/'],
    ['https://elsewhere.test/', '/'],
    ['//elsewhere.test/', '/'],
    ['/\\elsewhere.test', '/'],
    ['/\t/elsewhere.test', '/'],
    ['javascript:alert(1)', '/'],
  ])('%s leads to %s', (wanted, expected) => {
    expect(nextPath(wanted)).toBe(expected)
  })
})
