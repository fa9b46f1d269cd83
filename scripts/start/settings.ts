import fs from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'

export const root = path.resolve(import.meta.dirname, '../..')

/** An error whose message is printed to the person who started Nightdesk, without a stack. */
export class StartRefused extends Error {}

export interface Settings {
  dev: boolean
  empty: boolean
  demo: boolean
  /** Starts on a database that a newer release has migrated. */
  allowNewerDatabase: boolean
  port: number
  dataDir: string
  databaseUrl: string | undefined
  publicUrl: string
}

/** Loads `.env` into this process and its children. Variables that are already set are kept. */
export function loadEnvFile(file: string): void {
  if (fs.existsSync(file)) process.loadEnvFile(file)
}

/** Reads the settings of a start. @throws StartRefused when the command line or PORT is invalid */
export function readSettings(argv: string[]): Settings {
  const flags = readFlags(argv)
  const port = Number(process.env.PORT || 3000)
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new StartRefused(`PORT is ${process.env.PORT}; it must be a number from 1 to 65535.`)
  const databaseUrl = process.env.DATABASE_URL || undefined
  return {
    ...flags,
    // Demo people are added to an external database only on request.
    demo: flags.empty ? false : databaseUrl ? flags.demo : true,
    port,
    dataDir: path.resolve(root, process.env.NIGHTDESK_DATA || '.data'),
    databaseUrl,
    publicUrl: process.env.PUBLIC_URL || `http://localhost:${port}`,
  }
}

function readFlags(argv: string[]): Pick<Settings, 'dev' | 'empty' | 'demo' | 'allowNewerDatabase'> {
  const flag = { type: 'boolean', default: false } as const
  try {
    const options = { dev: flag, empty: flag, demo: flag, 'allow-newer-database': flag }
    const { 'allow-newer-database': allowNewerDatabase, ...values } = parseArgs({ args: argv, options }).values
    return { ...values, allowNewerDatabase }
  } catch (error) {
    throw new StartRefused(
      `${(error as Error).message} The options are --empty, --demo, --dev and --allow-newer-database.`,
    )
  }
}

const loopback = ['127.0.0.1', '::1', 'localhost']

/**
 * Returns the address to listen on. The demo password is public, so while demo people exist only this machine may
 * connect, whatever NIGHTDESK_HOST says.
 */
export function hostFor(demoPeople: boolean, wanted: string | undefined): string {
  if (demoPeople) return wanted && loopback.includes(wanted) ? wanted : '127.0.0.1'
  return wanted || '0.0.0.0'
}
