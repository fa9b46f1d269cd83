// cspell:disable
import { gunzipSync, gzipSync, strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { DomainError } from '@/server/infra/errors'
import type { IncomingFile } from '@/server/integrations/storage/storage'
import { maskFile } from './mask-file'
import { FileTurns, Line } from './turns'

const log = '02:15:00 roomId=room-42\npassword=hunter2\n'
const masked = '02:15:00 roomId=room-42\npassword=[masked: password]\n'

/** A file that arrives in pieces; `onRead` runs before each. */
function incoming(bytes: Uint8Array, onRead: (pass: number) => Promise<void> | void = () => {}): IncomingFile {
  let pass = 0
  return {
    start: bytes.subarray(0, 65_536),
    async *read() {
      pass += 1
      const mine = pass
      for (let at = 0; at < bytes.length; at += 65_536) {
        await onRead(mine)
        yield bytes.subarray(at, at + 65_536)
      }
    },
  }
}
const reasonOf = (attempt: Promise<unknown>) =>
  attempt.then(
    (isOther) => `stored ${isOther ? 'with masks' : 'as it is'}`,
    (error: unknown) => (error instanceof DomainError ? `${error.code} ${error.reason}` : String(error)),
  )

/** Masks a file and returns what is stored. */
async function mask(bytes: Uint8Array): Promise<Buffer> {
  const parts: Uint8Array[] = []
  const isOther = await maskFile(new Set())(incoming(bytes), (part) => {
    parts.push(part)
    return Promise.resolve()
  })
  return Buffer.from(isOther ? Buffer.concat(parts) : bytes)
}
const ignore = () => Promise.resolve()

describe('a file that is not searched to its end, or cannot be written with its masks, is not stored', () => {
  const failing = (code: string) => Promise.reject(Object.assign(new Error(code), { code }))
  const zip = zipSync({ 'a.log': strToU8(log) })
  test('when the disk is full', async () => {
    for (const file of [zip, gzipSync(strToU8(log)), strToU8(log)])
      expect(await reasonOf(maskFile(new Set())(incoming(file), () => failing('ENOSPC')))).toBe('Error: ENOSPC')
  })
  test('when it cannot be read, the first time or the second', async () => {
    for (const bad of [1, 2]) {
      const file = incoming(zip, (pass) => (pass === bad ? failing('EIO') : undefined))
      expect(await reasonOf(maskFile(new Set())(file, ignore))).toBe('Error: EIO')
    }
  })
  test('when it is another archive the second time', async () => {
    let pass = 0
    const file: IncomingFile = {
      start: zip,
      async *read() {
        await Promise.resolve()
        pass += 1
        yield pass === 1 ? zip : zip.subarray(0, 40)
      },
    }
    expect(await reasonOf(maskFile(new Set())(file, ignore))).toBe('Error: The archive cannot be unpacked')
  })
  test('when it is damaged behind a secret, with a sentence that says so', async () => {
    const whole = zipSync({ 'a.log': strToU8(log), 'b.log': strToU8(log.repeat(20)) })
    const damaged = whole.map((byte, at) => (at > 130 && at < 150 ? byte ^ 0xff : byte))
    expect(await reasonOf(maskFile(new Set())(incoming(damaged), ignore))).toBe('INVALID archivePartlyRead')
  })
  test('but when it is damaged and nothing was found in it', async () => {
    const whole = gzipSync(strToU8('02:15 no sound\n'.repeat(50)))
    expect(await reasonOf(maskFile(new Set())(incoming(whole.subarray(0, 24)), ignore))).toBe('stored as it is')
  })
  test('when the search takes more processor time than one file may', async () => {
    for (const file of [zip, strToU8(log)]) {
      let ms = 0
      const turns = new FileTurns(() => (ms += 20_000))
      expect(await reasonOf(maskFile(new Set(), turns)(incoming(file), ignore))).toBe('INVALID searchTakesTooLong')
    }
  })
})

describe('archives', () => {
  test('are read one at a time, and other files go past them', async () => {
    const seen: string[] = []
    let goOn = () => {}
    let begin = () => {}
    const gate = new Promise<void>((resolve) => (goOn = resolve))
    const begun = new Promise<void>((resolve) => (begin = resolve))
    const zip = zipSync({ 'a.log': strToU8('x') })
    const first = maskFile(new Set())(
      incoming(zip, async () => {
        seen.push('first begins')
        begin()
        await gate
        seen.push('first ends')
      }),
      ignore,
    )
    await begun
    const second = maskFile(new Set())(
      incoming(zip, () => void seen.push('second')),
      ignore,
    )
    await maskFile(new Set())(
      incoming(strToU8(log), () => void seen.push('text')),
      ignore,
    )
    goOn()
    await Promise.all([first, second])
    expect(seen).toEqual(['first begins', 'text', 'first ends', 'second'])
  })
  test('that would wait too long are refused, and the next one goes on after a failure', async () => {
    let goOn = () => {}
    const gate = new Promise<void>((resolve) => (goOn = resolve))
    const zip = zipSync({ 'a.log': strToU8('x') })
    const waiting = Array.from({ length: 16 }, () =>
      maskFile(new Set())(
        incoming(zip, async () => {
          await gate
          throw new Error('gone')
        }),
        ignore,
      ),
    )
    expect(await reasonOf(maskFile(new Set())(incoming(zip), ignore))).toBe('UNAVAILABLE tooManyArchives')
    goOn()
    expect(new Set(await Promise.all(waiting.map(reasonOf)))).toEqual(new Set(['Error: gone']))
    expect(await reasonOf(maskFile(new Set())(incoming(zip), ignore))).toBe('stored as it is')
  })
  test('of many files, and of one long line, are masked to their ends', async () => {
    const many = Object.fromEntries(Array.from({ length: 150 }, (_, at) => [`${at}.log`, strToU8(log)]))
    const files = unzipSync(await mask(zipSync(many)))
    expect(Object.values(files).every((file) => strFromU8(file) === masked)).toBe(true)
    expect(Object.keys(files)).toHaveLength(150)
    const line = `${'{"rtt":45,"loss":0.1},'.repeat(20_000)}{"password":"hunter2"}`
    expect(strFromU8(gunzipSync(await mask(gzipSync(strToU8(line)))))).toBe(
      line.replace('hunter2', '[masked: password]'),
    )
  })
  test('in archives stay as they are, while the files beside them are masked', async () => {
    const inner = zipSync({ 'a.log': strToU8(log) })
    const files = unzipSync(await mask(zipSync({ 'inner.zip': inner, 'b.log': strToU8(log) })))
    expect(files['inner.zip']).toEqual(inner)
    expect(strFromU8(files['b.log']!)).toBe(masked)
  })
})

test('a log in another encoding is written in as many pieces as it is read', async () => {
  const bytes = Buffer.from(
    Array.from({ length: 200_000 }, (_, at) => (at % 3 === 0 ? 0xc3 : at % 3 === 1 ? 0xdc : 0x20)),
  )
  let writes = 0
  await maskFile(new Set())(incoming(Buffer.concat([bytes, Buffer.from('\npwd=hunter2')])), () => {
    writes += 1
    return Promise.resolve()
  })
  expect(writes).toBeLessThanOrEqual(6)
})

test('a line counts those that wait, and lets the next go on after a failure', async () => {
  const line = new Line(1)
  const failed = line.run(() => Promise.reject(new Error('gone')))
  expect(line.isFull).toBe(true)
  await expect(failed).rejects.toThrow('gone')
  expect(line.isFull).toBe(false)
  expect(await line.run(() => Promise.resolve(1))).toBe(1)
})
