import { describe, expect, it } from 'vitest'
import type { Layer, Restriction, ScheduleFacts } from '../schema'
import { layerOf, scheduleOf, describeShifts } from '@/tests/support/schedules'

describe('rotations', () => {
  const days = layerOf({ start: '2027-03-01T09:00' })
  it.each<[string, ScheduleFacts, string, string, string[]]>([
    [
      'a day rotation hands off at the same wall-clock time; before the start nobody',
      scheduleOf('UTC', [days]),
      '2027-03-01T00:00Z',
      '2027-03-03T12:00Z',
      ['– 2027-03-01T00:00Z', 'ana 2027-03-01T09:00Z', 'bo 2027-03-02T09:00Z', 'ana 2027-03-03T09:00Z'],
    ],
    [
      'a rotation of two days',
      scheduleOf('UTC', [layerOf({ start: '2027-03-01T09:00', rotation: { unit: 'day', length: 2 } })]),
      '2027-03-02T00:00Z',
      '2027-03-06T00:00Z',
      ['ana 2027-03-02T00:00Z', 'bo 2027-03-03T09:00Z', 'ana 2027-03-05T09:00Z'],
    ],
    [
      'a rotation of three weeks among three people',
      scheduleOf('UTC', [
        layerOf({
          start: '2027-03-01T09:00',
          rotation: { unit: 'week', length: 3 },
          participants: ['ana', 'bo', 'cy'],
        }),
      ]),
      '2027-03-02T00:00Z',
      '2027-05-05T00:00Z',
      ['ana 2027-03-02T00:00Z', 'bo 2027-03-22T09:00Z', 'cy 2027-04-12T09:00Z', 'ana 2027-05-03T09:00Z'],
    ],
    [
      'an end that is not a handoff is exclusive',
      scheduleOf('UTC', [layerOf({ start: '2027-03-01T09:00', end: '2027-03-02T10:30' })]),
      '2027-03-02T00:00Z',
      '2027-03-03T00:00Z',
      ['ana 2027-03-02T00:00Z', 'bo 2027-03-02T09:00Z', '– 2027-03-02T10:30Z'],
    ],
    [
      'an end before the start leaves nobody on call',
      scheduleOf('UTC', [layerOf({ start: '2027-03-01T09:00', end: '2027-02-01T09:00' })]),
      '2027-03-01T00:00Z',
      '2027-03-09T00:00Z',
      ['– 2027-03-01T00:00Z'],
    ],
    [
      'one person has one shift, however many handoffs',
      scheduleOf('UTC', [layerOf({ start: '2027-03-01T09:00', participants: ['ana', 'ana'] })]),
      '2027-03-02T00:00Z',
      '2027-03-20T00:00Z',
      ['ana 2027-03-02T00:00Z'],
    ],
    [
      'a layer without participants leaves the layer below visible',
      scheduleOf('UTC', [days, layerOf({ start: '2027-01-01T00:00', participants: [] })]),
      '2027-03-01T10:00Z',
      '2027-03-02T00:00Z',
      ['ana 2027-03-01T10:00Z'],
    ],
    [
      'a later layer takes precedence where it has somebody',
      scheduleOf('UTC', [
        days,
        layerOf({ start: '2027-03-01T20:00', end: '2027-03-02T06:00', participants: ['night'] }),
      ]),
      '2027-03-01T12:00Z',
      '2027-03-02T12:00Z',
      ['ana 2027-03-01T12:00Z', 'night 2027-03-01T20:00Z', 'ana 2027-03-02T06:00Z', 'bo 2027-03-02T09:00Z'],
    ],
    ['no layer', scheduleOf('UTC', []), '2027-03-01T00:00Z', '2027-03-02T00:00Z', ['– 2027-03-01T00:00Z']],
    ['an empty range', scheduleOf('UTC', [days]), '2027-03-02T00:00Z', '2027-03-02T00:00Z', []],
    [
      'a rotation longer than the calendar never hands off',
      scheduleOf('UTC', [layerOf({ start: '2027-03-01T09:00', rotation: { unit: 'week', length: 1e12 } })]),
      '2027-03-02T00:00Z',
      '2029-03-02T00:00Z',
      ['ana 2027-03-02T00:00Z'],
    ],
  ])('%s', (_, schedule, from, to, shifts) => expect(describeShifts(schedule, from, to)).toEqual(shifts))
})

describe('days on which the clocks change', () => {
  const daily = (timeZone: string, start: string, rotation: Layer['rotation'] = { unit: 'day', length: 1 }) =>
    scheduleOf(timeZone, [layerOf({ start, rotation })])
  it.each<[string, ScheduleFacts, string, string, string[]]>([
    [
      'New York, spring: 02:30 does not exist and is read as 03:30, the next day as written',
      daily('America/New_York', '2027-03-13T02:30'),
      '2027-03-13T07:30Z',
      '2027-03-16T00:00Z',
      ['ana 2027-03-13T07:30Z', 'bo 2027-03-14T07:30Z', 'ana 2027-03-15T06:30Z'],
    ],
    [
      'New York, a first handoff inside the gap does not move the later ones',
      daily('America/New_York', '2027-03-14T02:30'),
      '2027-03-14T00:00Z',
      '2027-03-16T00:00Z',
      ['– 2027-03-14T00:00Z', 'ana 2027-03-14T07:30Z', 'bo 2027-03-15T06:30Z'],
    ],
    [
      'New York, autumn: 01:30 occurs twice and the first occurrence counts',
      daily('America/New_York', '2027-11-06T01:30'),
      '2027-11-06T05:30Z',
      '2027-11-09T00:00Z',
      ['ana 2027-11-06T05:30Z', 'bo 2027-11-07T05:30Z', 'ana 2027-11-08T06:30Z'],
    ],
    [
      'New York, hour rotation across the spring change: exact hours',
      daily('America/New_York', '2027-03-13T12:00', { unit: 'hour', length: 12 }),
      '2027-03-13T17:00Z',
      '2027-03-15T00:00Z',
      ['ana 2027-03-13T17:00Z', 'bo 2027-03-14T05:00Z', 'ana 2027-03-14T17:00Z'],
    ],
    [
      'New York, hour rotation across the autumn change: exact hours',
      daily('America/New_York', '2027-11-06T12:00', { unit: 'hour', length: 12 }),
      '2027-11-06T16:00Z',
      '2027-11-08T00:00Z',
      ['ana 2027-11-06T16:00Z', 'bo 2027-11-07T04:00Z', 'ana 2027-11-07T16:00Z'],
    ],
    [
      'New York, queried within the hour by which the autumn change moved a handoff',
      daily('America/New_York', '2027-11-05T09:00'),
      '2027-11-08T13:30Z',
      '2027-11-09T00:00Z',
      ['ana 2027-11-08T13:30Z', 'bo 2027-11-08T14:00Z'],
    ],
    [
      'London, both ends of a week rotation over the spring change',
      daily('Europe/London', '2027-03-22T09:00', { unit: 'week', length: 1 }),
      '2027-03-22T09:00Z',
      '2027-04-06T00:00Z',
      ['ana 2027-03-22T09:00Z', 'bo 2027-03-29T08:00Z', 'ana 2027-04-05T08:00Z'],
    ],
    [
      'London, autumn, 01:30 twice',
      daily('Europe/London', '2027-10-30T01:30'),
      '2027-10-30T00:30Z',
      '2027-11-01T12:00Z',
      ['ana 2027-10-30T00:30Z', 'bo 2027-10-31T00:30Z', 'ana 2027-11-01T01:30Z'],
    ],
    [
      'Lord Howe moves by half an hour, spring',
      daily('Australia/Lord_Howe', '2027-10-02T02:15'),
      '2027-10-01T15:45Z',
      '2027-10-04T00:00Z',
      ['ana 2027-10-01T15:45Z', 'bo 2027-10-02T15:45Z', 'ana 2027-10-03T15:15Z'],
    ],
    [
      'Lord Howe, autumn, 01:45 twice',
      daily('Australia/Lord_Howe', '2027-04-03T01:45'),
      '2027-04-02T14:45Z',
      '2027-04-05T00:00Z',
      ['ana 2027-04-02T14:45Z', 'bo 2027-04-03T14:45Z', 'ana 2027-04-04T15:15Z'],
    ],
    [
      'Sao Paulo lost its midnight in 2018',
      daily('America/Sao_Paulo', '2018-11-03T00:00'),
      '2018-11-03T03:00Z',
      '2018-11-06T00:00Z',
      ['ana 2018-11-03T03:00Z', 'bo 2018-11-04T03:00Z', 'ana 2018-11-05T02:00Z'],
    ],
    [
      'Casablanca goes back for Ramadan and forward again',
      daily('Africa/Casablanca', '2024-03-09T02:30'),
      '2024-03-09T01:30Z',
      '2024-03-12T00:00Z',
      ['ana 2024-03-09T01:30Z', 'bo 2024-03-10T01:30Z', 'ana 2024-03-11T02:30Z'],
    ],
    [
      'Apia had no 30 December 2011: that turn is empty and the rotation continues',
      scheduleOf('Pacific/Apia', [layerOf({ start: '2011-12-28T09:00', participants: ['ana', 'bo', 'cy', 'di'] })]),
      '2011-12-28T19:00Z',
      '2012-01-01T00:00Z',
      ['ana 2011-12-28T19:00Z', 'bo 2011-12-29T19:00Z', 'di 2011-12-30T19:00Z', 'ana 2011-12-31T19:00Z'],
    ],
    [
      'Shanghai had summer time in 1988',
      daily('Asia/Shanghai', '1988-04-16T09:00'),
      '1988-04-16T01:00Z',
      '1988-04-19T00:00Z',
      ['ana 1988-04-16T01:00Z', 'bo 1988-04-17T00:00Z', 'ana 1988-04-18T00:00Z'],
    ],
  ])('%s', (_, schedule, from, to, shifts) => expect(describeShifts(schedule, from, to)).toEqual(shifts))
})

describe('restrictions', () => {
  const one = (timeZone: string, ...restrictions: Restriction[]) =>
    scheduleOf(timeZone, [layerOf({ start: '2027-01-01T00:00', participants: ['ana'], restrictions })])
  it.each<[string, ScheduleFacts, string, string, string[]]>([
    [
      'a daily window',
      one('UTC', { type: 'daily', from: '09:00', to: '21:00' }),
      '2027-03-01T00:00Z',
      '2027-03-02T10:00Z',
      ['– 2027-03-01T00:00Z', 'ana 2027-03-01T09:00Z', '– 2027-03-01T21:00Z', 'ana 2027-03-02T09:00Z'],
    ],
    [
      'a daily window across midnight',
      one('UTC', { type: 'daily', from: '21:00', to: '09:00' }),
      '2027-03-01T00:00Z',
      '2027-03-02T00:00Z',
      ['ana 2027-03-01T00:00Z', '– 2027-03-01T09:00Z', 'ana 2027-03-01T21:00Z'],
    ],
    [
      'a window until 24:00 ends at midnight',
      one('UTC', { type: 'daily', from: '21:00', to: '24:00' }),
      '2027-03-01T00:00Z',
      '2027-03-02T12:00Z',
      ['– 2027-03-01T00:00Z', 'ana 2027-03-01T21:00Z', '– 2027-03-02T00:00Z'],
    ],
    [
      'a daily window with equal ends is the whole day',
      one('America/New_York', { type: 'daily', from: '02:30', to: '02:30' }),
      '2027-03-01T00:00Z',
      '2027-12-01T00:00Z',
      ['ana 2027-03-01T00:00Z'],
    ],
    [
      'a weekly window with equal ends is the whole week',
      one('UTC', { type: 'weekly', from: { day: 'WED', time: '10:00' }, to: { day: 'WED', time: '10:00' } }),
      '2027-03-01T00:00Z',
      '2027-12-01T00:00Z',
      ['ana 2027-03-01T00:00Z'],
    ],
    [
      'a weekly window that wraps the week',
      one('UTC', { type: 'weekly', from: { day: 'FRI', time: '18:00' }, to: { day: 'MON', time: '08:00' } }),
      '2027-03-01T00:00Z',
      '2027-03-08T00:00Z',
      ['ana 2027-03-01T00:00Z', '– 2027-03-01T08:00Z', 'ana 2027-03-05T18:00Z'],
    ],
    [
      'an end earlier on the same weekday is in the next week',
      one('UTC', { type: 'weekly', from: { day: 'MON', time: '18:00' }, to: { day: 'MON', time: '08:00' } }),
      '2027-03-01T00:00Z',
      '2027-03-08T12:00Z',
      ['ana 2027-03-01T00:00Z', '– 2027-03-01T08:00Z', 'ana 2027-03-01T18:00Z', '– 2027-03-08T08:00Z'],
    ],
    [
      'several windows are a union, overlapping or adjacent',
      one(
        'UTC',
        { type: 'daily', from: '09:00', to: '12:00' },
        { type: 'daily', from: '11:00', to: '15:00' },
        { type: 'daily', from: '15:00', to: '16:00' },
      ),
      '2027-03-01T00:00Z',
      '2027-03-02T00:00Z',
      ['– 2027-03-01T00:00Z', 'ana 2027-03-01T09:00Z', '– 2027-03-01T16:00Z'],
    ],
    [
      'a window within the spring gap is empty that day (02:30 is 03:30, 03:00 is before it)',
      one('America/New_York', { type: 'daily', from: '02:30', to: '03:00' }),
      '2027-03-14T00:00Z',
      '2027-03-15T07:30Z',
      ['– 2027-03-14T00:00Z', 'ana 2027-03-15T06:30Z', '– 2027-03-15T07:00Z'],
    ],
    [
      'the spring gap moves both ends of a window inside it',
      one('America/New_York', { type: 'daily', from: '02:00', to: '02:30' }),
      '2027-03-14T00:00Z',
      '2027-03-15T00:00Z',
      ['– 2027-03-14T00:00Z', 'ana 2027-03-14T07:00Z', '– 2027-03-14T07:30Z'],
    ],
    [
      'in the autumn overlap both ends are at the first occurrence',
      one('America/New_York', { type: 'daily', from: '01:00', to: '01:30' }),
      '2027-11-07T00:00Z',
      '2027-11-08T00:00Z',
      ['– 2027-11-07T00:00Z', 'ana 2027-11-07T05:00Z', '– 2027-11-07T05:30Z'],
    ],
    [
      'the rotation continues outside the windows',
      scheduleOf('UTC', [
        layerOf({
          start: '2027-03-01T00:00',
          rotation: { unit: 'hour', length: 6 },
          participants: ['a', 'b', 'c'],
          restrictions: [{ type: 'daily', from: '05:00', to: '13:00' }],
        }),
      ]),
      '2027-03-01T00:00Z',
      '2027-03-02T07:00Z',
      [
        '– 2027-03-01T00:00Z',
        'a 2027-03-01T05:00Z',
        'b 2027-03-01T06:00Z',
        'c 2027-03-01T12:00Z',
        '– 2027-03-01T13:00Z',
        'b 2027-03-02T05:00Z',
        'c 2027-03-02T06:00Z',
      ],
    ],
  ])('%s', (_, schedule, from, to, shifts) => expect(describeShifts(schedule, from, to)).toEqual(shifts))
})
