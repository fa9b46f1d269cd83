import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, rm, statfs } from 'node:fs/promises'
import path from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileTypeFromFile } from 'file-type'
import { env } from '@/server/infra/env'

/** The content is longer than the limit; nothing of it is stored. */
export class FileTooLarge extends Error {}

const folder = () => path.resolve(env().NIGHTDESK_DATA, 'files')
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

/** Writes a stream to the data folder, counting and hashing it meanwhile. @throws FileTooLarge beyond `limit` bytes */
export async function storeFile(id: string, content: ReadableStream<Uint8Array>, limit: number): Promise<StoredFile> {
  const place = placeOf(id)
  await mkdir(path.dirname(place), { recursive: true })
  const hash = createHash('sha256')
  let size = 0
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length
      hash.update(chunk)
      done(size > limit ? new FileTooLarge() : null, chunk)
    },
  })
  try {
    await pipeline(Readable.fromWeb(content as never), count, createWriteStream(place, { mode: 0o600 }))
  } catch (error) {
    await rm(place, { force: true })
    throw error
  }
  // The detection may throw for broken content; the file is kept either way.
  const guess = await fileTypeFromFile(place).catch(() => undefined)
  return { size, sha256: hash.digest('hex'), sniffed: guess?.mime ?? null }
}

export function readStoredFile(id: string): ReadableStream<Uint8Array> {
  return Readable.toWeb(createReadStream(placeOf(id))) as ReadableStream<Uint8Array>
}

/** Reads at most `bytes` bytes from the beginning of a file. */
export async function readStoredStart(id: string, bytes: number): Promise<Uint8Array> {
  const file = await open(placeOf(id))
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
