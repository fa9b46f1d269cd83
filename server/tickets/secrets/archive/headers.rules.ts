/** Bytes of the archive in which the header of a file is looked for. */
const windowBytes = 8_192

/** What the header of a file says, which the library reads and does not pass on. */
export interface HeaderFlags {
  isEncrypted: boolean
  /** The name is UTF-8; else it came as one character for each byte. */
  isUtf8: boolean
}

const sameBytes = (bytes: Uint8Array, at: number, wanted: Uint8Array): boolean =>
  at + wanted.length <= bytes.length && wanted.every((byte, index) => bytes[at + index] === byte)

const signature = Uint8Array.of(0x50, 0x4b, 3, 4)

/** The latest bytes of a zip archive. */
export class HeaderWindow {
  private bytes = new Uint8Array(0)

  add(bytes: Uint8Array): void {
    const kept = this.bytes.subarray(Math.max(0, this.bytes.length - windowBytes))
    const all = new Uint8Array(kept.length + bytes.length)
    all.set(kept)
    all.set(bytes, kept.length)
    this.bytes = all
  }

  /** Returns the flags of the latest header with this name; null when it is longer than the window. */
  flagsOf(name: string): HeaderFlags | null {
    const { bytes } = this
    const utf8 = new TextEncoder().encode(name)
    const units = Uint8Array.from(name, (unit) => unit.charCodeAt(0))
    for (let at = bytes.lastIndexOf(0x50); at >= 0; at = at === 0 ? -1 : bytes.lastIndexOf(0x50, at - 1)) {
      if (!sameBytes(bytes, at, signature)) continue
      const isUtf8 = (bytes[at + 7]! & 0x08) !== 0
      const wanted = isUtf8 ? utf8 : units
      const length = bytes[at + 26]! | (bytes[at + 27]! << 8)
      if (length === wanted.length && sameBytes(bytes, at + 30, wanted))
        return { isUtf8, isEncrypted: (bytes[at + 6]! & 1) !== 0 }
    }
    return null
  }
}
