import fs from 'node:fs'
import { parseArgs } from 'node:util'
import type pg from 'pg'
import { Temporal } from 'temporal-polyfill'
import { envSchema } from '@/server/infra/env'
import { dueKinds } from '@/server/due/kinds'
import { selectOverdue } from '@/server/due/overdue'
import type { Client } from '@/server/infra/db/db'
import { diagnose, type Finding, finding } from '@/server/insight/operation/doctor'
import { readTrace, type TraceEntry } from '@/server/insight/operation/trace'
import { type MigrationState, readMigrationState } from '../support/migrate'

/** Output of `due`, `trace` and `doctor`, which explain a running installation and change nothing. */
export interface Output {
  print: (line: string) => void
  complain: (line: string) => void
}

export interface Options {
  positionals: string[]
  json: boolean
  /** IANA zone in which instants are printed. */
  zone: string
}

export const operationUsage = 'usage: due | trace TICKET|PAGE|MAIL | doctor  [--zone Asia/Shanghai] [--json]'

/** Parses the options; returns a message when they are invalid. The zone defaults to this machine's. */
export function readOptions(args: string[], maxPositionals: number): Options | { message: string } {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { zone: { type: 'string' }, json: { type: 'boolean', default: false } },
    })
    const zone = values.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
    if (positionals.length !== maxPositionals) return { message: operationUsage }
    Intl.DateTimeFormat('en', { timeZone: zone })
    return { positionals, json: values.json, zone }
  } catch (error) {
    return { message: `${error instanceof Error ? error.message : String(error)} ${operationUsage}` }
  }
}

/** Formats an instant as `2026-11-27 10:15:03.120 +08:00`: the local time in the zone and its offset. */
export function shown(at: Date, zone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone)
  const text = local.toString({ smallestUnit: 'millisecond', timeZoneName: 'never' })
  return text.replace('T', ' ').replace(/([+-]\d\d:\d\d)$/, ' $1')
}

/**
 * Prints the due work at `now` per kind, each with the items that have waited longest; lists kinds without any, too.
 */
export async function printDue(client: Client, now: Date, options: Options, { print }: Output): Promise<number> {
  const overdue = await selectOverdue(client, now)
  const lines = dueKinds.map(({ name }) => {
    const found = overdue.find((one) => one.name === name)
    const oldestAt = found?.oldestAt ?? null
    return { kind: name, due: found?.count ?? 0, oldestAt, lateMs: oldestAt ? now.getTime() - oldestAt.getTime() : 0 }
  })
  const parked = await client.failingItem.findMany({ orderBy: { firstAt: 'asc' }, take: 100 })
  if (options.json) {
    print(JSON.stringify({ now, due: lines, failing: parked }))
    return 0
  }
  for (const { kind, due, oldestAt, lateMs } of lines)
    print(
      oldestAt
        ? `${kind.padEnd(12)} ${String(due).padStart(5)}  oldest ${shown(oldestAt, options.zone)}, ${Math.round(lateMs / 1000)} s late`
        : `${kind.padEnd(12)} ${String(due).padStart(5)}`,
    )
  for (const item of parked)
    print(
      `${item.parkedAt ? 'parked' : 'failing'}  ${item.kind} ${item.itemId}: ${item.failures} times, ${item.lastError}`,
    )
  return 0
}

const traceLine = ({ at, source, id, what, detail }: TraceEntry, zone: string) => {
  const details = Object.entries(detail)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  return [shown(at, zone), source.padEnd(8), what, ...details, id].join('  ')
}

/** Prints the complete history of a ticket, page, notification or mail. @returns the exit code; 1 when not found */
export async function printTrace(client: Client, options: Options, { print, complain }: Output): Promise<number> {
  const [wanted = ''] = options.positionals
  const trace = await readTrace(client, wanted)
  if (!trace) {
    complain(`${wanted}: no ticket, page, delivery or mail has this reference or id`)
    return 1
  }
  if (options.json) print(JSON.stringify(trace))
  else for (const entry of trace.entries) print(traceLine(entry, options.zone))
  return 0
}

const minFreeMb = { fail: 200, warn: 1_000 }

/** Checks the machine: Node, the environment, the disk. */
export function diagnoseMachine(environment: NodeJS.ProcessEnv, dataDir: string): Finding[] {
  const [major = 0] = process.versions.node.split('.').map(Number)
  // The start script sets these, so their absence here is no finding.
  const generated = { DATABASE_URL: 'embedded', SESSION_SECRET: '-'.repeat(16), LINK_SECRET: '-'.repeat(16) }
  const parsed = envSchema.safeParse({ ...generated, ...environment })
  const problems = parsed.success ? [] : parsed.error.issues.map((one) => `${one.path.join('.')}: ${one.message}`)
  const findings = [
    finding(
      'Node',
      major >= 22 ? 'ok' : 'warn',
      process.versions.node,
      'This version is no longer maintained. Install Node 24; see docs/decisions/0011-node-24-recommended-20-until-2027.md.',
    ),
    finding(
      'environment',
      problems.length === 0 ? 'ok' : 'fail',
      problems.join('; ') || 'usable',
      'Correct these variables; .env.example lists them all.',
    ),
    finding(
      'mail server',
      environment.SMTP_URL ? 'ok' : 'warn',
      environment.SMTP_URL ? 'set' : 'not set: mail stays in the local outbox',
      'Set SMTP_URL, unless web and worker have it in their own environment.',
    ),
  ]
  if (!fs.existsSync(dataDir))
    return [
      ...findings,
      finding('disk', 'warn', `${dataDir} does not exist`, 'Name the data folder in NIGHTDESK_DATA.'),
    ]
  const { bavail, bsize } = fs.statfsSync(dataDir)
  const freeMb = Math.floor((bavail * bsize) / 1024 / 1024)
  const state = freeMb < minFreeMb.fail ? 'fail' : freeMb < minFreeMb.warn ? 'warn' : 'ok'
  return [
    ...findings,
    finding('disk', state, `${freeMb} MB free in ${dataDir}`, 'Free some space, or move the data folder.'),
  ]
}

/** Compares the migrations of the database with those of this release. */
function findMigrations({ pending, changed, unknown }: MigrationState): Finding {
  if (changed.length > 0)
    return finding(
      'migrations',
      'fail',
      `the database has another version of ${changed.join(', ')}`,
      'Restore the files under prisma/migrations from the release that migrated the database.',
    )
  if (pending.length > 0)
    return finding(
      'migrations',
      'fail',
      'migrations of this release are missing',
      'Run npm start of this release; it applies them.',
    )
  if (unknown.length > 0)
    return finding(
      'migrations',
      'warn',
      `a newer release has applied ${unknown.join(', ')}`,
      'Start the newer release, or this one with --allow-newer-database.',
    )
  return finding('migrations', 'ok', 'all migrations of this release are applied')
}

/** Prints every finding with a remedy. @returns the exit code; 1 when a check fails */
export async function printDoctor(
  database: { db: Client; pool: Pick<pg.ClientBase, 'query'>; url: string },
  machine: Finding[],
  now: Date,
  options: Options,
  { print }: Output,
): Promise<number> {
  const migrations = findMigrations(await readMigrationState(database.url))
  // A database before the newest migration may lack tables, so only the migrations are checked then.
  const rest = migrations.state !== 'fail' ? await diagnose(database, now, Date.now) : []
  const findings = [...machine, migrations, ...rest]
  if (options.json) print(JSON.stringify(findings))
  else
    for (const { name, state, found, todo } of findings) {
      print(`${state.toUpperCase().padEnd(4)}  ${name}: ${found}`)
      if (todo) print(`      → ${todo}`)
    }
  return findings.some(({ state }) => state === 'fail') ? 1 : 0
}
