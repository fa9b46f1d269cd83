import { Gunzip, Unzip, type UnzipFile, UnzipInflate, Zip } from 'fflate'
import type { LogFacts } from '../../log-reader/rules'
import type { ArchiveKind } from '../bytes.rules'
import type { FileFind } from '../stream.rules'
import { EntryMasker } from './entry.rules'
import { HeaderWindow } from './headers.rules'
import { decodeEntryName, EntryNames, leavesFolder, safeEntryName } from './names.rules'
import { Compressor, PackedFile, type Target } from './packing.rules'

/** Bounds of what is read of an archive; one beyond them is refused. Archives in archives are not read. */
export const archiveLimits = { bytes: 100 * 1024 * 1024, files: 1_000, folders: 10_000 } as const

/** Compressed bytes that are read at once: they can unpack to a thousand times as many. */
export const archivePieceBytes = 1_024

/** Unpacked bytes that are searched in one turn. */
export const turnBytes = 65_536

/** The archive unpacks to more than is read, or has more files. */
export class ArchiveTooLarge extends Error {}

/** The archive is damaged, encrypted, or of a method that is not read. */
export class ArchiveUnreadable extends Error {}

/** The archive is a program or a document, which is not searched. */
export class ArchiveOfProduct extends ArchiveUnreadable {}

/** How the work is shared with others who need the same processor. */
export interface Turns {
  /** Does a piece of the work, without a pause in it. */
  work: <T>(act: () => T) => T
  /** Lets others go on. */
  next: () => Promise<void>
}

/** Programs and documents are archives too: they stay as they are. */
const isProduct =
  /^(?:AndroidManifest\.xml|classes\d*\.dex|META-INF\/MANIFEST\.MF|\[Content_Types\]\.xml|mimetype|Payload\/.*)$/

/** One file of the archive. */
interface Entry {
  name: string
  masker: EntryMasker
  target: Target | null
}

const nothing = new Uint8Array(0)

export interface ArchiveOptions {
  /** Digests of the finds that the writer declared to be no secrets. */
  kept: ReadonlySet<string>
  /** Writes the archive again, with masks. */
  repack?: boolean
  /** Reads what the files say about the problem. */
  readsLog?: boolean
  /** Other limits, for tests. */
  limits?: { bytes: number; files: number; folders: number }
}

/**
 * Reads an archive that arrives in pieces, and masks the secrets in its text files. Nothing of it is written anywhere
 * under the names it contains.
 */
export class ArchiveMasker {
  private readonly limits: NonNullable<ArchiveOptions['limits']>
  private unpacked = 0
  private files = 0
  private folders = 0
  private readonly names = new EntryNames()
  private readonly headers = new HeaderWindow()
  private readonly source: { push: (bytes: Uint8Array, isLast: boolean) => void }
  private readonly zip: Zip | null
  /** What was unpacked and is not searched yet. */
  private readonly waiting: { entry: Entry; bytes: Uint8Array<ArrayBuffer>; isLast: boolean }[] = []
  /** The file that is being searched. */
  private current: Entry | null = null
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

  constructor(
    private readonly kind: ArchiveKind,
    private readonly options: ArchiveOptions,
  ) {
    this.limits = options.limits ?? archiveLimits
    this.zip = kind === 'zip' && options.repack ? new Zip((error, bytes) => this.collect(error, bytes)) : null
    if (kind === 'gzip') {
      this.files = 1
      const take = this.taker('')
      this.source = new Gunzip((bytes, isLast) => take(bytes, isLast))
    } else {
      const source = new Unzip((file) => this.open(file))
      source.register(UnzipInflate)
      this.source = source
    }
  }

  /**
   * Reads the next piece, of at most `archivePieceBytes`, and returns what of the new archive is ready. Others get turns
   * after every `turnBytes` of what it unpacks to.
   * @throws ArchiveTooLarge beyond the limits; ArchiveUnreadable
   */
  async push(bytes: Uint8Array, isLast: boolean, turns: Turns): Promise<Uint8Array<ArrayBuffer>[]> {
    turns.work(() => this.unpack(bytes, isLast))
    if (this.failure instanceof ArchiveTooLarge) throw this.failure
    for (const { entry, bytes: content, isLast: isEnd } of this.waiting.splice(0)) {
      let at = 0
      do {
        const piece = content.subarray(at, at + turnBytes)
        at += turnBytes
        await this.search(entry, piece, isEnd && at >= content.length, turns)
        await turns.next()
      } while (at < content.length)
    }
    if (isLast && !this.failure && this.read + this.skipped < this.files)
      this.failure = new ArchiveUnreadable('The archive ends too early')
    if (this.failure) {
      // What was unpacked of a damaged file is searched to its end, so that `masked` is known.
      if (this.current) this.count(this.current, turns)
      throw this.failure
    }
    if (isLast) this.zip?.end()
    return this.packed.splice(0)
  }

  /** Unpacks a piece into `waiting`. */
  private unpack(bytes: Uint8Array, isLast: boolean): void {
    if (this.kind === 'zip') this.headers.add(bytes)
    try {
      this.source.push(bytes, false)
      if (isLast && !this.failure) this.source.push(nothing, true)
    } catch (error) {
      this.failure ??= new ArchiveUnreadable('The archive cannot be unpacked', { cause: error })
    }
  }

  private collect(error: Error | null, bytes: Uint8Array<ArrayBuffer>): void {
    if (error) this.failure ??= error
    else this.packed.push(bytes)
  }

  private open(file: UnzipFile): void {
    if (isProduct.test(file.name)) this.failure ??= new ArchiveOfProduct('An archive that is not of logs')
    if (this.failure) return
    const isFolder = file.name.endsWith('/')
    if (isFolder) this.folders += 1
    else this.files += 1
    if (this.files > this.limits.files || this.folders > this.limits.folders) this.failure = new ArchiveTooLarge()
    // A compressed file has at least two bytes: this one says nothing true about its size.
    else if (!isFolder && file.compression !== 0 && file.size === 0)
      this.failure = new ArchiveUnreadable('A file without its size')
    if (this.failure || isFolder) return
    const flags = this.headers.flagsOf(file.name)
    if (flags?.isEncrypted) {
      this.failure = new ArchiveUnreadable('An encrypted file')
      return
    }
    const name = flags?.isUtf8 ? file.name : decodeEntryName(file.name)
    if (leavesFolder(name)) this.hasUnsafeName = true
    const take = this.taker(this.names.add(safeEntryName(name)))
    file.ondata = (error, bytes, isLast) => {
      if (error) this.failure ??= new ArchiveUnreadable('A file cannot be unpacked', { cause: error })
      else take(bytes as Uint8Array<ArrayBuffer>, isLast)
      if (this.failure) file.terminate()
    }
    file.start()
  }

  /** Returns what takes the unpacked bytes of a file. */
  private taker(name: string) {
    const masker = new EntryMasker(this.options.kept, this.options.readsLog ?? false)
    const entry: Entry = { name, masker, target: null }
    return (bytes: Uint8Array<ArrayBuffer>, isLast: boolean) => {
      if (this.failure) return
      this.unpacked += bytes.length
      if (this.unpacked > this.limits.bytes) this.failure = new ArchiveTooLarge()
      else this.waiting.push({ entry, bytes, isLast })
    }
  }

  private async search(entry: Entry, bytes: Uint8Array<ArrayBuffer>, isLast: boolean, turns: Turns): Promise<void> {
    if (this.current !== entry) {
      this.current = entry
      if (this.options.repack) entry.target = this.targetOf(entry.name)
    }
    const masked = turns.work(() => entry.masker.push(bytes, isLast))
    await entry.target?.write(masked)
    if (!isLast) return
    await entry.target?.close()
    this.finish(entry)
  }

  private targetOf(name: string): Target {
    if (!this.zip) return new Compressor('gzip', (bytes) => void this.packed.push(bytes))
    const file = new PackedFile(name)
    this.zip.add(file)
    return file
  }

  private count({ masker }: Entry, turns: Turns): void {
    turns.work(() => masker.push(nothing, true))
    this.masked += masker.masked
    this.current = null
  }

  private finish({ name, masker }: Entry): void {
    this.current = null
    this.masked += masker.masked
    if (masker.isText) this.read += 1
    else this.skipped += 1
    this.finds.push(...masker.finds.map((find) => ({ ...find, entry: name })))
    const facts = masker.log
    if (facts && facts.lines > (this.log?.facts.lines ?? 0)) this.log = { entry: name, facts }
  }
}
