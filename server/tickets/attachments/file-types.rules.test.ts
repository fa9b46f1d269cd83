import { describe, expect, test } from 'vitest'
import { contentTypeOf, isProgram, mayBeText, previewOf, isShownInline } from './file-types.rules'

const download = 'application/octet-stream'

describe('the stored type of a file', () => {
  test.each([
    ['image/png', 'image/png', 'image/png'],
    ['image/jpeg', 'image/png', 'image/png'],
    ['', 'image/webp', 'image/webp'],
    ['text/plain', 'image/png', 'image/png'],
    ['image/png', 'application/x-msdownload', download],
    ['image/png', null, download],
    ['image/svg+xml', null, download],
    ['image/svg+xml', 'image/svg+xml', download],
    ['image/tiff', 'image/tiff', download],
    ['application/pdf', 'application/pdf', 'application/pdf'],
    ['application/pdf', 'application/zip', download],
    ['video/mp4', 'video/mp4', 'video/mp4'],
    ['text/plain', null, 'text/plain'],
    ['text/plain; charset=utf-8', null, 'text/plain'],
    ['text/plain', 'application/x-elf', download],
    ['text/html', null, download],
    ['', 'application/gzip', download],
  ])('claimed %j, by its bytes %j: %s', (claimed, sniffed, kept) => {
    expect(contentTypeOf(claimed, sniffed)).toBe(kept)
  })
  test('only five image types are shown inline', () => {
    expect(['png', 'jpeg', 'gif', 'webp', 'avif'].every((type) => isShownInline(`image/${type}`))).toBe(true)
    for (const type of ['image/svg+xml', 'image/apng', 'image/tiff', 'application/pdf', 'text/plain', 'text/html'])
      expect(isShownInline(type)).toBe(false)
  })
})

test.each([
  ['setup.exe', true],
  ['run.PS1', true],
  ['evil.exe. ', true],
  ['app.apk', true],
  ['exe.png', false],
  ['main.ts', false],
  ['call.log', false],
])('%j has the name of a program: %s', (name, right) => expect(isProgram(name)).toBe(right))

describe('a preview', () => {
  const bytes = (...parts: (number | string)[]) =>
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]))))
  test.each([
    ['text', bytes('12:00 ERR\n断流'), true, '12:00 ERR\n断流'],
    ['text truncated within a character', bytes('断流').subarray(0, 5), false, '断'],
    ['UTF-16 as PowerShell writes it', Buffer.from('\uFEFFok', 'utf16le'), true, 'ok'],
    ['a recording', bytes(0, 0, 0, 0x20, 'ftypisom'), true, null],
    ['other bytes', bytes(0xff, 0xfb, 0x90, 0x44), true, null],
    ['an incomplete character at the very end', bytes('断').subarray(0, 2), true, null],
  ])('of %s', (_, content, isWhole, right) => expect(previewOf(content, isWhole)).toBe(right))
  test.each([
    ['sdk.log', download, true],
    ['a.bin', download, false],
    ['a.bin', 'text/plain', true],
    ['shot.log', 'image/png', false],
  ])('is offered for %s of type %s: %s', (fileName, contentType, right) =>
    expect(mayBeText({ fileName, contentType })).toBe(right),
  )
})
