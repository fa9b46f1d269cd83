import { describe, expect, it } from 'vitest'
import { timesFor } from './times'

const at = new Date('2026-11-21T02:15:00.000Z')
const berlin = timesFor({ locale: 'en', timeZone: 'Europe/Berlin' })
const shanghai = timesFor({ locale: 'zh-CN', timeZone: 'Asia/Shanghai' })

describe('an instant that the server writes', () => {
  it('has its day and zone in texts that are kept', () => {
    expect(berlin.dated(at)).toBe('Sat 21 Nov, 03:15 CET')
    expect(shanghai.dated(at)).toBe('11月21日 周六 10:15 GMT+8')
  })

  it('is a time with its zone in texts that are read within minutes', () => {
    expect(berlin.clock(at)).toBe('03:15 CET')
    expect(shanghai.clock(at)).toBe('10:15 GMT+8')
  })

  it.each([
    ['today', '2026-11-20T23:00:00.000Z', '03:15', '10:15'],
    ['tomorrow', '2026-11-20T15:00:00.000Z', 'Sat 03:15', '周六 10:15'],
    ['yesterday', '2026-11-22T15:00:00.000Z', 'Sat 21 Nov, 03:15', '11月21日 周六 10:15'],
    ['in another year', '2025-11-22T15:00:00.000Z', 'Sat 21 Nov 2026, 03:15', '2026年11月21日 周六 10:15'],
  ])('shows only as much of the date as needed on the acknowledge page: %s', (_when, now, english, chinese) => {
    expect(berlin.near(at, new Date(now))).toBe(english)
    expect(shanghai.near(at, new Date(now))).toBe(chinese)
  })
})
