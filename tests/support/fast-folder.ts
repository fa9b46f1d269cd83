import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

const memory = '/dev/shm'
/** A run's databases and their write-ahead log stay well below this. */
const neededBytes = 4 * 1024 ** 3

const hasRoom = (): boolean => {
  try {
    const { bavail, bsize } = fs.statfsSync(memory)
    fs.accessSync(memory, fs.constants.W_OK)
    return bavail * bsize >= neededBytes
  } catch {
    return false
  }
}

/**
 * Creates a folder for temporary data, which other users may enter: in memory if there is room, because a run creates
 * and drops hundreds of databases and a slow disk takes seconds for each; else among the temporary files.
 */
export function makeFastFolder(prefix: string): string {
  const folder = fs.mkdtempSync(path.join(hasRoom() ? memory : os.tmpdir(), prefix))
  fs.chmodSync(folder, 0o755)
  return folder
}
