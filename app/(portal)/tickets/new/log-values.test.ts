import { describe, expect, test } from 'vitest'
import { readLog } from '@/server/tickets/log-reader/rules'
import { emptyFiling, type FilingValues } from './filing-values'
import { fillFrom, hasNoZone, proposalsOf } from './log-values'

const log = `2026-11-27T02:10:00Z SDK version 4.3.1 os=Android 14
2026-11-27T02:10:01Z join roomId=room-42 uid=77123
2026-11-27T02:10:02Z joined remoteUid=88001
2026-11-27T02:15:09Z onError errorCode=109
2026-11-27T02:15:10Z reconnecting
2026-11-27T02:16:00Z onError errorCode=109, errorCode=110`
const note = (field: string, { value }: { value: number }) => `${field}: ${value}`
const proposals = (values: Partial<FilingValues> = {}, text = log, zone = 'Asia/Shanghai') =>
  proposalsOf(readLog(text), { ...emptyFiling, ...values }, zone, note)
const shown = (values: Partial<FilingValues> = {}) =>
  proposals(values).map(({ field, value, said, isUsed, replaces }) =>
    [field, value, `@${said.line}`, isUsed ? 'used' : '', replaces ? 'replaces' : ''].filter(Boolean).join(' '),
  )

describe('what a log offers for the form', () => {
  test('is every value with its line, with instants in the zone of the reader', () => {
    expect(shown()).toEqual([
      'sdkVersion 4.3.1 @1',
      'platforms android @1',
      'errorCodes 109 @4',
      'errorCodes 110 @6',
      'channelId room-42 @2',
      'userIds 77123 @2',
      'userIds 88001 @3',
      'firstTrouble 2026-11-27T10:15 @4',
      'firstInstant 2026-11-27T10:10 @1',
      'lastInstant 2026-11-27T10:16 @6',
      'reconnects 1 @5',
    ])
  })
  test('says what the form has already and what would replace a value', () => {
    const now = shown({ sdkVersion: '4.2.0', channelId: 'room-42', errorCodes: ['109'], userIds: '88001，1' })
    expect(now).toContain('sdkVersion 4.3.1 @1 replaces')
    expect(now).toContain('channelId room-42 @2 used replaces')
    expect(now).toContain('errorCodes 109 @4 used')
    expect(now).toContain('userIds 88001 @3 used')
  })
  test('is marked when an instant has no zone', () => {
    expect(proposals({}, '2026-11-27 02:10:00 x').map((each) => [each.value, hasNoZone(each)])).toEqual([
      ['2026-11-27T02:10', true],
    ])
    expect(proposals().some(hasNoZone)).toBe(false)
  })
})

describe('taking all over', () => {
  test('fills what is empty and adds to lists', () => {
    expect(fillFrom(proposals(), emptyFiling)).toMatchObject({
      sdkVersion: '4.3.1',
      platforms: ['android'],
      errorCodes: ['109', '110'],
      channelId: 'room-42',
      userIds: '77123, 88001',
      startedAt: '2026-11-27T10:15',
      body: 'reconnects: 1',
    })
  })
  test('never replaces what is filled in, and adds nothing twice', () => {
    const values = {
      ...emptyFiling,
      sdkVersion: '4.2.0',
      channelId: 'lobby',
      startedAt: '2026-11-01T00:00',
      body: 'No sound',
    }
    const once = fillFrom(proposals(values), values)
    expect(once).toMatchObject({
      sdkVersion: '4.2.0',
      channelId: 'lobby',
      startedAt: '2026-11-01T00:00',
      body: 'No sound\n\nreconnects: 1',
    })
    expect(fillFrom(proposals(once), once)).toEqual(once)
  })
})
