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

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes)
  } catch {
    const units = Uint16Array.from(bytes, (byte) => (byte < 0x80 ? byte : escapeBase + byte))
    let text = ''
    for (let at = 0; at < units.length; at += 8_192) text += String.fromCharCode(...units.subarray(at, at + 8_192))
    return text
  }
}

function encodeUtf8(text: string): Uint8Array<ArrayBuffer>[] {
  const parts: Uint8Array<ArrayBuffer>[] = []
  let at = 0
  for (const { index, 0: bytes } of text.matchAll(escaped)) {
    if (index > at) parts.push(encoder.encode(text.slice(at, index)))
    parts.push(Uint8Array.from(bytes, (unit) => unit.charCodeAt(0) - escapeBase))
    at = index + bytes.length
  }
  if (at < text.length) parts.push(encoder.encode(text.slice(at)))
  return parts
}

/** Returns the bytes of a text. The inverse of `TextReader`, also for what is no valid text. */
export function encodeText(text: string, encoding: TextEncoding): Uint8Array<ArrayBuffer>[] {
  if (encoding === 'utf-8') return encodeUtf8(text)
  const bytes = new Uint8Array(text.length * 2)
  const view = new DataView(bytes.buffer)
  for (let at = 0; at < text.length; at += 1) view.setUint16(at * 2, text.charCodeAt(at), encoding === 'utf-16le')
  return [bytes]
}

/** Returns up to where bytes can be decoded without what follows: whole lines, else whole characters. */
function wholeUntil(bytes: Uint8Array): number {
  const line = bytes.lastIndexOf(0x0a) + 1
  if (line > 0) return line
  let end = bytes.length
  while (end > 0 && bytes.length - end < 3 && (bytes[end - 1]! & 0xc0) === 0x80) end -= 1
  return end > 0 && bytes[end - 1]! >= 0xc0 ? end - 1 : bytes.length
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
