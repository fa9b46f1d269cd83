import { Gunzip, Unzip, type UnzipFile, UnzipInflate, Zip, ZipPassThrough } from 'fflate'
import { toOneLine } from '@/server/vocabulary/text'
import { LogReader, type LogFacts } from '../log-reader/rules'
import type { ArchiveKind } from './bytes.rules'
import { encodeText, encodingOf, type TextEncoding, TextReader } from './bytes.rules'
import { type FileFind, SecretMasker } from './stream.rules'

/** Bounds of what is read of an archive; one beyond them is refused. Archives in archives are not read. */
export const archiveLimits = { bytes: 100 * 1024 * 1024, files: 1_000 } as const

/** Compressed bytes that are read at once: they can unpack to a thousand times as many. */
export const archivePieceBytes = 4_096

/** The archive unpacks to more than is read, or has more files. */
export class ArchiveTooLarge extends Error {}

/** Programs and documents are archives too: they stay as they are. */
const isProduct =
  /^(?:AndroidManifest\.xml|classes\d*\.dex|META-INF\/MANIFEST\.MF|\[Content_Types\]\.xml|mimetype|Payload\/.*)$/

/** A tape archive has the sizes of its files in it, so nothing in it can be masked in place. */
const isTape = (start: Uint8Array) => String.fromCharCode(...start.subarray(257, 262)) === 'ustar'

/** Returns a name that stays inside the folder where the archive is unpacked. */
export function safeEntryName(name: string): string {
  const parts = name
    .replaceAll('\\', '/')
    .replace(/^[A-Za-z]:/, '')
    .split('/')
    .map(toOneLine)
    .filter((part) => part !== '' && !/^\.+$/.test(part))
  return parts.join('/') || 'file'
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** Compresses with what browsers and Node share: the library's own compressor in pieces damages content with NUL bytes. */
async function compress(
  parts: readonly Uint8Array[],
  format: 'deflate-raw' | 'gzip',
): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([joined(parts)]).stream().pipeThrough(new CompressionStream(format))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

/** A file of a new zip archive, compressed when it is complete. */
class PackedFile extends ZipPassThrough {
  private readonly parts: Uint8Array[] = []
  override compression = 8
  /** Resolves when the archive has the file. */
  done: Promise<void> = Promise.resolve()

  protected override process(bytes: Uint8Array, isLast: boolean): void {
    this.parts.push(bytes)
    if (isLast) this.done = compress(this.parts, 'deflate-raw').then((packed) => this.ondata(null, packed, true))
  }
}

/** Masks the content of one file of an archive, which arrives in pieces. */
class EntryMasker {
  private start: Uint8Array | null = new Uint8Array(0)
  private text: { encoding: TextEncoding; reader: TextReader; masker: SecretMasker; log: LogReader } | null = null

  constructor(private readonly kept: ReadonlySet<string>) {}

  push(bytes: Uint8Array, isLast: boolean): Uint8Array[] {
    if (this.start === null) return this.go(bytes, isLast)
    const start = new Uint8Array(this.start.length + bytes.length)
    start.set(this.start)
    start.set(bytes, this.start.length)
    this.start = start
    if (start.length < 4_096 && !isLast) return []
    this.start = null
    const encoding = isTape(start) ? null : encodingOf(start.subarray(0, 65_536))
    if (encoding)
      this.text = {
        encoding,
        reader: new TextReader(encoding),
        masker: new SecretMasker(this.kept),
        log: new LogReader(),
      }
    return this.go(start, isLast)
  }

  private go(bytes: Uint8Array, isLast: boolean): Uint8Array[] {
    if (!this.text) return [bytes]
    const { encoding, reader, masker, log } = this.text
    const masked = masker.push(reader.read(bytes, isLast), isLast)
    log.push(masked, isLast)
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
    return this.text?.log.facts ?? null
  }
}

/**
 * Reads an archive that arrives in pieces, and masks the secrets in its text files. Nothing of it is written anywhere
 * under the names it contains.
 */
export class ArchiveMasker {
  private unpacked = 0
  private files = 0
  private readonly names = new Set<string>()
  private readonly source: { push: (bytes: Uint8Array, isLast: boolean) => void }
  private readonly target: Zip | null
  private readonly waiting: Promise<void>[] = []
  private readonly packed: Uint8Array<ArrayBuffer>[] = []
  private failure: Error | null = null
  masked = 0
  /** Files that are no text, archives in the archive included. */
  skipped = 0
  /** Text files. */
  read = 0
  /** Whether a name would leave the folder where the archive is unpacked. */
  hasUnsafeName = false
  readonly finds: (FileFind & { entry: string })[] = []
  /** The log with most lines. */
  log: { entry: string; facts: LogFacts } | null = null

  /** @param repack writes the archive again, with masks */
  constructor(
    kind: ArchiveKind,
    private readonly kept: ReadonlySet<string>,
    repack: boolean,
  ) {
    const collect = (error: Error | null, bytes: Uint8Array<ArrayBuffer>) => {
      if (error) this.failure ??= error
      else this.packed.push(bytes)
    }
    if (kind === 'gzip') {
      this.target = null
      const parts: Uint8Array[] = []
      const take = this.entry('', (bytes, isLast) => {
        if (!repack) return
        parts.push(bytes)
        if (isLast) this.waiting.push(compress(parts, 'gzip').then((bytes) => void this.packed.push(bytes)))
      })
      this.source = new Gunzip((bytes, isLast) => take(bytes, isLast))
    } else {
      this.target = repack ? new Zip(collect) : null
      const source = new Unzip((file) => this.open(file))
      source.register(UnzipInflate)
      this.source = source
    }
  }

  /**
   * Reads the next piece and returns what of the new archive is ready.
   * @throws ArchiveTooLarge beyond the limits; Error when it is damaged, encrypted or of a method that is not read
   */
  async push(bytes: Uint8Array, isLast: boolean): Promise<Uint8Array<ArrayBuffer>[]> {
    this.source.push(bytes, isLast)
    if (this.failure) throw this.failure
    await Promise.all(this.waiting.splice(0))
    if (isLast) {
      if (this.read + this.skipped < this.files) throw new Error('The archive ends too early')
      this.target?.end()
    }
    return this.packed.splice(0)
  }

  private open(file: UnzipFile): void {
    if (isProduct.test(file.name)) this.failure ??= new Error('An archive that is not of logs')
    if (this.failure || file.name.endsWith('/')) return
    this.files += 1
    if (this.files > archiveLimits.files) {
      this.failure = new ArchiveTooLarge()
      return
    }
    const name = this.nameOf(file.name)
    const packed = this.target && new PackedFile(name)
    if (packed) this.target?.add(packed)
    const take = this.entry(name, (bytes, isLast) => {
      packed?.push(bytes, isLast)
      if (packed && isLast) this.waiting.push(packed.done)
    })
    file.ondata = (error, bytes, isLast) => {
      if (error) this.failure ??= error
      else take(bytes, isLast)
      if (this.failure) file.terminate()
    }
    file.start()
  }

  /** Returns a name that is safe and not taken, and remembers whether the archive had another. */
  private nameOf(given: string): string {
    const safe = safeEntryName(given)
    if (safe !== given) this.hasUnsafeName = true
    let name = safe
    for (let number = 2; this.names.has(name); number += 1) name = safe.replace(/(\.[^./]*)?$/, `-${number}$1`)
    this.names.add(name)
    return name
  }

  private entry(name: string, write: (bytes: Uint8Array, isLast: boolean) => void) {
    const masker = new EntryMasker(this.kept)
    return (bytes: Uint8Array, isLast: boolean) => {
      if (this.failure) return
      this.unpacked += bytes.length
      if (this.unpacked > archiveLimits.bytes) {
        this.failure = new ArchiveTooLarge()
        return
      }
      for (const part of masker.push(bytes, isLast)) write(part, false)
      if (!isLast) return
      write(new Uint8Array(0), true)
      this.masked += masker.masked
      if (masker.isText) this.read += 1
      else this.skipped += 1
      this.finds.push(...masker.finds.map((find) => ({ ...find, entry: name })))
      const facts = masker.log
      if (facts && facts.lines > (this.log?.facts.lines ?? 0)) this.log = { entry: name, facts }
    }
  }
}
