import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import * as server from '@/server/time/local-time'
import { localMsOf } from '@/server/time/wall-clock'
import { instantOfLocal, localMsAt } from './zone-time'

const zones = [
  'UTC',
  'Asia/Shanghai',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'America/New_York',
  'America/Sao_Paulo',
  'America/St_Johns',
  'Europe/London',
  'Europe/Dublin',
  'Africa/Casablanca',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Chatham',
]

describe('a time in the browser', () => {
  test.each([
    ['in the gap of spring', 'America/New_York', '2027-03-14T02:30', '2027-03-14T07:30:00.000Z'],
    ['in the overlap of autumn', 'America/New_York', '2026-11-01T01:30', '2026-11-01T05:30:00.000Z'],
    ['in a half-hour change', 'Australia/Lord_Howe', '2026-10-04T02:15', '2026-10-03T15:45:00.000Z'],
    ['on a day that a zone left out', 'Pacific/Apia', '2011-12-30T12:00', '2011-12-30T22:00:00.000Z'],
  ])('%s means the instant that the server means', (_, zone, local, instant) => {
    const localMs = localMsOf(local)
    expect(new Date(instantOfLocal(localMs, zone)).toISOString()).toBe(instant)
    expect(server.instantOfLocal(localMs, zone)).toBe(Date.parse(instant))
  })

  it('is the same as on the server for every zone and every minute', () => {
    const minute = fc
      .integer({ min: Date.UTC(1975, 0), max: Date.UTC(2060, 0) })
      .map((ms) => Math.floor(ms / 60_000) * 60_000)
    fc.assert(
      fc.property(fc.constantFrom(...zones), minute, (zone, ms) => {
        expect(localMsAt(ms, zone)).toBe(server.localMsAt(ms, zone))
        expect(instantOfLocal(ms, zone)).toBe(server.instantOfLocal(ms, zone))
      }),
      { numRuns: 400 },
    )
  })

  it('is the same as on the server around every change of the clocks', () => {
    const quarter = 15 * 60_000
    for (const zone of zones)
      for (let day = Date.UTC(2026, 0); day < Date.UTC(2028, 0); day += 86_400_000) {
        if (localMsAt(day, zone) - day === localMsAt(day + 86_400_000, zone) - day - 86_400_000) continue
        for (let ms = day - 12 * quarter * 4; ms < day + 36 * quarter * 4; ms += quarter) {
          expect(localMsAt(ms, zone), zone).toBe(server.localMsAt(ms, zone))
          expect(instantOfLocal(ms, zone), zone).toBe(server.instantOfLocal(ms, zone))
        }
      }
  })
})
