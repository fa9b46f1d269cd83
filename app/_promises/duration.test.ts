import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import en from '@/messages/en/policy.json'
import zh from '@/messages/zh-CN/policy.json'
import { durationParts, parseDuration } from './duration'

describe('a duration as people write it', () => {
  it.each([
    ['4 h', 240],
    ['30 min', 30],
    ['90', 90],
    ['1h30', 90],
    ['1 h 30 min', 90],
    ['1.5h', 90],
    ['1,5 h', 90],
    ['2 d', 2_880],
    ['1 day, 4 hours', 1_680],
    ['1 week', 10_080],
    [' 15M ', 15],
    ['30 s', 0.5],
    ['４小时', 240],
    ['4 小时 30 分钟', 270],
    ['2天', 2_880],
  ])('%s is %d minutes', (text, minutes) => expect(parseDuration(text)).toBe(minutes))

  it.each([
    '',
    ' ',
    'soon',
    '4 x',
    'h',
    '-5 min',
    '0',
    '0 h',
    '30 min 4 h',
    '4 h 4 h',
    '1 30',
    '4 h soon',
    '1e9',
    '99'.repeat(200),
  ])('%j is refused', (text) => expect(parseDuration(text)).toBeNull())

  it.each([en, zh])('every displayed duration can be typed', (messages) => {
    const words = messages.unit
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 365 * 86_400 }), fc.boolean(), (seconds, withDays) => {
        const text = durationParts(seconds / 60, withDays)
          .map(([unit, count]) => words[unit].replace('{n}', String(count)))
          .join(' ')
        expect(Math.round((parseDuration(text) ?? 0) * 60)).toBe(seconds)
      }),
    )
  })
  it('hours are shown as hours below two days', () => {
    expect(durationParts(24 * 60)).toEqual([['hour', 24]])
    expect(durationParts(72 * 60)).toEqual([['day', 3]])
    expect(durationParts(72 * 60, false)).toEqual([['hour', 72]])
  })
})
