import fs from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { forgetBrokenMigrations, isMigrated } from '@/scripts/start/checks'
import { root } from '@/scripts/start/settings'
import { migrate } from '@/scripts/support/migrate'
import { freshDatabase, type TestDatabase } from '@/tests/support/database'

let database: TestDatabase
let client: pg.Client
beforeEach(async () => {
  database = await freshDatabase()
  client = new pg.Client({ connectionString: database.url })
  await client.connect()
})
afterEach(async () => {
  await client.end()
  await database.close()
})

/** As Prisma leaves the row of a migration whose process was killed, or that PostgreSQL refused. */
const leave = (name: string, logs: string | null) =>
  client.query(
    `insert into _prisma_migrations (id, checksum, migration_name, logs, started_at, applied_steps_count)
     values ($1, 'x', $1, $2, now(), 0)`,
    [name, logs],
  )
const open = async () =>
  (
    await client.query<{ id: string }>(
      'select id from _prisma_migrations where finished_at is null and rolled_back_at is null',
    )
  ).rows.map(({ id }) => id)

describe('a migration that was broken off', () => {
  it('is run again by the next start', async () => {
    const [first] = fs.readdirSync(path.join(root, 'prisma/migrations')).sort()
    // The process was killed during the first of all: being a transaction, it left nothing but its name.
    await client.query(`
      create temporary table kept as select * from _prisma_migrations where false;
      drop schema public cascade;
      create schema public;
      create table _prisma_migrations (like kept);
      alter table _prisma_migrations add primary key (id), alter started_at set default now()`)
    await leave(first!, null)
    expect(() => migrate(database.url)).toThrow('P3009')
    await forgetBrokenMigrations(database.url)
    migrate(database.url)
    expect(await isMigrated(database.url)).toBe(true)
  })

  it('is told from one that failed by its own words, and from one that runs', async () => {
    await leave('failed', 'syntax error')
    await leave('killed', null)
    await client.query('select pg_advisory_lock(72707369)')
    await forgetBrokenMigrations(database.url)
    expect(await open()).toEqual(['failed', 'killed'])
    await client.query('select pg_advisory_unlock(72707369)')
    await forgetBrokenMigrations(database.url)
    expect(await open()).toEqual(['failed'])
  })
})
