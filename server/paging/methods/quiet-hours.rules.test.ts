import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { afterQuietHours } from './quiet-hours.rules'

const night = { from: '22:00', to: '07:00' }
const after = (at: string, quiet = night, zone = 'Europe/Berlin') =>
  new Date(afterQuietHours(Date.parse(at), quiet, zone)).toISOString().replace(':00.000Z', 'Z')

describe('quiet hours', () => {
  it.each([
    ['do not apply before they begin', '2027-01-10T20:59Z', '2027-01-10T20:59Z'],
    ['apply from the instant they begin', '2027-01-10T21:00Z', '2027-01-11T06:00Z'],
    ['after midnight', '2027-01-11T01:30Z', '2027-01-11T06:00Z'],
    ['do not apply from the instant they end', '2027-01-11T06:00Z', '2027-01-11T06:00Z'],
    ['at noon', '2027-01-11T11:00Z', '2027-01-11T11:00Z'],
    // Clocks go forward at 02:00 on 28 March, back at 03:00 on 31 October.
    ['in the night that has one hour less', '2027-03-27T23:00Z', '2027-03-28T05:00Z'],
    ['in the night that has one more', '2027-10-30T22:00Z', '2027-10-31T06:00Z'],
  ])('%s', (_, at, end) => expect(after(at)).toBe(end))

  it('can lie within one day', () => {
    const lunch = { from: '12:00', to: '13:30' }
    expect(after('2027-01-11T11:00Z', lunch)).toBe('2027-01-11T12:30Z')
    expect(after('2027-01-11T12:30Z', lunch)).toBe('2027-01-11T12:30Z')
  })

  it('that end in a skipped hour end by the offset before it', () =>
    expect(after('2027-03-27T22:00Z', { from: '22:00', to: '02:30' })).toBe('2027-03-28T01:30Z'))

  it('that end in a repeated hour end at its first occurrence and do not begin again', () => {
    const quiet = { from: '22:00', to: '02:30' }
    expect(after('2027-10-30T22:00Z', quiet)).toBe('2027-10-31T00:30Z')
    // 02:15 for the second time: they ended three quarters of an hour ago.
    expect(after('2027-10-31T01:15Z', quiet)).toBe('2027-10-31T01:15Z')
  })

  it('do nothing when there are none', () => expect(afterQuietHours(5, null, 'UTC')).toBe(5))

  it('are never left before their end, and never last longer than a day', () => {
    const time = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
      .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`)
    fc.assert(
      fc.property(
        fc.integer({ min: Date.parse('2027-01-01Z'), max: Date.parse('2028-01-01Z') }),
        time,
        time,
        fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'),
        (at, from, to, zone) => {
          fc.pre(from !== to)
          const end = afterQuietHours(at, { from, to }, zone)
          expect(end).toBeGreaterThanOrEqual(at)
          expect(end - at).toBeLessThanOrEqual(25 * 3_600_000)
        },
      ),
    )
  })
})
