/** Bytes of the archive in which the header of a file is looked for. */
const windowBytes = 8_192

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

  /**
   * Whether a header says that this name is UTF-8. The library decodes names by this flag and does not pass it on, so that
   * a name with letters up to U+00FF can be either: their UTF-8, or one character for each byte.
   */
  saysUtf8(name: string): boolean {
    if (!/[^\0-\u007f]/.test(name)) return false
    if (/[^\0-\u00ff]/.test(name)) return true
    const wanted = new TextEncoder().encode(name)
    for (let at = this.bytes.indexOf(wanted[0]!, 30); at >= 0; at = this.bytes.indexOf(wanted[0]!, at + 1)) {
      const header = at - 30
      const isHeader = this.bytes[header] === 0x50 && this.bytes[header + 1] === 0x4b && this.bytes[header + 2] === 3
      if (!isHeader || (this.bytes[header + 7]! & 0x08) === 0) continue
      if (wanted.every((byte, index) => this.bytes[at + index] === byte)) return true
    }
    return false
  }
}
