import { expect, it } from 'vitest'
import { snoozePresets } from './snooze-presets'

const at = (now: string, zone: string) =>
  Object.fromEntries(snoozePresets(Date.parse(now), zone).map(({ name, at: when }) => [name, when.toISOString()]))

it.each([
  [
    'a Friday morning in Shanghai',
    '2026-11-27T02:10:00Z',
    'Asia/Shanghai',
    { later: '2026-11-27T05:30:00.000Z', tomorrow: '2026-11-28T01:00:00.000Z', monday: '2026-11-30T01:00:00.000Z' },
  ],
  [
    'late in the evening nothing is later today',
    '2026-11-27T13:10:00Z',
    'Asia/Shanghai',
    { tomorrow: '2026-11-28T01:00:00.000Z', monday: '2026-11-30T01:00:00.000Z' },
  ],
  [
    'on a Sunday tomorrow is Monday',
    '2026-11-29T08:00:00Z',
    'UTC',
    { later: '2026-11-29T11:00:00.000Z', tomorrow: '2026-11-30T09:00:00.000Z' },
  ],
  [
    'on a Monday it is the next one',
    '2026-11-30T08:00:00Z',
    'UTC',
    { later: '2026-11-30T11:00:00.000Z', tomorrow: '2026-12-01T09:00:00.000Z', monday: '2026-12-07T09:00:00.000Z' },
  ],
  [
    'across the end of summer time it is still 09:00',
    '2026-10-24T10:00:00Z',
    'Europe/Berlin',
    { later: '2026-10-24T13:00:00.000Z', tomorrow: '2026-10-25T08:00:00.000Z', monday: '2026-10-26T08:00:00.000Z' },
  ],
])('%s', (_, now, zone, presets) => {
  expect(at(now, zone)).toEqual(presets)
})
