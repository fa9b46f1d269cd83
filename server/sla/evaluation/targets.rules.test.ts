import { describe, expect, it } from 'vitest'
import { policyOf } from '@/tests/support/sla-timeline'
import { seededPolicies } from './policies.rules'
import { promiseAt } from './promise-at.rules'
import { compilePolicy, roundedUp } from './targets.rules'
import { severities } from '@/server/vocabulary/severity'

describe('rounding up', () => {
  it.each([
    [60_000, 1.1, 1, 66_000],
    [60_000, 0.1, 1, 6_000],
    [60_000, 1 / 3, 1, 20_000],
    [60_000, 0.00001, 1, 1],
    [60_000, 1e-7, 1, 1],
    [900_000, 33.3, 100, 299_700],
    [900_001, 33.3, 100, 299_701],
    [900_000, 90, 100, 810_000],
    [1, 50, 100, 1],
    [0, 90, 100, 0],
    [60_000, 1e21, 1, 6e25],
  ])('%d × %d ÷ %d is %d', (amount, factor, divisor, result) => {
    expect(roundedUp(amount, factor, divisor)).toBe(result)
  })
})

describe('a compiled policy', () => {
  it('is compiled once, with distinct percents in order', () => {
    const policy = policyOf({ S1: { first_response: 15, workaround: null } }, [90, 50, 90])
    const compiled = compilePolicy(policy)
    expect(compilePolicy(policy)).toBe(compiled)
    expect(compiled.percents).toEqual([50, 90])
    expect(compiled.target('first_response', 'S1')?.targetMs).toBe(900_000)
    expect(compiled.target('workaround', 'S1')).toBeNull()
    expect(compiled.target('first_response', 'S4')).toBeNull()
  })
})

describe('the promise of a filing', () => {
  const filedAt = Date.parse('2027-03-05T16:30:00.000Z')
  it('names the due instant of each metric with a target, in its calendar', () => {
    const policy = policyOf({
      S1: { first_response: 15, resolution: [60, 'office'], update: [60, 'never'], workaround: null },
    })
    expect(promiseAt(policy, 'S1', filedAt)).toEqual({
      first_response: Date.parse('2027-03-05T16:45:00.000Z'),
      resolution: Date.parse('2027-03-08T09:30:00.000Z'),
    })
    expect(promiseAt(policy, 'S3', filedAt)).toEqual({})
  })
})

describe('the seeded policies', () => {
  const minutes = (plan: keyof typeof seededPolicies) =>
    severities.map((severity) =>
      (['first_response', 'next_response', 'update', 'workaround', 'resolution'] as const).map(
        (metric) => seededPolicies[plan].severities[severity]?.[metric]?.targetMinutes ?? null,
      ),
    )
  it('promise what PRODUCT.md says of the plans', () => {
    expect(minutes('ENTERPRISE')).toEqual([
      [15, 15, 30, 120, 1440],
      [60, 60, 240, 480, 4320],
      [480, 480, null, null, null],
      [1440, 1440, null, null, null],
    ])
    expect(minutes('BUSINESS')).toEqual([
      [30, 30, 60, 240, 1440],
      [120, 120, 480, 1440, 4320],
      [720, 720, null, null, null],
      [1440, 1440, null, null, null],
    ])
    expect(minutes('STANDARD')).toEqual([
      [60, 60, 240, null, null],
      [240, 240, null, null, null],
      [1440, 1440, null, null, null],
      [2880, 2880, null, null, null],
    ])
  })
})
