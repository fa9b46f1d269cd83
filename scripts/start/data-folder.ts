import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import webpush from 'web-push'
import { z } from 'zod'
import { StartRefused } from './settings'

const secret = z.string().min(16)
const secretsSchema = z.object({
  session: secret,
  link: secret,
  databasePassword: secret,
  vapidPublic: secret,
  vapidPrivate: secret,
})
export type Secrets = z.infer<typeof secretsSchema>

const minFreeMb = 200

const reasons: Record<string, string> = {
  EACCES: 'this account may not write there',
  EPERM: 'this account may not write there',
  EROFS: 'it is on a file system that is read-only',
  ENOTDIR: 'a file stands where the folder should be',
  EEXIST: 'a file stands where the folder should be',
  ENOSPC: 'its disk is full',
  EDQUOT: 'its disk quota is used up',
}

/** Returns a sentence for a file system error; the original message when the code is unknown. */
export function folderSentence(dataDir: string, error: Error): string {
  const reason = reasons[(error as NodeJS.ErrnoException).code ?? ''] ?? error.message
  return `The data folder ${dataDir} cannot be used: ${reason}. Mend that, or set NIGHTDESK_DATA to another folder.`
}

function makeSecrets(): Secrets {
  const vapid = webpush.generateVAPIDKeys()
  const random = () => randomBytes(32).toString('base64url')
  return {
    session: random(),
    link: random(),
    databasePassword: random(),
    vapidPublic: vapid.publicKey,
    vapidPrivate: vapid.privateKey,
  }
}

function parseSecrets(file: string): Secrets {
  let read: unknown
  try {
    read = JSON.parse(fs.readFileSync(file, 'utf8'))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new StartRefused(`${file} is damaged: it is not JSON. Restore the file from a backup.`)
  }
  const secrets = secretsSchema.safeParse(read)
  if (secrets.success) return secrets.data
  const missing = secrets.error.issues.map((issue) => issue.path.join('.') || 'everything').join(', ')
  throw new StartRefused(`${file} is damaged: it does not contain ${missing}. Restore the file from a backup.`)
}

/** Writes the secrets atomically and never over existing ones, because losing them makes the database inaccessible. */
function writeOnce(file: string, secrets: Secrets): void {
  const whole = `${file}.${process.pid}.new`
  fs.writeFileSync(whole, JSON.stringify(secrets, null, 2), { mode: 0o600, flush: true })
  try {
    fs.linkSync(whole, file)
  } catch (error) {
    // On a file system without hard links the complete file is renamed instead.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') fs.renameSync(whole, file)
  } finally {
    fs.rmSync(whole, { force: true })
  }
}

/**
 * Opens the data folder, creating it if it is absent, and returns this installation's random secrets, created at the
 * first start. Only their owner can read them.
 * @throws StartRefused when the folder cannot be written or has less than 200 MB free, or its secrets are damaged
 */
export function openDataFolder(dataDir: string): Secrets {
  const file = path.join(dataDir, 'secrets.json')
  try {
    fs.mkdirSync(dataDir, { recursive: true, mode: 0o755 })
    fs.accessSync(dataDir, fs.constants.W_OK)
    const { bavail, bsize } = fs.statfsSync(dataDir)
    if (bavail * bsize < minFreeMb * 1024 * 1024)
      throw new StartRefused(
        `The data folder ${dataDir} is full: less than ${minFreeMb} MB are free. Free some space, or set NIGHTDESK_DATA to another folder.`,
      )
    if (!fs.existsSync(file)) writeOnce(file, makeSecrets())
    return parseSecrets(file)
  } catch (error) {
    if (error instanceof StartRefused) throw error
    throw new StartRefused(folderSentence(dataDir, error as Error))
  }
}
