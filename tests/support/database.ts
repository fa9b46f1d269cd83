import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { type Database, openDatabase } from '@/server/infra/db/db'

export interface TestDatabase extends Database {
  url: string
}

/** Longer time-outs, because tests run in parallel on busy machines; tests/faults tests the product's own. */
const timeouts = { query: 60_000, statement: 50_000, lock: 30_000, idleInTransaction: 60_000 }

/**
 * Clones a separate database for one test file from the migrated template.
 * @param timeZone the default zone of every session of this database
 */
export async function freshDatabase(timeZone?: string): Promise<TestDatabase> {
  const serverUrl = inject('serverUrl')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const admin = new pg.Client({ connectionString: serverUrl })
  await admin.connect()
  // Only one process at a time can copy the template.
  await admin.query('select pg_advisory_lock(4711)')
  // Copying the files takes a fifth of the time of copying through the write-ahead log.
  await admin.query('set file_copy_method = clone')
  await admin.query(`create database "${name}" template nightdesk_template strategy = file_copy`)
  if (timeZone) await admin.query(`alter database "${name}" set timezone to '${timeZone}'`)
  await admin.end()
  const url = serverUrl.replace(/\/postgres$/, `/${name}`)
  const database = openDatabase(url, 8, { timeouts })
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
