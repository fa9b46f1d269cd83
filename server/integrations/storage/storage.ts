import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises'
import path from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileTypeFromFile } from 'file-type'
import { env } from '@/server/infra/env'

/** The content is longer than the limit; nothing of it is stored. */
export class FileTooLarge extends Error {}

const folder = () => path.resolve(env().NIGHTDESK_DATA, 'files')
/** Where an upload is until it has been checked: nothing reads it from there. */
const incoming = () => path.join(folder(), 'incoming')
const placeOf = (id: string) => path.join(folder(), id.slice(0, 2), id)

export interface StoredFile {
  size: number
  sha256: string
  /** Media type detected from the content; null for text and unknown formats. */
  sniffed: string | null
}

/** Free bytes of the disk that files must leave to the database and the log. */
export const minFreeBytes = 1024 * 1024 * 1024

async function freeBytesOfDisk(): Promise<number> {
  await mkdir(folder(), { recursive: true })
  const { bavail, bsize } = await statfs(folder())
  return bavail * bsize
}

/** Whether the disk of the data folder has room for a file of this size and stays above `minFreeBytes`. */
export const hasRoomFor = async (bytes: number, freeBytes = freeBytesOfDisk): Promise<boolean> =>
  (await freeBytes()) - bytes >= minFreeBytes

/** An upload that has arrived and is not stored yet. */
export interface IncomingFile {
  /** Its first bytes. */
  start: Uint8Array
  read: () => AsyncIterable<Uint8Array>
}

/**
 * Writes another content for an upload, piece by piece, and returns whether that is to be stored instead. The original is
 * deleted then.
 */
export type Rewrite = (file: IncomingFile, write: (bytes: Uint8Array) => Promise<void>) => Promise<boolean>

/** Bytes of `IncomingFile.start`. */
const startBytes = 65_536

/**
 * Stores a stream in the data folder. It is written to a temporary place first, and moved to its own when it is complete
 * and `rewrite` has decided, so that what is to be left out of it is never found under a file's id.
 * @throws FileTooLarge beyond `limit` bytes
 */
export async function storeFile(
  id: string,
  content: ReadableStream<Uint8Array>,
  limit: number,
  rewrite: Rewrite = () => Promise.resolve(false),
): Promise<StoredFile> {
  await mkdir(incoming(), { recursive: true })
  const [received, rewritten] = [path.join(incoming(), id), path.join(incoming(), `${id}.rewritten`)]
  try {
    const original = await receive(received, content, limit)
    // The detection may throw for broken content; the file is kept either way.
    const guess = await fileTypeFromFile(received).catch(() => undefined)
    const other = await rewriteFile(received, rewritten, rewrite)
    const place = placeOf(id)
    await mkdir(path.dirname(place), { recursive: true })
    await rename(other ? rewritten : received, place)
    return { ...(other ?? original), sniffed: guess?.mime ?? null }
  } finally {
    await Promise.all([rm(received, { force: true }), rm(rewritten, { force: true })])
  }
}

type Written = Omit<StoredFile, 'sniffed'>

/** Writes a stream to a file, counting and hashing it meanwhile. @throws FileTooLarge beyond `limit` bytes */
async function receive(place: string, content: ReadableStream<Uint8Array>, limit: number): Promise<Written> {
  const hash = createHash('sha256')
  let size = 0
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length
      hash.update(chunk)
      done(size > limit ? new FileTooLarge() : null, chunk)
    },
  })
  await pipeline(Readable.fromWeb(content as never), count, createWriteStream(place, { mode: 0o600 }))
  return { size, sha256: hash.digest('hex') }
}

/** Lets `rewrite` write another content; null when the original stays. */
async function rewriteFile(from: string, to: string, rewrite: Rewrite): Promise<Written | null> {
  const hash = createHash('sha256')
  let size = 0
  const file = await open(to, 'w', 0o600)
  try {
    const isOther = await rewrite(
      { start: await readStart(from, startBytes), read: () => createReadStream(from, { highWaterMark: startBytes }) },
      async (bytes) => {
        size += bytes.length
        hash.update(bytes)
        await file.writeFile(bytes)
      },
    )
    return isOther ? { size, sha256: hash.digest('hex') } : null
  } finally {
    await file.close()
  }
}

/** Deletes uploads of processes that died while they received them, as they were before this instant. */
export async function removeStaleUploads(before: Date): Promise<void> {
  const names = await readdir(incoming()).catch(() => [])
  for (const name of names) {
    const place = path.join(incoming(), name)
    const facts = await stat(place).catch(() => null)
    if (facts && facts.mtime < before) await rm(place, { force: true })
  }
}

export function readStoredFile(id: string): ReadableStream<Uint8Array> {
  return Readable.toWeb(createReadStream(placeOf(id))) as ReadableStream<Uint8Array>
}

/** Reads at most `bytes` bytes from the beginning of a stored file. */
export const readStoredStart = (id: string, bytes: number): Promise<Uint8Array> => readStart(placeOf(id), bytes)

async function readStart(place: string, bytes: number): Promise<Uint8Array> {
  const file = await open(place)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

export async function removeStoredFile(id: string): Promise<void> {
  await rm(placeOf(id), { force: true })
}
