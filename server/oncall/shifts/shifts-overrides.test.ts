import { describe, expect, it } from 'vitest'
import { layers, type Override } from '../schema'
import { currentShift, finalShifts, onCallAt } from './shifts.rules'
import { instant, hour, day, layerOf, scheduleOf, overrideOf, describeShifts } from '@/tests/support/schedules'

describe('overrides', () => {
  const base = [layerOf({ start: '2027-03-01T00:00' })]
  const from = '2027-03-01T12:00Z'
  const to = '2027-03-02T12:00Z'
  it.each<[string, Override[], string[]]>([
    [
      'an override puts somebody on call',
      [overrideOf('onCall', 'cy', '2027-03-01T18:00Z', '2027-03-02T06:00Z')],
      ['ana 2027-03-01T12:00Z', 'cy 2027-03-01T18:00Z', 'bo 2027-03-02T06:00Z'],
    ],
    [
      'a cover applies only where the covered person would be on call',
      [overrideOf('covers bo', 'cy', '2027-03-01T18:00Z', '2027-03-02T06:00Z')],
      ['ana 2027-03-01T12:00Z', 'cy 2027-03-02T00:00Z', 'bo 2027-03-02T06:00Z'],
    ],
    [
      'the most recent override wins, and a cover applies to the ones before it',
      [
        overrideOf('covers cy', 'di', '2027-03-01T20:00Z', '2027-03-03T00:00Z', '2027-01-02T00:00Z'),
        overrideOf('onCall', 'cy', '2027-03-01T18:00Z', '2027-03-02T06:00Z', '2027-01-01T00:00Z'),
      ],
      ['ana 2027-03-01T12:00Z', 'cy 2027-03-01T18:00Z', 'di 2027-03-01T20:00Z', 'bo 2027-03-02T06:00Z'],
    ],
    [
      'a cover does not apply to overrides created later',
      [
        overrideOf('covers cy', 'di', '2027-03-01T20:00Z', '2027-03-03T00:00Z', '2027-01-01T00:00Z'),
        overrideOf('onCall', 'cy', '2027-03-01T18:00Z', '2027-03-02T06:00Z', '2027-01-02T00:00Z'),
      ],
      ['ana 2027-03-01T12:00Z', 'cy 2027-03-01T18:00Z', 'bo 2027-03-02T06:00Z'],
    ],
    [
      'overrides created at the same instant apply in list order',
      [
        overrideOf('onCall', 'cy', '2027-03-01T18:00Z', '2027-03-02T06:00Z'),
        overrideOf('onCall', 'di', '2027-03-01T18:00Z', '2027-03-02T06:00Z'),
      ],
      ['ana 2027-03-01T12:00Z', 'di 2027-03-01T18:00Z', 'bo 2027-03-02T06:00Z'],
    ],
    [
      'an override applies from its creation to its removal',
      [overrideOf('onCall', 'cy', '2027-03-01T18:00Z', '2027-03-02T06:00Z', '2027-03-01T19:30Z', '2027-03-01T20:15Z')],
      ['ana 2027-03-01T12:00Z', 'cy 2027-03-01T19:30Z', 'ana 2027-03-01T20:15Z', 'bo 2027-03-02T00:00Z'],
    ],
    [
      'an override removed before its start has no effect',
      [overrideOf('onCall', 'cy', '2027-03-01T18:00Z', '2027-03-02T06:00Z', '2027-03-01T00:00Z', '2027-03-01T10:00Z')],
      ['ana 2027-03-01T12:00Z', 'bo 2027-03-02T00:00Z'],
    ],
    [
      'adjacent spans of one person are one shift',
      [overrideOf('onCall', 'ana', '2027-03-02T00:00Z', '2027-03-02T06:00Z')],
      ['ana 2027-03-01T12:00Z', 'bo 2027-03-02T06:00Z'],
    ],
  ])('%s', (_, overrides, shifts) =>
    expect(describeShifts(scheduleOf('UTC', base, overrides), from, to)).toEqual(shifts),
  )

  it('fills a gap, where it covers nobody', () => {
    const empty = (override: Override) => describeShifts(scheduleOf('UTC', [], [override]), from, to)
    expect(empty(overrideOf('onCall', 'cy', from, to))).toEqual(['cy 2027-03-01T12:00Z'])
    expect(empty(overrideOf('covers ana', 'cy', from, to))).toEqual(['– 2027-03-01T12:00Z'])
  })
})

describe('history', () => {
  const before = layerOf({ start: '2027-03-01T00:00', participants: ['ana'] })
  const after = layerOf({ start: '2027-03-01T00:00', participants: ['bo'] })
  it('applies an edit from its instant on, and has nobody before the first version', () => {
    const schedule = scheduleOf(
      'UTC',
      [
        { inForceFrom: instant('2027-03-02T00:00Z'), layers: [before] },
        { inForceFrom: instant('2027-03-03T10:20:30.456Z'), layers: [after] },
      ],
      [overrideOf('onCall', 'cy', '2027-03-01T12:00Z', '2027-03-02T06:00Z')],
    )
    expect(describeShifts(schedule, '2027-03-01T00:00Z', '2027-03-04T00:00Z')).toEqual([
      '– 2027-03-01T00:00Z',
      'cy 2027-03-02T00:00Z',
      'ana 2027-03-02T06:00Z',
      'bo 2027-03-03T10:20:30.456Z',
    ])
    expect(onCallAt(schedule, instant('2027-03-03T10:20:30.455Z'))).toBe('ana')
    expect(onCallAt(schedule, instant('2027-03-03T10:20:30.456Z'))).toBe('bo')
  })
  it('accepts versions in any order; of equal instants the later in the list wins', () => {
    const at = instant('2027-03-03T00:00Z')
    const versions = [
      { inForceFrom: at, layers: [before] },
      { inForceFrom: at, layers: [after] },
      { inForceFrom: null, layers: [before] },
    ]
    expect(describeShifts(scheduleOf('UTC', versions), '2027-03-02T00:00Z', '2027-03-04T00:00Z')).toEqual([
      'ana 2027-03-02T00:00Z',
      'bo 2027-03-03T00:00Z',
    ])
  })
  it('has nobody without any version', () => {
    const schedule = {
      timeZone: 'UTC',
      versions: [],
      overrides: [overrideOf('onCall', 'cy', '2027-03-01', '2027-03-09')],
    }
    expect(describeShifts(schedule, '2027-03-02T00:00Z', '2027-03-04T00:00Z')).toEqual(['– 2027-03-02T00:00Z'])
  })
  it('returns who is on call, until when, and who follows', () => {
    const schedule = scheduleOf('UTC', [layerOf({ start: '2027-03-01T00:00' })])
    const at = instant('2027-03-01T10:00Z')
    expect(currentShift(schedule, at, 7 * day)).toEqual({
      person: 'ana',
      until: instant('2027-03-02T00:00Z'),
      next: 'bo',
    })
    expect(currentShift(schedule, at, hour)).toEqual({ person: 'ana', until: null, next: null })
  })
})

it('evaluates five layers, 200 overrides and 90 days fast enough for every request', () => {
  const stack = layers.parse(
    ['hour', 'day', 'week', 'hour', 'day'].map((unit, index) => ({
      id: `l${index}`,
      start: `2027-01-0${index + 1}T09:00`,
      rotation: { unit, length: 1 },
      participants: ['ana', 'bo', 'cy'],
      restrictions: [
        { type: 'daily', from: '08:00', to: '20:00' },
        { type: 'weekly', from: { day: 'FRI', time: '18:00' }, to: { day: 'MON', time: '08:00' } },
      ],
    })),
  )
  const start = instant('2027-02-01T00:00Z')
  const overrides = Array.from(
    { length: 200 },
    (_, index): Override => ({
      id: `o${index}`,
      kind: index % 2 === 0 ? 'onCall' : 'covers',
      person: `p${index % 7}`,
      coversFor: index % 2 === 0 ? null : 'ana',
      start: start + index * 10 * hour,
      end: start + index * 10 * hour + 7 * hour,
      createdAt: start - index,
      removedAt: null,
    }),
  )
  const schedule = scheduleOf('America/New_York', stack, overrides)
  finalShifts(schedule, start, start + 90 * day)
  // On a busy machine most tries are interrupted, so the fastest of many counts.
  let best = Number.POSITIVE_INFINITY
  for (let tries = 0; tries < 300 && best >= 20; tries += 1) {
    const began = performance.now()
    finalShifts(schedule, start, start + 90 * day)
    best = Math.min(best, performance.now() - began)
  }
  expect(best).toBeLessThan(20)
})
