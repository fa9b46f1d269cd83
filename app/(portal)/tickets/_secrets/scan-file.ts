import type { ScannedFile } from '@/app/_ui/use-uploads'
import {
  type ArchiveKind,
  archiveKindOf,
  encodeText,
  encodingOf,
  sampleBytes,
  TextReader,
} from '@/server/tickets/secrets/bytes.rules'
import { LogReader } from '@/server/tickets/log-reader/rules'
import { SecretMasker } from '@/server/tickets/secrets/stream.rules'

/** Bytes that are read at once: a few milliseconds of work. */
const pieceBytes = 65_536

const bytesOf = async (file: Blob, from: number, to: number) => new Uint8Array(await file.slice(from, to).arrayBuffer())

/** How long the page may be kept from drawing and reacting, in ms. */
const maxTurnMs = 12

/** Returns a function that lets the page draw and react when it has been kept from it for long enough. */
function turns(): () => Promise<void> {
  let since = performance.now()
  return async () => {
    if (performance.now() - since < maxTurnMs) return
    await new Promise<void>((resolve) => setTimeout(resolve))
    since = performance.now()
  }
}

/**
 * Masks the secrets of a text file in the browser and reads what it says about the problem, in small pieces with turns of the event loop between them, so that the
 * form stays usable while 25 MB are read. A file without finds is returned as it is.
 * @param kept digests of the finds that the writer declared to be no secrets
 * @throws DOMException when it is aborted, or when the file can no longer be read
 */
export async function scanFile(file: File, kept: ReadonlySet<string>, signal: AbortSignal): Promise<ScannedFile> {
  const start = await bytesOf(file, 0, sampleBytes)
  const kind = archiveKindOf(start)
  if (kind) return scanArchive(file, kind, kept, signal)
  const encoding = encodingOf(start)
  if (encoding === null) return { content: file, isText: false, finds: [], log: null }
  const reader = new TextReader(encoding)
  const masker = new SecretMasker(kept)
  const log = new LogReader()
  const nextTurn = turns()
  const parts: Uint8Array<ArrayBuffer>[] = []
  for (let at = 0; ; at += pieceBytes) {
    signal.throwIfAborted()
    const isLast = at + pieceBytes >= file.size
    const text = masker.push(reader.read(await bytesOf(file, at, at + pieceBytes), isLast), isLast)
    log.push(text, isLast)
    parts.push(encodeText(text, encoding))
    if (isLast) break
    await nextTurn()
  }
  const content = masker.masked > 0 ? new Blob(parts, { type: file.type }) : file
  return { content, isText: true, finds: masker.finds, log: { name: file.name, facts: log.facts } }
}

/** Reads an archive, and packs it again only when something in it is to be masked. */
async function scanArchive(
  file: File,
  kind: ArchiveKind,
  kept: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<ScannedFile> {
  const { ArchiveMasker, ArchiveOfProduct, archivePieceBytes, ArchiveTooLarge, ArchiveUnreadable } = await import(
    '@/server/tickets/secrets/archive/archive.rules'
  )
  const parts: Uint8Array<ArrayBuffer>[] = []
  const nextTurn = turns()
  const work = {
    work: <T>(act: () => T) => act(),
    next: async () => {
      signal.throwIfAborted()
      await nextTurn()
    },
  }
  const read = async (masker: InstanceType<typeof ArchiveMasker>) => {
    for (let from = 0; from < file.size; from += pieceBytes) {
      const piece = await bytesOf(file, from, from + pieceBytes)
      for (let at = 0; at < piece.length; at += archivePieceBytes) {
        const isLast = from + at + archivePieceBytes >= file.size
        parts.push(...(await masker.push(piece.subarray(at, at + archivePieceBytes), isLast, work)))
      }
      await work.next()
    }
  }
  const unsearched = { content: file, isText: false, finds: [], log: null }
  const first = new ArchiveMasker(kind, { kept, readsLog: true })
  try {
    await read(first)
    const { masked, hasUnsafeName, read: texts, finds, log } = first
    const isOther = masked > 0 || hasUnsafeName
    if (isOther) await read(new ArchiveMasker(kind, { kept, repack: true }))
    return {
      content: isOther ? new Blob(parts, { type: file.type }) : file,
      isText: texts > 0,
      finds,
      log: log && { name: log.entry === '' ? file.name : `${file.name} › ${log.entry}`, facts: log.facts },
    }
  } catch (error) {
    if (error instanceof ArchiveTooLarge) return { ...unsearched, refusal: 'archiveTooLarge' }
    if (!(error instanceof ArchiveUnreadable)) throw error
    if (first.masked > 0 && !(error instanceof ArchiveOfProduct)) return { ...unsearched, refusal: 'archivePartlyRead' }
    // A file like any other that is not searched.
    return unsearched
  }
}
