import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import webpush from 'web-push'

export const root = path.resolve(import.meta.dirname, '../..')

/** A sentence for the person who started it; no stack. */
export class StartRefused extends Error {}

export interface Settings {
  dev: boolean
  empty: boolean
  demo: boolean
  port: number
  dataDir: string
  databaseUrl: string | undefined
  publicUrl: string
}

export function readSettings(argv: string[]): Settings {
  const { values } = parseArgs({
    args: argv,
    options: {
      dev: { type: 'boolean', default: false },
      empty: { type: 'boolean', default: false },
      demo: { type: 'boolean', default: false },
    },
  })
  const port = Number(process.env.PORT || 3000)
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new StartRefused(`PORT is ${process.env.PORT}; it must be a number from 1 to 65535.`)
  const databaseUrl = process.env.DATABASE_URL || undefined
  return {
    dev: values.dev,
    empty: values.empty,
    // Demo people never appear in a database of one's own unless asked for.
    demo: values.empty ? false : databaseUrl ? values.demo : true,
    port,
    dataDir: path.resolve(root, process.env.NIGHTDESK_DATA || '.data'),
    databaseUrl,
    publicUrl: process.env.PUBLIC_URL || `http://localhost:${port}`,
  }
}

export async function requireFreePort(port: number, host: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const probe = net.createServer()
    probe.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new StartRefused(
          error.code === 'EADDRINUSE'
            ? `Port ${port} is in use. Stop what uses it, or set PORT to another.`
            : `Port ${port} cannot be opened: ${error.message}`,
        ),
      ),
    )
    probe.listen(port, host, () => probe.close(() => resolve()))
  })
}

export interface Secrets {
  session: string
  link: string
  databasePassword: string
  vapidPublic: string
  vapidPrivate: string
}

/** Random secrets of this installation, made at the first start; readable by their owner only. */
export function readSecrets(dataDir: string): Secrets {
  const file = path.join(dataDir, 'secrets.json')
  try {
    fs.mkdirSync(dataDir, { recursive: true, mode: 0o755 })
    fs.accessSync(dataDir, fs.constants.W_OK)
    const { bavail, bsize } = fs.statfsSync(dataDir)
    if (bavail * bsize < 200 * 1024 * 1024)
      throw new StartRefused(`The data folder ${dataDir} is full: less than 200 MB are free.`)
    if (fs.existsSync(file)) return JSON.parse(fs.readFileSync(file, 'utf8')) as Secrets
    const vapid = webpush.generateVAPIDKeys()
    const random = () => randomBytes(32).toString('base64url')
    const secrets = {
      session: random(),
      link: random(),
      databasePassword: random(),
      vapidPublic: vapid.publicKey,
      vapidPrivate: vapid.privateKey,
    }
    fs.writeFileSync(file, JSON.stringify(secrets, null, 2), { mode: 0o600 })
    return secrets
  } catch (error) {
    if (error instanceof StartRefused) throw error
    throw new StartRefused(`The data folder ${dataDir} cannot be used: ${(error as Error).message}`)
  }
}

const mostSkewMs = 500

/** The database answers, and its clock agrees with ours: promises are instants, and two clocks make two truths. */
export async function requireDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  try {
    await client.connect()
    const before = Date.now()
    const { rows } = await client.query<{ ms: string }>(
      'select (extract(epoch from clock_timestamp()) * 1000)::text as ms',
    )
    const skew = Number(rows[0]?.ms) - (before + Date.now()) / 2
    if (Math.abs(skew) > mostSkewMs)
      throw new StartRefused(
        `This machine's clock and the database's differ by ${Math.round(Math.abs(skew))} ms; more than ${mostSkewMs} ms would bend promises. Set the clocks and start again.`,
      )
  } catch (error) {
    if (error instanceof StartRefused) throw error
    throw new StartRefused(`The database cannot be reached: ${(error as Error).message || 'no answer'}`)
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Whether every migration of the repository is already in the database: then nothing need be run. */
export async function isMigrated(url: string): Promise<boolean> {
  const wanted = fs
    .readdirSync(path.join(root, 'prisma/migrations'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ migration_name: string }>(
      'select migration_name from _prisma_migrations where finished_at is not null',
    )
    const done = new Set(rows.map((row) => row.migration_name))
    return wanted.every((entry) => done.has(entry.name))
  } catch {
    return false // no table yet: a new database
  } finally {
    await client.end()
  }
}
