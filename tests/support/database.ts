import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { type Database, openDatabase } from '@/server/infra/db/db'

export interface TestDatabase extends Database {
  url: string
}

/** Tests run side by side on busy machines; the product's own bounds are tested in tests/faults. */
const patience = { query: 60_000, statement: 50_000, lock: 30_000, idleInTransaction: 60_000 }

/**
 * Clones a database of its own for one test file from the migrated template.
 * @param timeZone what the server takes for the zone of every session of this database, as if it had been made there
 */
export async function freshDatabase(timeZone?: string): Promise<TestDatabase> {
  const serverUrl = inject('serverUrl')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const admin = new pg.Client({ connectionString: serverUrl })
  await admin.connect()
  // The template can be copied by one at a time.
  await admin.query('select pg_advisory_lock(4711)')
  // The files themselves are copied, which takes a fifth of the time that writing them through the log takes.
  await admin.query('set file_copy_method = clone')
  await admin.query(`create database "${name}" template nightdesk_template strategy = file_copy`)
  if (timeZone) await admin.query(`alter database "${name}" set timezone to '${timeZone}'`)
  await admin.end()
  const url = serverUrl.replace(/\/postgres$/, `/${name}`)
  const database = openDatabase(url, 8, { timeouts: patience })
  return {
    ...database,
    url,
    async close() {
      await database.close()
      const cleaner = new pg.Client({ connectionString: serverUrl })
      await cleaner.connect()
      await cleaner.query(`drop database if exists "${name}" with (force)`)
      await cleaner.end()
    },
  }
}
