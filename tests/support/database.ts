import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { type Database, openDatabase } from '@/server/infra/db'

export interface TestDatabase extends Database {
  url: string
}

/** A database of one's own, cloned from the migrated template. */
export async function freshDatabase(): Promise<TestDatabase> {
  const serverUrl = inject('serverUrl')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const admin = new pg.Client({ connectionString: serverUrl })
  await admin.connect()
  // The template can be copied by one at a time.
  await admin.query('select pg_advisory_lock(4711)')
  await admin.query(`create database "${name}" template nightdesk_template`)
  await admin.end()
  const url = serverUrl.replace(/\/postgres$/, `/${name}`)
  const database = openDatabase(url, 8)
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
