// cspell:disable
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { ArchiveMasker } from './archive.rules'
import { decodeEntryName, EntryNames, leavesFolder, safeEntryName } from './names.rules'

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

test.each([
  ['a/b.log', false],
  ['./a.log', false],
  ['a..b/...log', false],
  ['a\\b.log', false],
  ['a\u202Eb.log', false],
  ['语音.log', false],
  ['/etc/passwd', true],
  ['\\server\\x', true],
  ['C:x', true],
  ['a/../../x', true],
  ['a\\..\\x', true],
])('whether %j leaves the folder of its archive: %s', (name, leaves) => expect(leavesFolder(name)).toBe(leaves))

test('a thousand files of one long name get names of their own without a search for each', () => {
  const names = new EntryNames()
  const all = Array.from({ length: 1_000 }, () => names.add(`${'a'.repeat(900)}.log`))
  expect(new Set(all).size).toBe(1_000)
  expect(all[999]).toMatch(/a-1000\.log$/)
})

/** 语音.log as Windows writes it in China. */
const gbk = Uint8Array.from([0xd3, 0xef, 0xd2, 0xf4, 0x2e, 0x6c, 0x6f, 0x67])
const asUnits = (bytes: Uint8Array) => String.fromCharCode(...bytes)

describe('a name in an archive that does not say its encoding', () => {
  test('is read as UTF-8, else as GB18030, else as it is', () => {
    expect(decodeEntryName(asUnits(strToU8('语音.log')))).toBe('语音.log')
    expect(decodeEntryName(asUnits(gbk))).toBe('语音.log')
    expect(decodeEntryName('a\u00ff.log')).toBe('a\u00ff.log')
    expect(decodeEntryName('client.log')).toBe('client.log')
  })

  /** Names of a new archive of one with a file of this name; `asBytes` takes away the flag that says UTF-8. */
  async function repacked(name: string, bytes: Uint8Array, asBytes: boolean) {
    const archive = zipSync({ [name]: strToU8('password=hunter2') })
    const placeholder = strToU8(name)
    for (let at = 0; at + placeholder.length <= archive.length; at += 1)
      if (placeholder.every((byte, index) => archive[at + index] === byte)) archive.set(bytes, at)
    if (asBytes) archive[7]! &= ~0x08
    const masker = new ArchiveMasker('zip', { kept: new Set(), repack: true })
    const parts = await masker.push(archive, true, { work: (act) => act(), next: () => Promise.resolve() })
    const files = unzipSync(new Uint8Array(Buffer.concat(parts)))
    expect(Object.values(files).map((file) => strFromU8(file))).toEqual(['password=[masked: password]'])
    expect(masker.hasUnsafeName).toBe(false)
    return Object.keys(files)
  }
  test('is Chinese in the new archive, too', async () => {
    expect(await repacked('abcd.log', gbk, true)).toEqual(['语音.log'])
    expect(await repacked('语音.log', strToU8('语音.log'), true)).toEqual(['语音.log'])
  })
  test('is not taken for Chinese when its header says UTF-8', async () => {
    expect(await repacked('M\u00fcller.log', strToU8('M\u00fcller.log'), false)).toEqual(['M\u00fcller.log'])
  })
})
