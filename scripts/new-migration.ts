import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { migrate } from './support/migrate'
import { startPostgres } from './support/postgres'
import { missingFromSchema } from './support/schema-difference'

/**
 * `npm run migrate:new -- NAME`: writes the migration from the newest one to prisma/schema, computed on a scratch
 * database. Review it before you commit: you must add what Prisma cannot know (partial indexes, moved data).
 */
const [name = ''] = process.argv.slice(2)
if (!/^[a-z][a-z0-9_]*$/.test(name)) {
  console.error('Name the change in lower case: npm run migrate:new -- add_colour_to_plan')
  process.exit(2)
}

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'nightdesk-migration-'))
fs.chmodSync(scratch, 0o755)
const server = await startPostgres({
  dataDir: path.join(scratch, 'db'),
  password: 'scratch',
  database: 'scratch',
  volatile: true,
})
try {
  await migrate(server.url)
  const sql = missingFromSchema(server.url)
  if (sql === '') console.log('The migrations already match prisma/schema.')
  else {
    const stamp = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14)
    const folder = path.join('prisma/migrations', `${stamp}_${name}`)
    fs.mkdirSync(folder)
    fs.writeFileSync(path.join(folder, 'migration.sql'), `${sql}\n`)
    console.log(`${folder}/migration.sql`)
  }
} finally {
  await server.stop()
  fs.rmSync(scratch, { recursive: true, force: true })
  fs.rmSync(server.dataDir, { recursive: true, force: true })
}
