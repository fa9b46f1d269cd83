import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type BusinessDefinition, compileCalendar } from './business-calendar'

const at = (text: string) => Date.parse(`${text}Z`)
const iso = (instant: number | null) => (instant === null ? null : new Date(instant).toISOString().slice(0, 16))
const hourMs = 3_600_000
type Times = [string, string][]

/** Compiles a calendar with the same open hours on every day. */
const daily = (timeZone: string, times: Times, exceptions: BusinessDefinition['exceptions'] = []) =>
  compileCalendar({
    type: 'business',
    timeZone,
    weekly: { MON: times, TUE: times, WED: times, THU: times, FRI: times, SAT: times, SUN: times },
    exceptions,
  })

describe('days on which clocks change', () => {
  it.each<[day: string, timeZone: string, times: Times, from: string, to: string, hours: number]>([
    [
      'New York, spring: the day has 23 hours',
      'America/New_York',
      [['00:00', '24:00']],
      '2027-03-14T05:00',
      '2027-03-15T04:00',
      23,
    ],
    [
      'New York, spring: a time in the gap is read with the offset before',
      'America/New_York',
      [['02:30', '05:00']],
      '2027-03-14T00:00',
      '2027-03-15T00:00',
      1.5,
    ],
    [
      'New York, spring: an interval within the gap moves as a whole',
      'America/New_York',
      [['02:15', '02:45']],
      '2027-03-14T00:00',
      '2027-03-15T00:00',
      0.5,
    ],
    [
      'New York, spring: an interval that then ends before it begins is empty',
      'America/New_York',
      [['02:30', '03:15']],
      '2027-03-14T00:00',
      '2027-03-15T00:00',
      0,
    ],
    [
      'New York, autumn: the day has 25 hours',
      'America/New_York',
      [['00:00', '24:00']],
      '2027-11-07T04:00',
      '2027-11-08T05:00',
      25,
    ],
    [
      'New York, autumn: the first occurrence opens',
      'America/New_York',
      [['01:30', '03:00']],
      '2027-11-07T00:00',
      '2027-11-08T00:00',
      2.5,
    ],
    [
      'New York, autumn: the first occurrence closes',
      'America/New_York',
      [['00:00', '01:30']],
      '2027-11-07T04:00',
      '2027-11-08T04:00',
      1.5,
    ],
    ['London, spring', 'Europe/London', [['00:00', '24:00']], '2027-03-28T00:00', '2027-03-28T23:00', 23],
    ['London, autumn', 'Europe/London', [['01:00', '02:00']], '2027-10-30T23:00', '2027-10-31T12:00', 2],
    [
      'Lord Howe moves by half an hour, spring',
      'Australia/Lord_Howe',
      [['00:00', '24:00']],
      '2027-10-02T13:30',
      '2027-10-03T13:00',
      23.5,
    ],
    ['Lord Howe, autumn', 'Australia/Lord_Howe', [['01:00', '02:00']], '2027-04-03T12:00', '2027-04-04T12:00', 1.5],
    [
      'São Paulo skipped midnight: 24:00 of one day is 01:00 of the next',
      'America/Sao_Paulo',
      [['00:00', '24:00']],
      '2018-11-03T03:00',
      '2018-11-05T02:00',
      47,
    ],
    [
      'São Paulo: opening at the skipped midnight means opening at 01:00',
      'America/Sao_Paulo',
      [['00:00', '02:00']],
      '2018-11-04T00:00',
      '2018-11-04T12:00',
      1,
    ],
    [
      'São Paulo had midnight twice: the first one closes',
      'America/Sao_Paulo',
      [['22:00', '24:00']],
      '2018-02-17T12:00',
      '2018-02-18T12:00',
      3,
    ],
    [
      'Casablanca sets its clocks back for Ramadan',
      'Africa/Casablanca',
      [['00:00', '24:00']],
      '2024-03-09T23:00',
      '2024-03-11T00:00',
      25,
    ],
    [
      'Casablanca sets its clocks forward after Ramadan',
      'Africa/Casablanca',
      [['00:00', '24:00']],
      '2024-04-14T00:00',
      '2024-04-14T23:00',
      23,
    ],
    [
      'Apia skipped a day: its hours fall on the next day and count once',
      'Pacific/Apia',
      [['09:00', '17:00']],
      '2011-12-30T10:00',
      '2011-12-31T09:00',
      8,
    ],
    [
      'Apia: the days around the skipped day',
      'Pacific/Apia',
      [['09:00', '17:00']],
      '2011-12-29T12:00',
      '2012-01-01T12:00',
      24,
    ],
    ['Shanghai keeps its offset', 'Asia/Shanghai', [['09:00', '18:00']], '2027-03-13T16:00', '2027-03-14T16:00', 9],
    [
      'Shanghai had summer time once',
      'Asia/Shanghai',
      [['00:00', '24:00']],
      '1986-05-03T16:00',
      '1986-05-04T15:00',
      23,
    ],
  ])('%s', (_day, timeZone, times, from, to, hours) => {
    const calendar = daily(timeZone, times)
    expect(calendar.elapsedBetween(at(from), at(to)) / hourMs).toBe(hours)
    // The sum over half-hour pieces is the same.
    let sum = 0
    for (let instant = at(from); instant < at(to); instant += hourMs / 2)
      sum += calendar.elapsedBetween(instant, Math.min(instant + hourMs / 2, at(to)))
    expect(sum / hourMs).toBe(hours)
  })
})

describe('a week with exceptions', () => {
  const office: Times = [
    ['09:00', '12:00'],
    ['13:30', '18:00'],
  ]
  const shanghai = compileCalendar({
    type: 'business',
    timeZone: 'Asia/Shanghai',
    weekly: { MON: office, TUE: office, WED: office, THU: office, FRI: [['09:00', '24:00']] },
    exceptions: [
      { date: '2027-02-06', intervals: [['09:00', '18:00']] },
      { date: '2027-02-08', intervals: [] },
      { date: '2027-02-09', intervals: [] },
    ],
  })
  it.each([
    ['a make-up Saturday is open', '2027-02-05T16:00', '2027-02-06T16:00', 9],
    ['a holiday is closed', '2027-02-07T16:00', '2027-02-09T16:00', 0],
    ['24:00 is the end of the day', '2027-02-05T00:00', '2027-02-05T18:00', 15],
    ['the lunch break does not count', '2027-02-10T03:00', '2027-02-10T06:30', 2],
    ['a span that ends before it begins is empty', '2027-02-11T03:00', '2027-02-10T03:00', 0],
  ])('%s', (_rule, from, to, hours) => {
    expect(shanghai.elapsedBetween(at(from), at(to)) / hourMs).toBe(hours)
  })
  it.each([
    ['at closing time today, not at the next opening', '2027-02-10T01:00', 3, '2027-02-10T04:00'],
    ['a minute more ends after lunch', '2027-02-10T01:00', 3 + 1 / 60, '2027-02-10T05:31'],
    ['over the holidays', '2027-02-06T09:00', 1 + 3, '2027-02-10T04:00'],
    ['a zero duration is over at once, open or closed', '2027-02-08T03:00', 0, '2027-02-08T03:00'],
    ['started while closed', '2027-02-07T03:00', 1, '2027-02-10T02:00'],
  ])('is over: %s', (_rule, from, hours, until) => {
    expect(iso(shanghai.instantAfter(at(from), hours * hourMs))).toBe(until)
  })
})

describe('unusual opening hours', () => {
  const weekly = (times: Times, exceptions: BusinessDefinition['exceptions'] = []) =>
    compileCalendar({ type: 'business', timeZone: 'UTC', weekly: { MON: times }, exceptions })
  it('count overlapping intervals once, in any order', () => {
    expect(
      weekly([
        ['13:00', '15:00'],
        ['09:00', '14:00'],
        ['14:59', '16:00'],
      ]).elapsedBetween(at('2027-03-01T00:00'), at('2027-03-02T00:00')),
    ).toBe(7 * hourMs)
  })
  it('have no time in an interval that ends no later than it begins', () => {
    expect(
      weekly([
        ['17:00', '09:00'],
        ['12:00', '12:00'],
        ['24:00', '24:00'],
      ]).elapsedBetween(at('2027-03-01T00:00'), at('2027-03-09T00:00')),
    ).toBe(0)
  })
  it('that never open never reach a due instant', () => {
    expect(weekly([]).instantAfter(at('2027-03-01T00:00'), 1)).toBeNull()
    expect(weekly([['17:00', '09:00']]).instantAfter(at('2027-03-01T00:00'), 1)).toBeNull()
  })
  it('can open on an exception years ahead, and not after it', () => {
    const once = weekly([], [{ date: '2031-05-05', intervals: [['10:00', '12:00']] }])
    expect(iso(once.instantAfter(at('2027-03-01T00:00'), 2 * hourMs))).toBe('2031-05-05T12:00')
    expect(once.instantAfter(at('2027-03-01T00:00'), 2 * hourMs + 1)).toBeNull()
    expect(once.instantAfter(at('2031-06-01T00:00'), 1)).toBeNull()
  })
  it('of an hour a week add up over years', () => {
    expect(iso(weekly([['10:00', '11:00']]).instantAfter(at('2027-03-01T00:00'), 520 * hourMs))).toBe(
      '2037-02-09T11:00',
    )
  })
  it('around the clock equal plain durations, up to the last representable date', () => {
    const always = compileCalendar({ type: '24x7' })
    expect(always.elapsedBetween(5, 12)).toBe(7)
    expect(always.elapsedBetween(12, 5)).toBe(0)
    expect(always.instantAfter(5, 7)).toBe(12)
    expect(always.instantAfter(5, 8.64e15)).toBeNull()
  })
})

describe('calendar time', () => {
  const zone = fc.constantFrom(
    'America/New_York',
    'Europe/London',
    'Australia/Lord_Howe',
    'America/Sao_Paulo',
    'Africa/Casablanca',
    'Pacific/Apia',
    'Asia/Shanghai',
  )
  const time = fc
    .integer({ min: 0, max: 96 })
    .map(
      (quarter) => `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`,
    )
  const times = fc.array(fc.tuple(time, time), { maxLength: 3 })
  const calendars = fc
    .record({ timeZone: zone, MON: times, TUE: times, SAT: times, SUN: times })
    .map(({ timeZone, ...weekly }) => ({ type: 'business' as const, timeZone, weekly, exceptions: [] }))
  const instant = fc
    .integer({ min: at('2010-01-01T00:00') / 60_000, max: at('2020-01-01T00:00') / 60_000 })
    .map((minutes) => minutes * 60_000)
  const length = fc.integer({ min: 0, max: 60 * 24 * 30 }).map((minutes) => minutes * 60_000)

  it('is additive, whatever was computed before', () => {
    fc.assert(
      fc.property(calendars, instant, length, length, (definition, from, one, two) => {
        const calendar = compileCalendar(definition)
        const whole = calendar.elapsedBetween(from, from + one + two)
        const warm = compileCalendar(definition)
        warm.elapsedBetween(from - 2 * 365 * 24 * hourMs, from - 365 * 24 * hourMs)
        expect(warm.elapsedBetween(from, from + one) + warm.elapsedBetween(from + one, from + one + two)).toBe(whole)
        expect(whole).toBeLessThanOrEqual(one + two)
      }),
      { numRuns: 60 },
    )
  })
  it('reaches a duration at the first possible instant', () => {
    fc.assert(
      fc.property(calendars, instant, fc.integer({ min: 1, max: 60 * 24 * 5 }), (definition, from, minutes) => {
        const calendar = compileCalendar(definition)
        const wanted = minutes * 60_000
        const until = calendar.instantAfter(from, wanted)
        if (until === null) return
        expect(calendar.elapsedBetween(from, until)).toBe(wanted)
        expect(calendar.elapsedBetween(from, until - 1)).toBe(wanted - 1)
      }),
      { numRuns: 60 },
    )
  })
})
