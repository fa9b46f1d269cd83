// cspell:disable
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { instantOfLine } from './instants.rules'
import { LogReader, readLog, type Said } from './rules'

const short = (list: readonly Said[]) => list.map(({ value, count, line }) => `${value} x${count} @${line}`)
const said = (log: string) => {
  const facts = readLog(log)
  return {
    sdk: short(facts.sdkVersions),
    platforms: short(facts.platforms),
    errors: short(facts.errorCodes),
    rooms: short(facts.rooms),
    users: short(facts.users),
    first: facts.first && `${facts.first.value.local} ${facts.first.value.offsetMinutes} @${facts.first.line}`,
    last: facts.last && `${facts.last.value.local} ${facts.last.value.offsetMinutes} @${facts.last.line}`,
    trouble: facts.firstTrouble?.line ?? null,
    reconnects: facts.reconnects && `${facts.reconnects.value} @${facts.reconnects.line}`,
    losses: facts.losses && `${facts.losses.value} @${facts.losses.line}`,
  }
}

const native = `[11/27/26 02:10:00:120][1234][I]:[API] Agora SDK ver 4.3.1 build 1234, platform:Android
2026-11-27 02:10:01.120 [I] joinChannel, channelId: room-42, uid: 77123, token:[masked: RTC token]
2026-11-27 02:10:02.200 [I] onUserJoined remoteUid: 88001
2026-11-27 02:15:09.310 [E] onError err: 109, ERR_TOKEN_EXPIRED(109)
2026-11-27 02:15:09.311 [W] onConnectionStateChanged state: RECONNECTING reason: 9
2026-11-27 02:15:14.000 [W] onConnectionLost channelId: room-42
2026-11-27 02:15:15.000 [W] onConnectionStateChanged state: RECONNECTING reason: 2
2026-11-27 02:16:00.000 [E] onError err: 109`

const trtc = `2026-11-27 15:34:14.432+8.0 I/trtc: TRTC SDK Version:11.9.0.14446
2026-11-27 15:34:15.100+8.0 I/trtc: enterRoom roomId:90210 userId:ana_01 scene:1
2026-11-27 15:34:20.100+8.0 E/trtc: onError errCode:-3308 errMsg:enter room timeout
2026-11-27 15:34:21.100+8.0 W/trtc: onConnectionLost
2026-11-27 15:34:22.100+8.0 W/trtc: onTryToReconnect`

const zego = `[2026-11-27 02:15:00.001][I] engine version: 3.14.5.42093, os: iOS 17.4
[2026-11-27 02:15:01.001][I] loginRoom roomID: live_8, userID: u-9
[2026-11-27 02:15:02.001][E] onRoomStateUpdate errorCode: 1002033 roomID: live_8`

const json = `{"ts":1795745700123,"level":"info","msg":"connected","sdkVersion":"2.5.1","room":"meet-1","participant":"ana","platform":"web"}
{"ts":1795745760000,"level":"error","error_code":4003,"room":"meet-1","client":{"userAgent":"Mozilla/5.0 (Windows NT 10.0) Chrome/120"}}
{"ts":1795745765000,"level":"warn","msg":"ice connection state: disconnected, reconnecting now"}`

const keyValue = `time=2026-11-27T02:15:00Z level=info sdk_version=1.9.2 room_id=r1 user_id=alice os=linux
time=2026-11-27T02:15:03Z level=error room_id=r1 user_id=bob error_code=503 msg="publish failed"`

const browser = `2026-11-27T10:15:00.000+08:00 [rtc] AgoraRTC_N 4.20.0 userAgent=Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit Chrome/124
2026-11-27T10:15:05.000+08:00 [rtc] iceConnectionState: disconnected
2026-11-27T10:15:06.000+08:00 [rtc] iceConnectionState: failed cname=lobby`

describe('a log is read', () => {
  test('of a native engine with names in camel case', () => {
    expect(said(native)).toEqual({
      sdk: ['4.3.1 x1 @1'],
      platforms: ['android x1 @1'],
      errors: ['109 x2 @4'],
      rooms: ['room-42 x2 @2'],
      users: ['77123 x1 @2', '88001 x1 @3'],
      first: '2026-11-27T02:10:01.120 null @2',
      last: '2026-11-27T02:16:00.000 null @8',
      trouble: 4,
      reconnects: '2 @5',
      losses: '1 @6',
    })
  })
  test('with a zone as hours and a fraction, and negative codes', () => {
    expect(said(trtc)).toMatchObject({
      sdk: ['11.9.0.14446 x1 @1'],
      errors: ['-3308 x1 @3'],
      rooms: ['90210 x1 @2'],
      users: ['ana_01 x1 @2'],
      first: '2026-11-27T15:34:14.432 480 @1',
      trouble: 3,
      reconnects: '1 @5',
      losses: '1 @4',
    })
  })
  test('with instants in brackets and IDs in capitals', () => {
    expect(said(zego)).toMatchObject({
      sdk: ['3.14.5.42093 x1 @1'],
      platforms: ['ios x1 @1'],
      errors: ['1002033 x1 @3'],
      rooms: ['live_8 x2 @2'],
      users: ['u-9 x1 @2'],
      last: '2026-11-27T02:15:02.001 null @3',
    })
  })
  test('of JSON lines with nested objects and epoch milliseconds', () => {
    expect(said(json)).toMatchObject({
      sdk: ['2.5.1 x1 @1'],
      platforms: ['web x2 @1'],
      errors: ['4003 x1 @2'],
      rooms: ['meet-1 x2 @1'],
      users: ['ana x1 @1'],
      first: '2026-11-27T02:15:00.123 0 @1',
      reconnects: '1 @3',
      losses: '1 @3',
    })
  })
  test('of key=value pairs', () => {
    expect(said(keyValue)).toMatchObject({
      sdk: ['1.9.2 x1 @1'],
      platforms: ['linux x1 @1'],
      errors: ['503 x1 @2'],
      rooms: ['r1 x2 @1'],
      users: ['alice x1 @1', 'bob x1 @2'],
      first: '2026-11-27T02:15:00.000 0 @1',
    })
  })
  test('of a browser with its user agent', () => {
    expect(said(browser)).toMatchObject({
      sdk: ['4.20.0 x1 @1'],
      platforms: ['web x1 @1'],
      rooms: ['lobby x1 @3'],
      first: '2026-11-27T10:15:00.000 480 @1',
      losses: '2 @2',
    })
  })
  test('of Chinese words', () => {
    const facts = said(
      '2026-11-27 02:15:00 加入房间失败 错误码：20003 房间 roomId=语音房1\n2026-11-27 02:15:05 网络中断，正在重连',
    )
    expect(facts).toMatchObject({
      errors: ['20003 x1 @1'],
      rooms: ['语音房1 x1 @1'],
      reconnects: '1 @2',
      losses: '1 @2',
    })
  })
})

describe('what is none', () => {
  test.each([
    ['success', 'code=0 result: 0 err=0 status 200', 'errors'],
    ['a version of something else', 'gradle version=8.2.1 node 20.1.0', 'sdk'],
    ['an IP address', 'sdk server 10.2.3.4', 'sdk'],
    ['an empty user', 'uid: 0, userId: null', 'users'],
    ['a duration', 'elapsed=1795745700 ms', 'first'],
    ['a reconnect that is over', 'reconnected after 3 s', 'reconnects'],
  ] as const)('%s', (_, line, field) => {
    const value = said(line)[field]
    expect(value === null || value.length === 0).toBe(true)
  })
})

describe('an instant', () => {
  test.each([
    ['2026-11-27T02:15:00.5Z x', '2026-11-27T02:15:00.500', 0],
    ['2026/11/27 02:15:00,123 +0530', '2026-11-27T02:15:00.123', 330],
    ['[2026-11-27 02:15:00] x', '2026-11-27T02:15:00.000', null],
    ['ts=1795745700', new Date(1_795_745_700_000).toISOString().slice(0, -1), 0],
    ['1795745700123 joined', new Date(1_795_745_700_123).toISOString().slice(0, -1), 0],
  ])('%s', (line, local, offsetMinutes) => expect(instantOfLine(line)).toMatchObject({ local, offsetMinutes }))
  test.each(['2026-13-45 99:99:99', 'build 20261127', '02:15:00 no date', 'id 1795745700123'])('none in %s', (line) =>
    expect(instantOfLine(line)).toBeNull(),
  )
})

describe('a hostile log', () => {
  test('is read the same wherever its pieces end', () => {
    const log = [native, trtc, json, keyValue].join('\n')
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), (size) => {
        const reader = new LogReader()
        for (let at = 0; at < log.length; at += size) reader.push(log.slice(at, at + size), false)
        reader.push('', true)
        expect(reader.facts).toEqual(readLog(log))
      }),
    )
  })
  test.each([
    ['one line of megabytes', 'roomId=1 '.repeat(300_000)],
    ['braces', '{'.repeat(200_000)],
    ['a deep object', `${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}`],
    ['thousands of rooms', Array.from({ length: 20_000 }, (_, at) => `roomId=r${at}`).join('\n')],
    ['quotes and signs', '"=:'.repeat(70_000)],
    ['digits', '1'.repeat(200_000)],
    ['words of the rules', 'sdk sdk version error err reconnecting connection lost '.repeat(4_000)],
    ['a key called like a property of every object', '{"__proto__":{"roomId":"x"},"constructor":"y"}'],
  ])('%s', (_, log) => {
    const { rooms } = readLog(log)
    expect(rooms.length).toBeLessThanOrEqual(20)
  })
})
