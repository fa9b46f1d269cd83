import { ZipPassThrough } from 'fflate'

/** Receives the bytes of a file in pieces. */
export interface Target {
  write: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>
  close: () => Promise<void>
}

/**
 * Compresses what arrives in pieces, so that a file is never in memory as a whole, with what browsers and Node share: the
 * library's own compressor in pieces damages content with NUL bytes.
 */
export class Compressor implements Target {
  private readonly writer: WritableStreamDefaultWriter<BufferSource>
  private readonly reading: Promise<void>

  constructor(format: 'deflate-raw' | 'gzip', onBytes: (bytes: Uint8Array<ArrayBuffer>) => void) {
    const { readable, writable } = new CompressionStream(format)
    this.writer = writable.getWriter()
    const reader = readable.getReader()
    const read = async () => {
      for (let part = await reader.read(); !part.done; part = await reader.read()) onBytes(new Uint8Array(part.value))
    }
    this.reading = read()
    // `close` reports a failure; until then it is not unhandled.
    this.reading.catch(() => undefined)
  }

  async write(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if (bytes.length > 0) await this.writer.write(bytes)
  }

  async close(): Promise<void> {
    await this.writer.close()
    await this.reading
  }
}

/** A file of a new zip archive, which it joins before the first byte is written. */
export class PackedFile extends ZipPassThrough implements Target {
  override compression = 8
  private readonly compressor = new Compressor('deflate-raw', (bytes) => this.ondata(null, bytes, false))

  /** Keeps the library from writing the bytes without compression; it has counted them. */
  protected override process(): void {}

  async write(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    this.push(bytes, false)
    await this.compressor.write(bytes)
  }

  async close(): Promise<void> {
    this.push(new Uint8Array(0), true)
    await this.compressor.close()
    this.ondata(null, new Uint8Array(0), true)
  }
}
