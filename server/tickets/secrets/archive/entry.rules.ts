import { type LogFacts, LogReader } from '../../log-reader/rules'
import { encodeText, encodingOf, sampleBytes, type TextEncoding, TextReader } from '../bytes.rules'
import { type FileFind, SecretMasker } from '../stream.rules'

/** A tape archive has the sizes of its files in it, so nothing in it can be masked in place. */
const isTape = (start: Uint8Array) => String.fromCharCode(...start.subarray(257, 262)) === 'ustar'

/** Bytes by which it is decided whether a file is text. */
const decidingBytes = 4_096

/** Masks the content of one file of an archive, which arrives in pieces. */
export class EntryMasker {
  private start: Uint8Array<ArrayBuffer> | null = new Uint8Array(0)
  private text: { encoding: TextEncoding; reader: TextReader; masker: SecretMasker; log: LogReader | null } | null =
    null

  /** @param readsLog reads what the file says about the problem, too */
  constructor(
    private readonly kept: ReadonlySet<string>,
    private readonly readsLog: boolean,
  ) {}

  push(bytes: Uint8Array<ArrayBuffer>, isLast: boolean): Uint8Array<ArrayBuffer> {
    if (this.start === null) return this.go(bytes, isLast)
    const start = new Uint8Array(this.start.length + bytes.length)
    start.set(this.start)
    start.set(bytes, this.start.length)
    this.start = start
    if (start.length < decidingBytes && !isLast) return new Uint8Array(0)
    this.start = null
    const encoding = isTape(start) ? null : encodingOf(start.subarray(0, sampleBytes))
    if (encoding)
      this.text = {
        encoding,
        reader: new TextReader(encoding),
        masker: new SecretMasker(this.kept),
        log: this.readsLog ? new LogReader() : null,
      }
    return this.go(start, isLast)
  }

  private go(bytes: Uint8Array<ArrayBuffer>, isLast: boolean): Uint8Array<ArrayBuffer> {
    if (!this.text) return bytes
    const { encoding, reader, masker, log } = this.text
    const masked = masker.push(reader.read(bytes, isLast), isLast)
    log?.push(masked, isLast)
    return encodeText(masked, encoding)
  }

  get isText(): boolean {
    return this.text !== null
  }
  get masked(): number {
    return this.text?.masker.masked ?? 0
  }
  get finds(): FileFind[] {
    return this.text?.masker.finds ?? []
  }
  get log(): LogFacts | null {
    return this.text?.log?.facts ?? null
  }
}
