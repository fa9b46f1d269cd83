import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { root } from '@/scripts/start/settings'
import { migrate, type MigrateOptions, readMigrationState } from '@/scripts/support/migrate'

const released = path.join(root, 'prisma/migrations')
const names = fs.readdirSync(released).filter((name) => fs.statSync(path.join(released, name)).isDirectory())

let url: string
let client: pg.Client
let folder: string
let said: string[]
let admin: pg.Client
beforeEach(async () => {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  admin = new pg.Client({ connectionString: inject('serverUrl') })
  await admin.connect()
  await admin.query(`create database "${name}"`)
  url = inject('serverUrl').replace(/\/postgres$/, `/${name}`)
  client = new pg.Client({ connectionString: url })
  await client.connect()
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nightdesk-migrations-'))
  said = []
})
afterEach(async () => {
  const { rows } = await client.query<{ name: string }>('select current_database() as name')
  await client.end()
  await admin.query(`drop database "${rows[0]?.name}" with (force)`)
  await admin.end()
  fs.rmSync(folder, { recursive: true, force: true })
})

/** Writes a migration of the test's own folder. */
function write(name: string, sql: string): void {
  fs.mkdirSync(path.join(folder, name), { recursive: true })
  fs.writeFileSync(path.join(folder, name, 'migration.sql'), sql)
}
const run = (options: MigrateOptions = {}) =>
  migrate(url, { folder, say: (line) => said.push(line), pauseMs: 20, ...options })
const rows = async <T extends pg.QueryResultRow>(sql: string) => (await client.query<T>(sql)).rows
const finished = async () =>
  (
    await rows<{ name: string }>(
      'select migration_name as name from _prisma_migrations where finished_at is not null order by migration_name',
    )
  ).map(({ name }) => name)
const tables = async () =>
  (
    await rows<{ name: string }>(
      "select tablename as name from pg_tables where schemaname = 'public' and tablename <> '_prisma_migrations' order by 1",
    )
  ).map(({ name }) => name)

/** As Prisma leaves the record of a migration whose process was killed, or that PostgreSQL refused. */
const leaveRecord = (name: string, logs: string | null) =>
  client.query(
    `insert into _prisma_migrations (id, checksum, migration_name, logs, started_at, applied_steps_count)
     values ($1, 'x', $2, $3, now(), 0)`,
    [randomUUID(), name, logs],
  )

describe('the migrations of this release', () => {
  it('make an empty database, and the next start has nothing to do', async () => {
    expect(await migrate(url, { say: (line) => said.push(line) })).toBe(names.length)
    expect(said).toEqual([`Creating the tables (${names.length} migrations) …`])
    expect(await finished()).toEqual(names)
    expect(await migrate(url)).toBe(0)
  })

  it('are not applied again on a database that Prisma has migrated as far as it can: it builds no index concurrently', async () => {
    const isConcurrent = (name: string) =>
      /\bconcurrently\b/i.test(fs.readFileSync(path.join(released, name, 'migration.sql'), 'utf8'))
    const first = names.findIndex(isConcurrent)
    spawnSync(process.execPath, ['scripts/prisma.mjs', 'migrate', 'deploy'], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, DATABASE_URL: url },
    })
    expect(await finished()).toEqual(names.slice(0, first))
    expect(await migrate(url)).toBe(names.length - first)
    expect(await readMigrationState(url)).toMatchObject({ pending: [], unknown: [], changed: [] })
  })

  it('bring a database of an older release to the newest state, each named as it is applied', async () => {
    const older = names.slice(0, -3)
    for (const name of older) write(name, fs.readFileSync(path.join(released, name, 'migration.sql'), 'utf8'))
    await run()
    expect(await finished()).toEqual(older)
    said = []
    expect(await run({ folder: released })).toBe(3)
    expect(await finished()).toEqual(names)
    expect(said).toEqual(names.slice(-3).map((name, at) => `Migrating the database: ${name} (${at + 1} of 3) …`))
  })

  it('neither begin nor end a transaction of their own, so each is applied as a whole', () => {
    const own = names.filter((name) => {
      const sql = fs.readFileSync(path.join(released, name, 'migration.sql'), 'utf8')
      return /^\s*(begin|start transaction|commit|end|rollback)\s*;/im.test(sql.replace(/\$\$[\s\S]*?\$\$/g, ''))
    })
    expect(own).toEqual([])
  })

  it('are applied once when two processes start at the same time', async () => {
    const lines: string[] = []
    const both = await Promise.all([1, 2].map(() => migrate(url, { say: (line) => lines.push(line), pauseMs: 20 })))
    expect(both.sort((a, b) => a - b)).toEqual([0, names.length])
    expect(await finished()).toEqual(names)
    expect(lines).toContain('Another process is migrating the database; waiting for it …')
  })
})

describe('a database that was made between two releases', () => {
  const formerFolder = path.join(root, 'tests/start/former-migrations')
  const formerNames = fs.readdirSync(formerFolder).map((file) => path.basename(file, '.sql'))
  /** Migrations since then: they make a database of former contents the same as every other. */
  const repairs = names.filter((name) => name > '20261128')
  const kept = (name: string) => fs.readFileSync(path.join(released, name, 'migration.sql'), 'utf8')
  /** Everything that the database has, but not the order of columns, which a repair cannot change. */
  const schema = async () => ({
    columns:
      await rows(`select table_name, column_name, data_type, is_nullable, column_default from information_schema.columns
      where table_schema = 'public' order by 1, 2`),
    indexes: await rows("select indexname, indexdef from pg_indexes where schemaname = 'public' order by 1"),
    functions: await rows(`select routine_name, routine_definition from information_schema.routines
      where routine_schema = 'public' order by 1, 2`),
    triggers:
      await rows(`select trigger_name, event_object_table, event_manipulation, action_statement, action_condition
      from information_schema.triggers where trigger_schema = 'public' order by 1, 3`),
  })

  it('starts with this release, and becomes the same as a new one', async () => {
    expect(formerNames.length).toBeGreaterThan(0)
    for (const name of names.filter((one) => !repairs.includes(one))) {
      const former = path.join(formerFolder, `${name}.sql`)
      write(name, fs.existsSync(former) ? fs.readFileSync(former, 'utf8') : kept(name))
    }
    await run()
    await client.query(`insert into "TicketSearch" values (gen_random_uuid(), '', '', '', 'x', true)`)
    expect(await run({ folder: released })).toBe(repairs.length)
    expect(await rows('select "isPublicLong", "isStaffLong" from "TicketSearch"')).toEqual([
      { isPublicLong: true, isStaffLong: true },
    ])
    const repaired = await schema()
    await client.query('drop schema public cascade; create schema public')
    await run({ folder: released })
    expect(repaired).toEqual(await schema())
  })

  it('is refused when its migration had contents that no line of the file names', async () => {
    for (const name of names.slice(0, names.indexOf(formerNames[0]!))) write(name, kept(name))
    write(formerNames[0]!, kept(formerNames[0]!).replace('-- AlterTable', '-- Another'))
    await run()
    await expect(run({ folder: released })).rejects.toThrow(`another version of ${formerNames[0]}`)
  })
})

describe('a migration that fails', () => {
  beforeEach(() => {
    write('1_first', 'create table first (id int);')
    write('2_second', 'create table second (id int);\ninsert into second values (1);\nselect nonsense;')
    write('3_third', 'create table third (id int);')
  })

  it('leaves nothing of itself and is named with the line, after the earlier ones were applied', async () => {
    await expect(run()).rejects.toThrow(
      /^The migration 2_second failed \(line 3\): column "nonsense" does not exist\nIt was rolled back/,
    )
    expect(await tables()).toEqual(['first'])
    expect(await finished()).toEqual(['1_first'])
  })

  it('is applied by the next start once its cause is gone', async () => {
    await expect(run()).rejects.toThrow('2_second')
    write('2_second', 'create table second (id int);')
    expect(await run()).toBe(2)
    expect(await tables()).toEqual(['first', 'second', 'third'])
  })

  it.each([
    ['was killed under Prisma', null],
    ['PostgreSQL refused under Prisma', 'syntax error'],
  ])('is repeated after one that %s, because Prisma left only its record', async (_, logs) => {
    write('2_second', 'create table second (id int);')
    fs.rmSync(path.join(folder, '3_third'), { recursive: true })
    await run()
    await client.query("drop table second; delete from _prisma_migrations where migration_name = '2_second'")
    await leaveRecord('2_second', logs)
    expect(await run()).toBe(1)
    expect(await tables()).toEqual(['first', 'second'])
  })
})

it('a migration whose process is killed leaves nothing, and the next start applies it', async () => {
  write('1_first', 'create table first (id int);')
  write('2_second', 'create table second (id int); select pg_sleep(120);')
  const tsx = ['scripts/run-ts.mjs', 'tests/start/stand-ins/migrating.ts', url, folder]
  const child: ChildProcess = spawn(process.execPath, tsx, { cwd: root, stdio: 'ignore' })
  const sleeping = () =>
    rows("select 1 from pg_stat_activity where query like '%pg_sleep(120)%' and pid <> pg_backend_pid()")
  await expect.poll(sleeping, { timeout: 60_000 }).toHaveLength(1)
  expect(await tables()).toEqual(['first'])
  child.kill('SIGKILL')
  // The server notices the broken connection by itself, so the lock is not kept until the statement ends.
  await expect.poll(sleeping, { timeout: 30_000 }).toHaveLength(0)
  write('2_second', 'create table second (id int);')
  expect(await run()).toBe(1)
  expect(await tables()).toEqual(['first', 'second'])
})

describe('a database that does not fit this release', () => {
  beforeEach(async () => {
    write('1_first', 'create table first (id int);')
    write('2_second', 'create table second (id int);')
    await run()
  })

  it('is refused when one of its migrations has other contents now, and nothing is applied', async () => {
    write('2_second', 'create table second (id bigint);')
    write('3_third', 'create table third (id int);')
    await expect(run()).rejects.toThrow('The database was migrated by another version of 2_second')
    expect(await tables()).toEqual(['first', 'second'])
  })

  it('is accepted when only the line ends of a file have changed', async () => {
    write('3_third', 'create table third (\nid int);\n')
    await run()
    write('3_third', 'create table third (\r\nid int);\r\n')
    expect(await run()).toBe(0)
  })

  it('is refused when a newer release has migrated it, unless somebody goes back on purpose', async () => {
    fs.rmSync(path.join(folder, '2_second'), { recursive: true })
    write('1_then', 'create table third (id int);')
    await expect(run()).rejects.toThrow(/^A newer release has migrated this database: 2_second is not part/)
    expect(await tables()).toEqual(['first', 'second'])
    expect(await run({ allowNewer: true })).toBe(1)
    expect(await tables()).toEqual(['first', 'second', 'third'])
  })
})

describe('a migration outside a transaction', () => {
  const sql = `-- without a transaction: builds the index while the desk works
drop index concurrently if exists "first_id";
create index concurrently "first_id" on first (id);
`

  it('builds an index concurrently, and is repeated from its first statement after an interruption', async () => {
    write('1_first', 'create table first (id int);')
    write('2_index', sql)
    await run()
    const valid = () => rows("select indisvalid from pg_index where indexrelid = 'first_id'::regclass")
    expect(await valid()).toEqual([{ indisvalid: true }])
    await client.query("update _prisma_migrations set finished_at = null where migration_name = '2_index'")
    expect(await run()).toBe(1)
    expect(await valid()).toEqual([{ indisvalid: true }])
    expect(await finished()).toEqual(['1_first', '2_index'])
  })

  it('says what stays applied when a statement fails', async () => {
    write('1_first', 'create table first (id int);')
    write('2_index', `${sql}select nonsense;\n`)
    await expect(run()).rejects.toThrow(/2_index failed: .*nonsense.*\nIts statements before/)
  })
})

describe('a table that others use', () => {
  beforeEach(async () => {
    write('1_first', 'create table first (id int);')
    await run()
    write('2_second', 'create table second (id int); alter table first add column name text;')
    await client.query('begin; select * from first')
  })

  it('is changed once they have ended, and they wait behind the migration only for short times', async () => {
    const release = (line: string) => {
      said.push(line)
      if (line.includes('is in use')) void client.query('commit')
    }
    expect(await run({ lockTimeoutMs: 50, say: release })).toBe(1)
    expect(said).toContain('A table that 2_second changes is in use; trying again …')
    expect(await tables()).toEqual(['first', 'second'])
  })

  it('is left alone when they do not end, and the migration is named', async () => {
    await expect(run({ lockTimeoutMs: 20, maxTries: 3 })).rejects.toThrow(/2_second failed: .*lock timeout/)
    await client.query('commit')
    expect(await tables()).toEqual(['first'])
  })
})
