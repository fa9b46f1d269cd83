import { setImmediate as nextTurn } from 'node:timers/promises'
import { invalid } from '@/server/infra/errors'
import { log } from '@/server/infra/log'
import type { IncomingFile, Rewrite } from '@/server/integrations/storage/storage'
import { ArchiveMasker, archivePieceBytes, ArchiveTooLarge } from './archive.rules'
import { type ArchiveKind, archiveKindOf, encodeText, encodingOf, TextReader } from './bytes.rules'
import { SecretMasker } from './stream.rules'

/**
 * Masks the secrets of a text file, or of the text files in a zip or gzip archive, while it is stored, by the rules of
 * texts (PRODUCT.md, T9). Other types stay as they are. Works in pieces with turns of the event loop between them, so that
 * other requests go on.
 * @param kept digests of the finds that the writer declared to be no secrets
 * @throws DomainError INVALID `archiveTooLarge`, from the returned function
 */
export const maskFile =
  (kept: ReadonlySet<string>): Rewrite =>
  async (file, write) => {
    const kind = archiveKindOf(file.start)
    if (kind) return maskArchive(file, write, kind, kept)
    const encoding = encodingOf(file.start)
    if (encoding === null) return false
    const reader = new TextReader(encoding)
    const masker = new SecretMasker(kept)
    const go = async (bytes: Uint8Array, isLast: boolean) => {
      for (const part of encodeText(masker.push(reader.read(bytes, isLast), isLast), encoding)) await write(part)
      await nextTurn()
    }
    for await (const bytes of file.read()) await go(bytes, false)
    await go(new Uint8Array(0), true)
    return masker.masked > 0
  }

/** Reads an archive first, and writes it again only when something in it is to be masked or a name is not safe. */
async function maskArchive(
  file: IncomingFile,
  write: (bytes: Uint8Array) => Promise<void>,
  kind: ArchiveKind,
  kept: ReadonlySet<string>,
): Promise<boolean> {
  try {
    const { masked, hasUnsafeName } = await readArchive(file, new ArchiveMasker(kind, kept, false), write)
    if (masked === 0 && !hasUnsafeName) return false
    await readArchive(file, new ArchiveMasker(kind, kept, true), write)
    return true
  } catch (error) {
    if (error instanceof ArchiveTooLarge) throw invalid('archiveTooLarge', 'file')
    // Damaged, encrypted, or of a method that is not read: a file like any other that is not searched.
    log.info({ err: error }, 'an archive was not searched for secrets')
    return false
  }
}

async function readArchive(
  file: IncomingFile,
  masker: ArchiveMasker,
  write: (bytes: Uint8Array) => Promise<void>,
): Promise<ArchiveMasker> {
  const go = async (bytes: Uint8Array, isLast: boolean) => {
    for (const part of await masker.push(bytes, isLast)) await write(part)
    await nextTurn()
  }
  for await (const chunk of file.read())
    for (let at = 0; at < chunk.length; at += archivePieceBytes)
      await go(chunk.subarray(at, at + archivePieceBytes), false)
  await go(new Uint8Array(0), true)
  return masker
}
