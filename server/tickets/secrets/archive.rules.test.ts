// cspell:disable
import { gunzipSync, gzipSync, strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { ArchiveMasker, archiveLimits, archivePieceBytes, ArchiveTooLarge, safeEntryName } from './archive.rules'
import { archiveKindOf } from './bytes.rules'
import { digestOfFind } from './find.rules'

const log = '2026-11-27 02:15:00 roomId=room-42\npassword=hunter2\n'
const masked = '2026-11-27 02:15:00 roomId=room-42\npassword=[masked: password]\n'

/** Reads an archive in pieces; returns the new one and what was found. */
async function read(bytes: Uint8Array, { kept = [] as string[], repack = true, piece = archivePieceBytes } = {}) {
  const masker = new ArchiveMasker(archiveKindOf(bytes)!, new Set(kept), repack)
  const parts: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += piece)
    parts.push(...(await masker.push(bytes.subarray(at, at + piece), at + piece >= bytes.length)))
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
      await expect(read(zipSync({ [name]: strToU8('x'), 'a.log': strToU8(log) }))).rejects.toThrow('not of logs')
  })
  test('that unpacks to more than the limit is refused', async () => {
    const bomb = zipSync({ 'a.log': new Uint8Array(60 * 1024 * 1024), 'b.log': new Uint8Array(60 * 1024 * 1024) })
    expect(bomb.length).toBeLessThan(1024 * 1024)
    await expect(read(bomb, { repack: false })).rejects.toThrow(ArchiveTooLarge)
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
      expect(error).toBeInstanceOf(Error)
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
    await expect(read(gzipSync(new Uint8Array(archiveLimits.bytes + 1)), { repack: false })).rejects.toThrow(
      ArchiveTooLarge,
    )
  })
})

test.each([
  ['a/b.log', 'a/b.log'],
  ['../../x', 'x'],
  ['..\\..\\x', 'x'],
  ['/etc/passwd', 'etc/passwd'],
  ['C:\\temp\\x', 'temp/x'],
  ['a/./../b', 'a/b'],
  ['..', 'file'],
  ['', 'file'],
  ['a\u0000b\u202Egpj.exe', 'abgpj.exe'],
])('the name %j becomes %j', (name, safe) => expect(safeEntryName(name)).toBe(safe))
