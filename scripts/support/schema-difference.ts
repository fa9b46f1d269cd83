import { spawnSync } from 'node:child_process'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '../..')

/**
 * Returns the SQL that a migrated database still needs to match prisma/schema; empty when it matches.
 * @throws Error with Prisma's own message
 */
export function missingFromSchema(url: string): string {
  const result = spawnSync(
    process.execPath,
    [
      path.join(root, 'scripts/prisma.mjs'),
      ...['migrate', 'diff', '--from-config-datasource', '--to-schema', 'prisma/schema', '--script'],
    ],
    { cwd: root, encoding: 'utf8', env: { ...process.env, DATABASE_URL: url } },
  )
  if (result.status !== 0) throw new Error(`The schema could not be compared:\n${result.stdout}\n${result.stderr}`)
  const sql = result.stdout.trim()
  return sql === '-- This is an empty migration.' ? '' : sql
}
