/**
 * Text of unknown encoding as a string and back, byte for byte: UTF-8, UTF-16 with a byte order mark, and everything else
 * that is ASCII with other bytes between, such as a log in GBK or a file that was cut in the middle of a character.
 */

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be'

/** Bytes at the beginning of a file by which it is decided whether it is text. */
export const sampleBytes = 65_536

const isWhiteSpace = (byte: number) => byte === 0x1b || (byte >= 0x08 && byte <= 0x0d)

/**
 * Returns the encoding of a text file by its beginning; null when the bytes are not text. Compressed data has control
 * characters everywhere; a log may have runs of NUL bytes where a crash left reserved room empty.
 */
export function encodingOf(start: Uint8Array): TextEncoding | null {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le'
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be'
  // A PDF is mostly text at its beginning.
  if (start[0] === 0x25 && start[1] === 0x50 && start[2] === 0x44 && start[3] === 0x46) return null
  let controls = 0
  let empty = 0
  let printable = 0
  for (const byte of start)
    if (byte === 0) empty += 1
    else if (byte < 0x20 && !isWhiteSpace(byte)) controls += 1
    else if (byte < 0x7f) printable += 1
  const filled = start.length - empty
  const isText = controls * 50 <= filled && (empty === 0 || printable * 10 >= filled * 6)
  return isText && filled > 0 ? 'utf-8' : null
}

/** Bytes that are no UTF-8 become lone surrogates, which no valid text contains, and become bytes again. */
const escapeBase = 0xdc00
const escaped = /[\u{DC80}-\u{DCFF}]+/gu

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()

/** How many bytes the character has that begins with this byte; 0 for a byte with which none begins. */
const lengthOfCharacter = (first: number): number =>
  first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0

/** Returns the code point that begins at this place; -1 when the bytes there are no UTF-8. */
function codePointAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!
  const length = lengthOfCharacter(first)
  if (length < 2) return length === 1 ? first : -1
  let point = first & (0xff >> (length + 1))
  for (let next = at + 1; next < at + length; next += 1) {
    const byte = bytes[next]
    if (byte === undefined || (byte & 0xc0) !== 0x80) return -1
    point = (point << 6) | (byte & 0x3f)
  }
  // Longer forms of shorter characters, halves of pairs, and what is beyond Unicode.
  if (length === 3) return point < 0x800 || (point >= 0xd800 && point < 0xe000) ? -1 : point
  return length === 4 && (point < 0x10000 || point > 0x10ffff) ? -1 : point
}

/** Decodes bytes of which some are no UTF-8: the rules find the characters between them as in any other text. */
function decodeMixed(bytes: Uint8Array): string {
  const units = new Uint16Array(bytes.length)
  let count = 0
  for (let at = 0; at < bytes.length; ) {
    const point = codePointAt(bytes, at)
    if (point < 0) {
      units[count++] = escapeBase + bytes[at]!
      at += 1
      continue
    }
    if (point >= 0x10000) {
      units[count++] = 0xd7c0 + (point >> 10)
      units[count++] = 0xdc00 + (point & 0x3ff)
    } else units[count++] = point
    at += lengthOfCharacter(bytes[at]!)
  }
  let text = ''
  for (let at = 0; at < count; at += 8_192)
    text += String.fromCharCode(...units.subarray(at, Math.min(count, at + 8_192)))
  return text
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes)
  } catch {
    return decodeMixed(bytes)
  }
}

function encodeUtf8(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length * 3)
  let size = 0
  let at = 0
  const encode = (until: number) => {
    if (until > at) size += encoder.encodeInto(text.slice(at, until), bytes.subarray(size)).written
  }
  for (const { index, 0: others } of text.matchAll(escaped)) {
    encode(index)
    for (let unit = 0; unit < others.length; unit += 1) bytes[size++] = others.charCodeAt(unit) - escapeBase
    at = index + others.length
  }
  encode(text.length)
  return bytes.slice(0, size)
}

/** Returns the bytes of a text. The inverse of `TextReader`, also for what is no valid text. */
export function encodeText(text: string, encoding: TextEncoding): Uint8Array<ArrayBuffer> {
  if (encoding === 'utf-8') return encodeUtf8(text)
  const bytes = new Uint8Array(text.length * 2)
  const view = new DataView(bytes.buffer)
  for (let at = 0; at < text.length; at += 1) view.setUint16(at * 2, text.charCodeAt(at), encoding === 'utf-16le')
  return bytes
}

/** Returns up to where bytes can be decoded without what follows: a character may begin in the last three. */
function wholeUntil(bytes: Uint8Array): number {
  for (let at = bytes.length - 1; at >= 0 && at >= bytes.length - 3; at -= 1)
    if (bytes[at]! >= 0xc0) return at + lengthOfCharacter(bytes[at]!) > bytes.length ? at : bytes.length
  return bytes.length
}

/** Decodes a file that arrives in pieces. */
export class TextReader {
  private rest = new Uint8Array(0)

  constructor(private readonly encoding: TextEncoding) {}

  /** Returns the text that is complete after these bytes. */
  read(bytes: Uint8Array, isLast: boolean): string {
    const all = new Uint8Array(this.rest.length + bytes.length)
    all.set(this.rest)
    all.set(bytes, this.rest.length)
    const end = isLast ? all.length : this.encoding === 'utf-8' ? wholeUntil(all) : all.length - (all.length % 2)
    this.rest = all.slice(end)
    const whole = all.subarray(0, end)
    if (this.encoding === 'utf-8') return decodeUtf8(whole)
    let text = ''
    const view = new DataView(whole.buffer, whole.byteOffset, whole.byteLength)
    for (let at = 0; at + 1 < whole.length; at += 2)
      text += String.fromCharCode(view.getUint16(at, this.encoding === 'utf-16le'))
    return text
  }
}

export type ArchiveKind = 'zip' | 'gzip'

/** Returns the kind of an archive by its first bytes; null for other files. */
export const archiveKindOf = (start: Uint8Array): ArchiveKind | null => {
  if (start[0] === 0x50 && start[1] === 0x4b && start[2] === 0x03 && start[3] === 0x04) return 'zip'
  return start[0] === 0x1f && start[1] === 0x8b ? 'gzip' : null
}
