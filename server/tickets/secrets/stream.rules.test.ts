// cspell:disable
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeText, encodingOf, TextReader } from './bytes.rules'
import { digestOfFind, maskSecrets } from './find.rules'
import { SecretMasker } from './stream.rules'

const pem = `-----BEGIN PRIVATE KEY-----\n${'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n'.repeat(25)}-----END PRIVATE KEY-----`
const lines = [
  '2026-11-27 02:15:00.120 [I] joinChannel cid=room-42 uid=77123',
  'password=hunter2',
  'appCertificate: 5cfd2fd1755d40ecb72977518be15d3b',
  '密码：Abc12345 加入房间失败',
  pem,
  '{"token":"9f86d081884c7d659a2feaa0c55ad015","rtt":45}',
]
const whole = (repeat: number) => Array.from({ length: repeat }, (_, at) => lines[at % lines.length]).join('\n')

function inPieces(text: string, sizes: readonly number[], kept: ReadonlySet<string> = new Set()) {
  const masker = new SecretMasker(kept)
  let out = ''
  let at = 0
  for (let turn = 0; at < text.length; turn += 1) {
    const size = Math.max(1, sizes[turn % sizes.length]!)
    out += masker.push(text.slice(at, at + size), false)
    at += size
  }
  return { out: out + masker.push('', true), masker }
}

describe('a text that arrives in pieces', () => {
  test('is masked as the whole text is, wherever the pieces end', () => {
    const text = whole(300)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 500, max: 40_000 }), { minLength: 1, maxLength: 5 }), (sizes) => {
        expect(inPieces(text, sizes).out).toBe(maskSecrets(text))
      }),
      { numRuns: 30 },
    )
  })
  test('lists each value once with its first line and how often it occurs', () => {
    const { masker } = inPieces(whole(12), [700])
    expect(masker.finds.map(({ rule, line, count }) => `${rule} ${line} ${count}`)).toEqual([
      'password 2 2',
      'app_certificate 3 2',
      'password 4 2',
      'private_key 5 2',
      'token 32 2',
    ])
    expect(masker.masked).toBe(10)
  })
  test('keeps a value that the writer called no secret', () => {
    const { out, masker } = inPieces(whole(6), [900], new Set([digestOfFind('hunter2')]))
    expect(out).toContain('password=hunter2')
    expect(masker.masked).toBe(4)
  })
  test('never has a character cut in two, wherever the pieces end', () => {
    for (const before of ['', 'a']) {
      const text = before + '😀'.repeat(60_000)
      const masker = new SecretMasker(new Set())
      const parts: Uint8Array[] = []
      for (let at = 0; at < text.length; at += 32_769)
        parts.push(encodeText(masker.push(text.slice(at, at + 32_769), false), 'utf-8'))
      parts.push(encodeText(masker.push('', true), 'utf-8'))
      expect(Buffer.concat(parts).equals(Buffer.from(text))).toBe(true)
    }
  })
  test('is searched with the same work in pieces of 512 characters as in long ones', () => {
    const text = 'cookie:a=b;'.repeat(60_000)
    const work = (size: number) => inPieces(text, [size]).masker.work
    expect(work(512).attempts).toBeLessThan(2 * work(65_536).attempts)
    expect(work(512).attempts).toBeLessThan(4 * 60_000)
  })
  test('with more different values than are remembered is masked to its end', () => {
    const text = Array.from({ length: 3_000 }, (_, at) => `pwd=hunter${at}\n`).join('')
    const { out, masker } = inPieces(text, [9_000], new Set([digestOfFind('hunter7')]))
    expect(out.match(/hunter\d+/g)).toEqual(['hunter7'])
    expect([masker.masked, masker.finds.length]).toEqual([2_999, 100])
  })
  test('without a line end, of one megabyte, is masked to its end', () => {
    const text = `${'{"rtt":45,"loss":0.1},'.repeat(50_000)}{"password":"hunter2"}`
    expect(inPieces(text, [65_536]).out).toBe(text.replace('hunter2', '[masked: password]'))
  })
})

describe('the bytes of a file', () => {
  const join = (parts: Uint8Array[]) => Buffer.concat(parts)
  const samples: [string, Buffer][] = [
    ['UTF-8', Buffer.from('加入房间 😀 password=x\n第二行')],
    ['UTF-8 with a byte order mark', Buffer.from('\uFEFFok\n')],
    ['UTF-16 as PowerShell writes it', Buffer.from('\uFEFF加入 password=x\r\n', 'utf16le')],
    ['UTF-16 of the other order', Buffer.from('\uFEFF加入 password=x\r\n', 'utf16le').swap16()],
    ['GBK', Buffer.from([0xc3, 0xdc, 0xc2, 0xeb, 0x3a, 0x61, 0x62, 0x0a, 0xb4, 0xed])],
    ['text that ends in the middle of a character', Buffer.from('断流').subarray(0, 5)],
    [
      'a log with empty room in it',
      Buffer.concat([Buffer.from('line of a log that is long enough\n'), Buffer.alloc(500)]),
    ],
  ]
  test.each(samples)('of %s are the same after reading and writing', (_, bytes) => {
    const encoding = encodingOf(bytes)!
    const reader = new TextReader(encoding)
    const parts: Uint8Array[] = []
    for (let at = 0; at < bytes.length; at += 3)
      parts.push(encodeText(reader.read(bytes.subarray(at, at + 3), false), encoding))
    parts.push(encodeText(reader.read(new Uint8Array(0), true), encoding))
    expect(join(parts).equals(bytes)).toBe(true)
  })
  test('that are no UTF-8 in one place are decoded in every other', () => {
    const bytes = Buffer.concat([
      Buffer.from('密码：Abc12345 '),
      Buffer.from([0xff]),
      Buffer.from(' 😀\n密码：Abc12345\n'),
    ])
    const text = new TextReader('utf-8').read(bytes, true)
    expect(maskSecrets(text).match(/密码：\[masked: password\]/g)).toHaveLength(2)
    expect(Buffer.from(encodeText(text, 'utf-8')).equals(bytes)).toBe(true)
  })
  test.each([
    ['a longer form of a shorter character', [0xc0, 0xaf]],
    ['a longer form of three bytes', [0xe0, 0x80, 0xaf]],
    ['half of a pair', [0xed, 0xa0, 0x80]],
    ['a character beyond Unicode', [0xf4, 0x90, 0x80, 0x80]],
    ['a character without its end', [0xe5, 0xaf]],
  ])('that are %s are kept as they are', (_, bytes) => {
    const text = new TextReader('utf-8').read(Uint8Array.from(bytes), true)
    expect(text).toHaveLength(bytes.length)
    expect([...encodeText(text, 'utf-8')]).toEqual(bytes)
  })
  test('are the same for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const reader = new TextReader('utf-8')
        const half = bytes.length >> 1
        const parts = [reader.read(bytes.subarray(0, half), false), reader.read(bytes.subarray(half), true)]
        expect(join(parts.map((part) => encodeText(part, 'utf-8'))).equals(Buffer.from(bytes))).toBe(true)
      }),
    )
  })
  const random = Buffer.from(Array.from({ length: 4_000 }, (_, at) => (at * 7919 + (at >> 3) * 104_729) % 256))
  test.each([
    ['a picture', Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]), random])],
    ['an archive', Buffer.concat([Buffer.from('PK\u0003\u0004'), random])],
    ['a PDF', Buffer.from('%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>')],
    ['a recording', Buffer.concat([Buffer.from([0, 0, 0, 0x20]), Buffer.from('ftypisom'), random])],
    ['nothing', Buffer.alloc(0)],
  ])('of %s are no text', (_, bytes) => expect(encodingOf(bytes)).toBeNull())
})
