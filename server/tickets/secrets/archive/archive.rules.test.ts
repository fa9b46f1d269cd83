// cspell:disable
import { gunzipSync, gzipSync, strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { archiveKindOf } from '../bytes.rules'
import { digestOfFind } from '../find.rules'
import {
  ArchiveMasker,
  archiveLimits,
  ArchiveOfProduct,
  archivePieceBytes,
  ArchiveTooLarge,
  ArchiveUnreadable,
} from './archive.rules'

const log = '2026-11-27 02:15:00 roomId=room-42\npassword=hunter2\n'
const masked = '2026-11-27 02:15:00 roomId=room-42\npassword=[masked: password]\n'

type Limits = Record<keyof typeof archiveLimits, number>
const small: Limits = { bytes: 1_000_000, files: 20, folders: 40 }

/** Reads an archive in pieces; returns the new one and what was found. */
async function read(
  bytes: Uint8Array,
  {
    kept = [] as string[],
    repack = true,
    readsLog = true,
    piece = archivePieceBytes,
    next = () => {},
    limits = archiveLimits as Limits,
  } = {},
) {
  const masker = new ArchiveMasker(archiveKindOf(bytes)!, { kept: new Set(kept), repack, readsLog, limits })
  const turns = { work: <T>(act: () => T) => act(), next: () => Promise.resolve(next()) }
  const parts: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += piece)
    parts.push(...(await masker.push(bytes.subarray(at, at + piece), at + piece >= bytes.length, turns)))
  return { masker, packed: new Uint8Array(Buffer.concat(parts)) }
}
const texts = (packed: Uint8Array) =>
  Object.fromEntries(Object.entries(unzipSync(packed)).map(([name, bytes]) => [name, strFromU8(bytes)]))

describe('a zip archive', () => {
  const picture = new Uint8Array(5_000).map((_, at) => (at * 7_919 + (at >> 3) * 104_729) % 256)
  const archive = zipSync({
    'logs/client.log': strToU8(log),
    '语音.log': strToU8(`密码：Abc12345\n`),
    'shot.png': picture,
    'empty.txt': new Uint8Array(0),
  })
  test.each([[7], [100], [4_096]])('is packed again with masks, in pieces of %i bytes', async (piece) => {
    const { masker, packed } = await read(archive, { piece })
    const files = unzipSync(packed)
    expect(strFromU8(files['logs/client.log']!)).toBe(masked)
    expect(strFromU8(files['语音.log']!)).toBe('密码：[masked: password]\n')
    expect(files['shot.png']).toEqual(picture)
    expect(Object.keys(files)).toEqual(['logs/client.log', '语音.log', 'shot.png', 'empty.txt'])
    expect([masker.masked, masker.hasUnsafeName]).toEqual([2, false])
    expect(masker.finds.map(({ entry, line }) => `${entry} ${line}`)).toEqual(['logs/client.log 2', '语音.log 1'])
    expect(masker.log?.facts.rooms[0]?.value).toBe('room-42')
  })
  test('without compression is read too', async () => {
    expect(texts((await read(zipSync({ 'a.log': strToU8(log) }, { level: 0 }))).packed)).toEqual({ 'a.log': masked })
  })
  test('keeps what its writer called no secret', async () => {
    expect((await read(archive, { kept: [digestOfFind('hunter2'), digestOfFind('Abc12345')] })).masker.masked).toBe(0)
  })
  test('with names that leave its folder, or stand twice, has harmless names afterwards', async () => {
    const { masker, packed } = await read(
      zipSync({
        '../../etc/passwd': strToU8('x'),
        '/var/a.log': strToU8('y'),
        'C:\\b\\c.log': strToU8('z'),
        'var/a.log': strToU8('again'),
      }),
    )
    expect(texts(packed)).toEqual({ 'etc/passwd': 'x', 'var/a.log': 'y', 'b/c.log': 'z', 'var/a-2.log': 'again' })
    expect(masker.hasUnsafeName).toBe(true)
  })
  test('inside an archive is not read', async () => {
    const { masker, packed } = await read(zipSync({ 'inner.zip': archive }))
    expect(unzipSync(packed)['inner.zip']).toEqual(archive)
    expect([masker.read, masker.skipped]).toEqual([0, 1])
  })
  test('that is a program or a document is not taken apart', async () => {
    for (const name of ['AndroidManifest.xml', '[Content_Types].xml', 'META-INF/MANIFEST.MF'])
      await expect(read(zipSync({ [name]: strToU8('x'), 'a.log': strToU8(log) }))).rejects.toThrow(ArchiveOfProduct)
  })
  test('with so many folders that they fill the memory is refused', async () => {
    const folders = Array.from({ length: small.folders + 1 }, (_, at) => [`${at}/`, new Uint8Array(0)])
    const archive = zipSync(Object.fromEntries(folders) as Record<string, Uint8Array>, { level: 0 })
    await expect(read(archive, { repack: false, limits: small })).rejects.toThrow(ArchiveTooLarge)
  })
  test('with a name that stays in its folder has no unsafe name', async () => {
    const archive = zipSync({ './a..log': strToU8('x'), 'a b\u200b/c.log': strToU8('y') })
    expect((await read(archive)).masker.hasUnsafeName).toBe(false)
  })
  test('whose header says nothing true about the size of a file is masked, or not taken apart', async () => {
    const archive = zipSync({ 'a.log': strToU8(log.repeat(50)) })
    const lie = (at: number) => archive.map((byte, index) => (index >= at && index < at + 4 ? 0 : byte))
    expect(texts((await read(lie(22))).packed)).toEqual({ 'a.log': masked.repeat(50) })
    await expect(read(lie(18))).rejects.toThrow(ArchiveUnreadable)
    const short = archive.map((byte, index) => (index === 18 ? byte - 9 : byte))
    await expect(read(short)).rejects.toThrow(ArchiveUnreadable)
  })
  test('with an encrypted file is not taken apart, because the file could not be written again', async () => {
    const archive = zipSync({ 'a.log': strToU8(log), 'P.bin': [strToU8('cipher text'), { level: 0 }] })
    const at = Buffer.from(archive).indexOf('P.bin') - 30
    const encrypted = archive.map((byte, index) => (index === at + 6 ? byte | 1 : byte))
    for (const piece of [1, 50, 4_096]) await expect(read(encrypted, { piece })).rejects.toThrow('encrypted')
  })
  test('whose header lies about the size of a bomb is refused as other bombs are', async () => {
    const bomb = zipSync({ 'a.log': new Uint8Array(small.bytes + 1) })
    const lying = bomb.map((byte, index) => (index >= 22 && index < 26 ? 1 : byte))
    await expect(read(lying, { repack: false, limits: small })).rejects.toThrow(ArchiveTooLarge)
  })
  test('that unpacks to more than the limit is refused', async () => {
    const bomb = zipSync({ 'a.log': new Uint8Array(600_000), 'b.log': new Uint8Array(600_000) })
    expect(bomb.length).toBeLessThan(10_000)
    await expect(read(bomb, { repack: false, limits: small })).rejects.toThrow(ArchiveTooLarge)
  })
  test('with more files than the limit is refused', async () => {
    const many = Object.fromEntries(
      Array.from({ length: archiveLimits.files + 1 }, (_, at) => [`${at}.log`, strToU8('x')]),
    )
    await expect(read(zipSync(many), { repack: false })).rejects.toThrow(ArchiveTooLarge)
  })
  test.each([
    ['cut', archive.slice(0, 60)],
    ['damaged', archive.map((byte, at) => (at > 40 && at < 60 ? byte ^ 0xff : byte))],
    ['of an unknown method', zipSync({ 'a.log': strToU8(log) }).map((byte, at) => (at === 8 ? 99 : byte))],
  ])('that is %s does not hang', async (_, bytes) => {
    try {
      expect((await read(bytes)).masker.read).toBeLessThanOrEqual(2)
    } catch (error) {
      expect(error).toBeInstanceOf(ArchiveUnreadable)
    }
  })
})

describe('a gzip file', () => {
  test('is packed again with masks', async () => {
    const { masker, packed } = await read(gzipSync(strToU8(log.repeat(2_000))), { piece: 100 })
    expect(strFromU8(gunzipSync(packed))).toBe(masked.repeat(2_000))
    expect(masker.finds).toMatchObject([{ line: 2, count: 2_000 }])
    expect(masker.log?.facts.rooms[0]?.value).toBe('room-42')
  })
  test('of a tape archive is not read, because masks would damage it', async () => {
    const tape = new Uint8Array(2_048)
    tape.set(strToU8('a.log'))
    tape.set(strToU8('ustar'), 257)
    tape.set(strToU8(log), 512)
    const { masker } = await read(gzipSync(tape))
    expect([masker.masked, masker.skipped]).toEqual([0, 1])
  })
  test('that unpacks to more than the limit is refused', async () => {
    await expect(read(gzipSync(new Uint8Array(small.bytes + 1)), { repack: false, limits: small })).rejects.toThrow(
      ArchiveTooLarge,
    )
  })
  test('of several members, as appended logs are, is read to its end', async () => {
    const members = Buffer.concat([gzipSync(strToU8(log)), gzipSync(new Uint8Array(0)), gzipSync(strToU8(log))])
    for (const piece of [1, 7, 4_096]) {
      const { packed, masker } = await read(members, { piece })
      expect(strFromU8(gunzipSync(packed))).toBe(masked.repeat(2))
      expect([masker.masked, masker.read]).toEqual([2, 1])
    }
  })
  test('that ends too early is no archive that was searched, and says what was found before', async () => {
    const whole = gzipSync(strToU8(`${log}${Array.from({ length: 3_000 }, (_, at) => at * 7_919).join(' ')}`))
    const masker = new ArchiveMasker('gzip', { kept: new Set() })
    const turns = { work: <T>(act: () => T) => act(), next: () => Promise.resolve() }
    await masker.push(whole.subarray(0, 1_900), false, turns)
    await expect(masker.push(new Uint8Array(0), true, turns)).rejects.toThrow(ArchiveUnreadable)
    expect(masker.masked).toBe(1)
  })
})

describe('the work on an archive', () => {
  const unpacked = 'cookie:a=b;'.repeat(60_000)
  test('gives others a turn after every 64 kB of what it unpacks to, however small the archive is', async () => {
    const archive = gzipSync(strToU8(unpacked))
    expect(archive.length).toBeLessThan(16_384)
    let turns = 0
    await read(archive, { repack: false, next: () => (turns += 1) })
    expect(turns).toBeGreaterThanOrEqual(unpacked.length / 65_536)
  })
  test('reads no log where nobody asks for it', async () => {
    const { masker } = await read(gzipSync(strToU8(log)), { readsLog: false })
    expect([masker.masked, masker.log]).toEqual([1, null])
  })
  test('passes on what is packed before the archive ends', async () => {
    // Text that cannot be compressed well, so that the compressor does not keep it until the end.
    const numbers = Array.from({ length: 50_000 }, (_, at) => ((at * 2_654_435_761) % 4_294_967_296).toString(36))
    const archive = gzipSync(strToU8(`${log}${numbers.join('\n')}`))
    const masker = new ArchiveMasker('gzip', { kept: new Set(), repack: true })
    const turns = { work: <T>(act: () => T) => act(), next: () => new Promise<void>((go) => setImmediate(go)) }
    let early = 0
    const half = archive.length >> 1
    for (let at = 0; at < half; at += archivePieceBytes)
      for (const part of await masker.push(archive.subarray(at, Math.min(half, at + archivePieceBytes)), false, turns))
        early += part.length
    expect(early).toBeGreaterThan(archive.length / 10)
  })
})
