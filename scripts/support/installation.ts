import fs from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { loadEnvFile, root } from '../start/settings'
import { runningUrl } from './postgres'

const secretsSchema = z.object({ databasePassword: z.string() })

/**
 * Returns the address of this installation's database: DATABASE_URL of the environment or `.env`, else that of the embedded
 * database, which has to be running.
 * @throws Error with a sentence when there is none
 */
export async function databaseUrlOfInstallation(): Promise<string> {
  loadEnvFile(path.join(root, '.env'))
  if (process.env.DATABASE_URL) return process.env.DATABASE_URL
  const dataDir = path.resolve(root, process.env.NIGHTDESK_DATA || '.data')
  const none = new Error(
    `No database is running for the data folder ${dataDir}. Start Nightdesk, or set DATABASE_URL or NIGHTDESK_DATA.`,
  )
  const file = path.join(dataDir, 'secrets.json')
  if (!fs.existsSync(file)) throw none
  const { databasePassword } = secretsSchema.parse(JSON.parse(fs.readFileSync(file, 'utf8')))
  const url = await runningUrl(path.join(dataDir, 'postgres'), databasePassword, 'nightdesk')
  if (!url) throw none
  return url
}
