import { DomainError, invalid } from '@/server/infra/errors'
import { log } from '@/server/infra/log'
import type { IncomingFile, Rewrite } from '@/server/integrations/storage/storage'
import {
  ArchiveMasker,
  ArchiveOfProduct,
  archivePieceBytes,
  ArchiveTooLarge,
  ArchiveUnreadable,
} from './archive/archive.rules'
import { type ArchiveKind, archiveKindOf, encodeText, encodingOf, TextReader } from './bytes.rules'
import { SecretMasker } from './stream.rules'
import { FileTurns, Line, TimeUsedUp } from './turns'

/** The archives that this process reads: one at a time, because each can unpack to 100 MB. */
const archives = new Line(16)

/**
 * Masks the secrets of a text file, or of the text files in a zip or gzip archive, while it is stored, by the rules of
 * texts (PRODUCT.md, T9). Other types stay as they are. Works in pieces with turns of the event loop between them, so that
 * other requests go on.
 * @param kept digests of the finds that the writer declared to be no secrets
 * @param turns counts the time of this file
 * @throws DomainError INVALID `archiveTooLarge`, `archivePartlyRead` (with secrets in what could be read),
 * `searchTakesTooLong`; UNAVAILABLE `tooManyArchives`, from the returned function; every other failure, too, so that a
 * file that was not searched to its end is not stored
 */
export const maskFile =
  (kept: ReadonlySet<string>, turns = new FileTurns()): Rewrite =>
  async (file, write) => {
    try {
      const kind = archiveKindOf(file.start)
      if (!kind) return await maskText(file, write, kept, turns)
      if (archives.isFull) throw new DomainError('UNAVAILABLE', 'tooManyArchives', { field: 'file' })
      return await archives.run(() => maskArchive(file, write, kind, kept, turns))
    } catch (error) {
      if (error instanceof TimeUsedUp) throw invalid('searchTakesTooLong', 'file')
      throw error
    }
  }

type Write = (bytes: Uint8Array) => Promise<void>

async function maskText(file: IncomingFile, write: Write, kept: ReadonlySet<string>, turns: FileTurns) {
  const encoding = encodingOf(file.start)
  if (encoding === null) return false
  const reader = new TextReader(encoding)
  const masker = new SecretMasker(kept)
  const go = async (bytes: Uint8Array, isLast: boolean) => {
    const masked = turns.work(() => encodeText(masker.push(reader.read(bytes, isLast), isLast), encoding))
    if (masked.length > 0) await write(masked)
    await turns.next()
  }
  for await (const bytes of file.read()) await go(bytes, false)
  await go(new Uint8Array(0), true)
  return masker.masked > 0
}

/** Reads an archive first, and writes it again only when something in it is to be masked or a name is not safe. */
async function maskArchive(
  file: IncomingFile,
  write: Write,
  kind: ArchiveKind,
  kept: ReadonlySet<string>,
  turns: FileTurns,
): Promise<boolean> {
  const first = new ArchiveMasker(kind, { kept })
  try {
    await readArchive(file, first, write, turns)
  } catch (error) {
    if (error instanceof ArchiveTooLarge) throw invalid('archiveTooLarge', 'file')
    if (!(error instanceof ArchiveUnreadable)) throw error
    if (error instanceof ArchiveOfProduct) return false
    log.warn({ err: error, masked: first.masked }, 'an archive was not searched for secrets to its end')
    if (first.masked > 0) throw invalid('archivePartlyRead', 'file')
    // A file like any other that is not searched.
    return false
  }
  if (first.masked === 0 && !first.hasUnsafeName) return false
  await readArchive(file, new ArchiveMasker(kind, { kept, repack: true }), write, turns)
  return true
}

async function readArchive(file: IncomingFile, masker: ArchiveMasker, write: Write, turns: FileTurns): Promise<void> {
  const go = async (bytes: Uint8Array, isLast: boolean) => {
    for (const part of await masker.push(bytes, isLast, turns)) await write(part)
  }
  for await (const chunk of file.read()) {
    for (let at = 0; at < chunk.length; at += archivePieceBytes)
      await go(chunk.subarray(at, at + archivePieceBytes), false)
    await turns.next()
  }
  await go(new Uint8Array(0), true)
}
