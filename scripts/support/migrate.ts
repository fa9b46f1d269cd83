import { createHash, randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import pg from 'pg'

const repositoryFolder = path.resolve(import.meta.dirname, '../../prisma/migrations')

/** The lock that `prisma migrate` takes too, so that the two never migrate one database at the same time. */
const migrationLock = 72_707_369

/** First line of a migration that PostgreSQL refuses inside a transaction, such as CREATE INDEX CONCURRENTLY. */
const withoutTransaction = '-- without a transaction'

/**
 * Lines at the head of a migration: the checksum of contents that it had before its release. A database that somebody made in
 * between keeps what it has, and a later migration of the same release makes it the same as every other.
 */
const formerContents = /^-- formerly ([0-9a-f]{64})$/gm

/** SQLSTATEs of a lock that was not granted in time and of a deadlock: nothing is wrong with the migration itself. */
const heldLocks = new Set(['55P03', '40P01'])

export class MigrationRefused extends Error {}

interface Migration {
  name: string
  sql: string
  /** SHA-256 in hex, as Prisma computes it: the first of the contents as they are, the others accepted too. */
  checksums: string[]
}

interface AppliedMigration {
  name: string
  checksum: string
  /** False while it runs and after its process was killed. */
  isFinished: boolean
}

export interface MigrationState {
  /** Migrations of this release that the database lacks, in order. */
  pending: Migration[]
  /** Names of migrations in the database that this release does not have. */
  unknown: string[]
  /** Names of applied migrations whose file has other contents now. */
  changed: string[]
  isEmpty: boolean
}

export interface MigrateOptions {
  folder?: string
  /** Accepts a database that a newer release has migrated; for going back to the previous release. */
  allowNewer?: boolean
  say?: (line: string) => void
  /** How long a statement may wait for a lock, in ms. Everything that needs the same table waits behind it. */
  lockTimeoutMs?: number
  /** Pause in ms before a lock is tried again. */
  pauseMs?: number
  /** Tries of one migration that gets no lock. */
  maxTries?: number
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

function readMigrations(folder: string): Migration[] {
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
    .sort()
    .map((name) => {
      const sql = fs.readFileSync(path.join(folder, name, 'migration.sql'), 'utf8')
      const lines = sql.replaceAll('\r\n', '\n')
      // A checkout on Windows may have changed the line ends, before the migration or since.
      const former = Array.from(lines.matchAll(formerContents), ([, checksum]) => checksum!)
      return { name, sql, checksums: [sha256(lines), sha256(lines.replaceAll('\n', '\r\n')), ...former] }
    })
}

async function readApplied(client: pg.Client): Promise<AppliedMigration[]> {
  const table = await client.query<{ name: string | null }>("select to_regclass('_prisma_migrations') as name")
  if (table.rows[0]?.name === null) return []
  const { rows } = await client.query<AppliedMigration>(
    `select migration_name as name, checksum, finished_at is not null as "isFinished"
     from _prisma_migrations where rolled_back_at is null order by migration_name`,
  )
  return rows
}

async function readState(client: pg.Client, folder: string): Promise<MigrationState> {
  const migrations = readMigrations(folder)
  const applied = (await readApplied(client)).filter(({ isFinished }) => isFinished)
  const checksums = new Map(applied.map(({ name, checksum }) => [name, checksum]))
  const known = new Set(migrations.map(({ name }) => name))
  return {
    pending: migrations.filter(({ name }) => !checksums.has(name)),
    unknown: applied.flatMap(({ name }) => (known.has(name) ? [] : [name])),
    changed: migrations.flatMap(({ name, checksums: own }) => {
      const checksum = checksums.get(name)
      return checksum === undefined || own.includes(checksum) ? [] : [name]
    }),
    isEmpty: applied.length === 0,
  }
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000, keepAlive: true })
  // A connection that breaks fails the running query; it must not crash the process as well.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Returns which migrations the database has and lacks; changes nothing. */
export function readMigrationState(url: string, folder = repositoryFolder): Promise<MigrationState> {
  return withClient(url, (client) => readState(client, folder))
}

/** @throws MigrationRefused when the database does not fit this release */
function requireFit({ unknown, changed }: MigrationState, allowNewer: boolean): void {
  if (unknown.length > 0 && !allowNewer)
    throw new MigrationRefused(
      `A newer release has migrated this database: ${unknown.join(', ')} is not part of this release. ` +
        'Start the newer release. To go back to the release before it, start with --allow-newer-database.',
    )
  if (changed.length > 0)
    throw new MigrationRefused(
      `The database was migrated by another version of ${changed.join(', ')} than this release contains. ` +
        'Restore the file under prisma/migrations; a change of the schema needs a new migration.',
    )
}

/** Waits for the lock by asking again: a waiting query would hold a snapshot, for which CREATE INDEX CONCURRENTLY waits. */
async function takeLock(client: pg.Client, say: (line: string) => void, pauseMs: number): Promise<void> {
  for (let hasWaited = false; ; hasWaited = true) {
    const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [migrationLock])
    if (rows[0]?.taken) return
    if (!hasWaited) say('Another process is migrating the database; waiting for it …')
    await pause(pauseMs)
  }
}

/** Creates Prisma's table, and marks migrations that were interrupted as rolled back, so that they run again. */
async function prepareTable(client: pg.Client): Promise<void> {
  await client.query(`create table if not exists _prisma_migrations (
    id varchar(36) primary key not null,
    checksum varchar(64) not null,
    finished_at timestamptz,
    migration_name varchar(255) not null,
    logs text,
    rolled_back_at timestamptz,
    started_at timestamptz not null default now(),
    applied_steps_count integer not null default 0
  )`)
  await client.query(
    'update _prisma_migrations set rolled_back_at = now() where finished_at is null and rolled_back_at is null',
  )
}

/** Records a migration as started, or as finished too. Returns the id of its row. */
async function recordMigration(client: pg.Client, { name, checksums }: Migration, finished: boolean): Promise<string> {
  const id = randomUUID()
  await client.query(
    `insert into _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     values ($1, $2, $3, now(), case when $4 then clock_timestamp() end, case when $4 then 1 else 0 end)`,
    [id, checksums[0], name, finished],
  )
  return id
}

/** Repeats work that got no lock in time, or was chosen to end a deadlock. */
async function withRetries(
  { name }: Migration,
  { maxTries, pauseMs, say }: Required<MigrateOptions>,
  work: () => Promise<unknown>,
): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await work()
      return
    } catch (error) {
      const isHeld = error instanceof pg.DatabaseError && heldLocks.has(error.code ?? '')
      if (!isHeld || tries >= maxTries) throw error
      say(`A table that ${name} changes is in use; trying again …`)
      await pause(pauseMs)
    }
  }
}

/** Applies a migration and its record in one transaction: both or neither. */
async function applyInTransaction(client: pg.Client, migration: Migration, lockTimeoutMs: number): Promise<void> {
  await client.query('begin')
  try {
    await client.query(`set local lock_timeout = ${lockTimeoutMs}`)
    await client.query(migration.sql)
    await recordMigration(client, migration, true)
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  }
}

/**
 * Applies the statements one by one, each ending with a semicolon at the end of a line. Interrupted, it starts again
 * from its first statement, so every statement must be repeatable.
 */
async function applyByStatement(
  client: pg.Client,
  migration: Migration,
  options: Required<MigrateOptions>,
): Promise<void> {
  const id = await recordMigration(client, migration, false)
  for (const statement of migration.sql.split(/;[ \t]*\r?$/m)) {
    if (statement.trim() === '') continue
    // A concurrent build holds up nobody while it waits, and one that is given up leaves an invalid index.
    await client.query(`set lock_timeout = ${/\bconcurrently\b/i.test(statement) ? 0 : options.lockTimeoutMs}`)
    await withRetries(migration, options, () => client.query(statement))
  }
  await client.query(
    'update _prisma_migrations set finished_at = clock_timestamp(), applied_steps_count = 1 where id = $1',
    [id],
  )
}

function failure({ name, sql }: Migration, isWhole: boolean, error: pg.DatabaseError): MigrationRefused {
  const line = isWhole && error.position ? sql.slice(0, Number(error.position) - 1).split('\n').length : null
  const where = line === null ? '' : ` (line ${line})`
  const left = isWhole
    ? 'It was rolled back, so the database is as it was before this migration; the earlier ones are applied.'
    : 'Its statements before the failing one stay applied; the next start begins with its first again.'
  const words = [error.message, error.detail, error.hint].filter(Boolean).join(' ')
  return new MigrationRefused(`The migration ${name} failed${where}: ${words}\n${left}`)
}

async function applyMigration(client: pg.Client, migration: Migration, options: Required<MigrateOptions>) {
  const isWhole = !migration.sql.startsWith(withoutTransaction)
  try {
    if (isWhole)
      await withRetries(migration, options, () => applyInTransaction(client, migration, options.lockTimeoutMs))
    else await applyByStatement(client, migration, options)
  } catch (error) {
    throw failure(migration, isWhole, error as pg.DatabaseError)
  }
}

/**
 * Applies the migrations of this release that the database lacks, in the order of their names. One process at a time
 * does so. The record is the table of `prisma migrate`, with the same checksums.
 * @returns the number of migrations that were applied
 * @throws MigrationRefused naming the migration that failed, or why the database does not fit this release
 */
export function migrate(url: string, given: MigrateOptions = {}): Promise<number> {
  const defaults = { folder: repositoryFolder, allowNewer: false, lockTimeoutMs: 5_000, pauseMs: 1_000, maxTries: 30 }
  const options: Required<MigrateOptions> = { say: () => undefined, ...defaults, ...given }
  return withClient(url, async (client) => {
    // Instants in migrations are UTC, and moving many rows may take longer than the server's limit for a statement.
    await client.query("set timezone = 'UTC'; set statement_timeout = 0; set lock_timeout = 0")
    // The server rolls back soon after this process is killed. Not available on every platform.
    await client.query("set client_connection_check_interval = '2s'").catch(() => undefined)
    const before = await readState(client, options.folder)
    requireFit(before, options.allowNewer)
    if (before.pending.length === 0) return 0
    await takeLock(client, options.say, options.pauseMs)
    const state = await readState(client, options.folder)
    requireFit(state, options.allowNewer)
    if (state.pending.length > 0) await prepareTable(client)
    if (state.isEmpty) options.say(`Creating the tables (${state.pending.length} migrations) …`)
    for (const [index, migration] of state.pending.entries()) {
      if (!state.isEmpty)
        options.say(`Migrating the database: ${migration.name} (${index + 1} of ${state.pending.length}) …`)
      await applyMigration(client, migration, options)
    }
    return state.pending.length
  })
}
