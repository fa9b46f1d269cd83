// cspell:disable
import { type Platform } from '@/server/vocabulary/field'
import { fieldsOfLine, type LogFields, maxLineLength } from './fields.rules'
import { instantOfLine, type LogInstant } from './instants.rules'

/** A value with the line that said it first. */
export interface Said<V = string> {
  value: V
  /** Lines that say it. */
  count: number
  /** From 1. */
  line: number
  /** The line, cut. */
  text: string
}

/** What a log says about the problem (PRODUCT.md, T9). Lists are in the order of their counts, the most frequent first. */
export interface LogFacts {
  sdkVersions: Said[]
  platforms: Said<Platform>[]
  errorCodes: Said[]
  rooms: Said[]
  users: Said[]
  first: Said<LogInstant> | null
  last: Said<LogInstant> | null
  /** The instant of the first line with an error or a lost connection. */
  firstTrouble: Said<LogInstant> | null
  reconnects: Said<number> | null
  losses: Said<number> | null
  lines: number
}

const maxTextLength = 240
/** Different values that are counted. */
const maxValues = 500
/** Different values that are returned. */
const maxReturned = 20

class Tally<V extends string> {
  private readonly all = new Map<V, { said: Said<V>; lastLine: number }>()

  /** Counts a value, once for each line. */
  add(value: V, line: number, text: string): void {
    const known = this.all.get(value)
    if (known) {
      if (known.lastLine !== line) known.said.count += 1
      known.lastLine = line
    } else if (this.all.size < maxValues) this.all.set(value, { said: { value, count: 1, line, text }, lastLine: line })
  }

  get sorted(): Said<V>[] {
    return [...this.all.values()]
      .map(({ said }) => said)
      .sort((a, b) => b.count - a.count || a.line - b.line)
      .slice(0, maxReturned)
  }
}

const sdkKeys = new Set([
  'sdkversion',
  'sdkver',
  'sdk',
  'engineversion',
  'enginever',
  'rtcversion',
  'rtcsdkversion',
  'nativesdkversion',
  'libversion',
  'agoraversion',
])
const roomKeys = new Set([
  'roomid',
  'room',
  'roomname',
  'channelid',
  'channel',
  'channelname',
  'cname',
  'strroomid',
  'chatroomid',
  'livekitroom',
])
const userKeys = new Set([
  'userid',
  'uid',
  'user',
  'localuid',
  'remoteuid',
  'useraccount',
  'username',
  'useridentity',
  'participantid',
  'participant',
  'peeruid',
])
const errorKeys = new Set(['errorcode', 'errcode', 'err', 'error', 'errno', 'statuscode'])
const looseErrorKeys = new Set(['code', 'ret', 'result', 'reason', 'retcode'])
const platformKeys = new Set([
  'platform',
  'os',
  'osname',
  'system',
  'ostype',
  'osversion',
  'device',
  'useragent',
  'ua',
  'framework',
  'client',
  'clienttype',
])

const version = /(?<![\d.])v?(\d{1,3}\.\d{1,4}\.\d{1,5}(?:\.\d{1,6})?(?:[-+][\w.]{1,24})?)(?![\d.])/
const spokenSdk =
  /\b(?:sdk|engine|livekit-client|agora\w*|trtc\w*|zego\w*)([\s\w/@-]{0,24}?(?:ver(?:sion)?)?[\s:=,/@v]{0,4})(?<![\d.])(\d{1,3}\.\d{1,4}\.\d{1,5}(?:\.\d{1,6})?)(?![\d.])/i
/** Before an address, which looks like a version of four parts. */
const address = /server|host|\bip\b|addr|port|node|edge/i
const namedError = /\b((?:ERR|ERROR|AGORA_ERR|ZEGO_ERR|TRTC_ERR)_[A-Z0-9_]{2,40})\b(?:\s?[(:=]\s?(-?\d{1,9}))?/
const spokenError = /(?:\b(?:error|err)|错误码|错误代码)\s?(?:code)?\s?[:：(#]?\s?(-?\d{2,9})\b/i
const trouble = /\b(?:error|err|fatal|fail(?:ed|ure)?|exception|timeout|timed out)\b|\[E\]|\bE\/|错误|失败|超时/i
const reconnect =
  /\breconnecting\b|\breconnect (?:start|begin|attempt)|\btry(?:ing)? to reconnect|RECONNECTING\b|onConnectionInterrupted|onTryToReconnect|正在重连|开始重连|重连中/i
const loss =
  /onConnectionLost|connection (?:is )?lost|lost connection|network (?:is )?lost|ice ?connection ?state\W{1,4}(?:changed to )?(?:failed|disconnected)|connection ?state\W{1,4}(?:changed to )?(?:failed|disconnected)|连接断开|连接丢失|网络断开|网络中断/i

/** Platforms by what names them in a log; the first that matches wins, frameworks before systems. */
const platformNames: [RegExp, Platform][] = [
  [/\bflutter\b/i, 'flutter'],
  [/react[ _-]?native/i, 'react_native'],
  [/\bunity(?:3d)?\b/i, 'unity'],
  [/\bunreal\b/i, 'unreal'],
  [/electron/i, 'electron'],
  [/mini[ _-]?program|miniapp|小程序/i, 'mini_program'],
  [/android/i, 'android'],
  [/\b(?:ios|iphone|ipad|ipados)\b|iPhone OS/i, 'ios'],
  [/\b(?:chrome|firefox|safari|edge|web|browser|html5?)\b/i, 'web'],
  [/windows/i, 'windows'],
  [/mac ?os|darwin|macintosh/i, 'macos'],
  [/linux|ubuntu|debian/i, 'linux'],
]
const spokenPlatform = /\b(?:Android \d|iOS \d|iPadOS \d|Windows (?:NT |1[01])|macOS \d|Mac OS X)/

const isIdentifier = (value: string) =>
  /^[\p{L}\p{N}_.@#-]{1,64}$/u.test(value) && !/^(?:0|-1|null|undefined|nil|none|true|false)$/i.test(value)

/** Reads a log that arrives in pieces, whole lines or not, and collects what it says. */
export class LogReader {
  private rest = ''
  private line = 0
  private readonly sdk = new Tally()
  private readonly platform = new Tally<Platform>()
  private readonly errors = new Tally()
  private readonly rooms = new Tally()
  private readonly users = new Tally()
  private first: Said<LogInstant> | null = null
  private last: Said<LogInstant> | null = null
  private firstTrouble: Said<LogInstant> | null = null
  private reconnects: Said<number> | null = null
  private losses: Said<number> | null = null

  push(piece: string, isLast: boolean): void {
    const lines = (this.rest + piece).split('\n')
    this.rest = isLast ? '' : lines.pop()!
    // A line without an end is not kept as a whole: what is beyond the limit is not read.
    if (this.rest.length > 4 * maxLineLength) this.rest = this.rest.slice(0, maxLineLength)
    for (const line of lines) this.read(line)
  }

  get facts(): LogFacts {
    return {
      sdkVersions: this.sdk.sorted,
      platforms: this.platform.sorted,
      errorCodes: this.errors.sorted,
      rooms: this.rooms.sorted,
      users: this.users.sorted,
      first: this.first,
      last: this.last,
      firstTrouble: this.firstTrouble,
      reconnects: this.reconnects,
      losses: this.losses,
      lines: this.line,
    }
  }

  private read(whole: string): void {
    this.line += 1
    const line = whole.length > maxLineLength ? whole.slice(0, maxLineLength) : whole.trimEnd()
    if (line === '') return
    const text = line.length > maxTextLength ? `${line.slice(0, maxTextLength)}…` : line
    const isTrouble = trouble.test(line)
    const names = this.readErrors(line, text)
    const gives = this.readFields(fieldsOfLine(line), line, text, isTrouble)
    const isLoss = loss.test(line)
    if (reconnect.test(line)) this.reconnects = this.again(this.reconnects, text)
    if (isLoss) this.losses = this.again(this.losses, text)
    this.readInstant(line, text, isTrouble || isLoss || names || gives)
    const spoken = spokenSdk.exec(line)
    if (spoken && !address.test(spoken[1]!)) this.sdk.add(spoken[2]!, this.line, text)
    if (spokenPlatform.test(line)) this.readPlatform(line, text)
  }

  private again(before: Said<number> | null, text: string): Said<number> {
    return before
      ? { ...before, value: before.value + 1, count: before.count + 1 }
      : { value: 1, count: 1, line: this.line, text }
  }

  private readErrors(line: string, text: string): boolean {
    const named = namedError.exec(line)
    const code = named ? (named[2] ?? named[1]!) : spokenError.exec(line)?.[1]
    if (code === undefined) return false
    this.errors.add(code, this.line, text)
    return true
  }

  private readFields(fields: LogFields, line: string, text: string, isTrouble: boolean): boolean {
    let hasError = false
    for (const [key, value] of fields) {
      if (sdkKeys.has(key) || (key === 'version' && /\b(?:sdk|rtc|engine)\b/i.test(line))) {
        const found = version.exec(value)?.[1]
        if (found) this.sdk.add(found, this.line, text)
      } else if (roomKeys.has(key)) {
        if (isIdentifier(value)) this.rooms.add(value, this.line, text)
      } else if (userKeys.has(key)) {
        if (isIdentifier(value)) this.users.add(value, this.line, text)
      } else if (errorKeys.has(key) || (isTrouble && looseErrorKeys.has(key))) {
        if (/^-?\d{1,9}$/.test(value) && !/^-?0+$/.test(value) && value !== '200') {
          this.errors.add(value, this.line, text)
          hasError = true
        }
      } else if (platformKeys.has(key)) this.readPlatform(value, text)
    }
    // A user agent has spaces, at which a field of plain text ends.
    if (/user-?agent|Mozilla\//i.test(line)) this.readPlatform(line, text)
    return hasError
  }

  private readPlatform(value: string, text: string): void {
    const found = platformNames.find(([pattern]) => pattern.test(value))
    if (found) this.platform.add(found[1], this.line, text)
  }

  private readInstant(line: string, text: string, isTrouble: boolean): void {
    const value = instantOfLine(line)
    if (!value) return
    const said = { value, count: 1, line: this.line, text }
    if (!this.first || value.ms < this.first.value.ms) this.first = said
    if (!this.last || value.ms >= this.last.value.ms) this.last = said
    if (isTrouble && (!this.firstTrouble || value.ms < this.firstTrouble.value.ms)) this.firstTrouble = said
  }
}

/** Reads a whole log. */
export function readLog(text: string): LogFacts {
  const reader = new LogReader()
  reader.push(text, true)
  return reader.facts
}
