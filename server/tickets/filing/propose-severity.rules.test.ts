import { describe, expect, test } from 'vitest'
import type { Impact } from './facts'
import { proposeSeverity } from './propose-severity.rules'

const cases: [Impact['production'], Impact['users'], Impact['otherWay'], string][] = [
  ['yes', 'most', 'no', 'S1'],
  ['yes', 'most', 'with_effort', 'S2'],
  ['yes', 'most', 'yes', 'S3'],
  ['yes', 'many', 'no', 'S1'],
  ['yes', 'many', 'with_effort', 'S2'],
  ['yes', 'many', 'yes', 'S3'],
  ['yes', 'few', 'no', 'S2'],
  ['yes', 'few', 'with_effort', 'S3'],
  ['yes', 'few', 'yes', 'S3'],
  ['no', 'most', 'no', 'S3'],
  ['no', 'most', 'with_effort', 'S3'],
  ['no', 'most', 'yes', 'S4'],
  ['no', 'many', 'no', 'S3'],
  ['no', 'many', 'with_effort', 'S3'],
  ['no', 'many', 'yes', 'S4'],
  ['no', 'few', 'no', 'S3'],
  ['no', 'few', 'with_effort', 'S4'],
  ['no', 'few', 'yes', 'S4'],
]

describe('the severity that three answers propose', () => {
  test.each(cases)('production %s, users %s, another way %s: %s', (production, users, otherWay, severity) => {
    expect(proposeSeverity({ production, users, otherWay })).toBe(severity)
  })

  test('a worse answer never lowers it', () => {
    const urgent = {
      production: ['no', 'yes'],
      users: ['few', 'many', 'most'],
      otherWay: ['yes', 'with_effort', 'no'],
    } as const
    const level = (impact: Impact) => Number(proposeSeverity(impact).slice(1))
    for (const production of urgent.production)
      for (const users of urgent.users)
        for (const otherWay of urgent.otherWay)
          for (const worse of [
            { production: 'yes', users, otherWay },
            { production, users: 'most', otherWay },
            { production, users, otherWay: 'no' },
          ] as const)
            expect(level(worse)).toBeLessThanOrEqual(level({ production, users, otherWay }))
  })
})
