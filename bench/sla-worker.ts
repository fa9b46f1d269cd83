import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { bundleWorker } from '@/scripts/start/build'
import { migrate } from '@/scripts/support/migrate'
import { startPostgres } from '@/scripts/support/postgres'
import { type Database, openDatabase } from '@/server/infra/db/db'
import { enqueueNothing } from '@/server/infra/jobs/jobs'
import type { PolicyDefinition } from '@/server/sla/schema'
import { startReplay } from '@/server/whatif/what-if'
import { recordSmtp } from '@/tests/support/smtp'
import { makeWorld, type World } from '@/tests/support/world'
import { type Measure, percentile } from './report'
import { clocksNotDue, clocksDueSoon, pastTickets } from './sla-data'

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

interface Bench extends Database {
  world: World
  worker: number
  postgres: number
}

/**
 * Returns the user and system time of a process and its children, in milliseconds. Linux only; 100 ticks per second.
 */
function cpuMs(pid: number): number {
  const ticks = (of: string) => {
    const fields = fs.readFileSync(`/proc/${of}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return {
      parent: Number(fields[1]),
      own: Number(fields[11]) + Number(fields[12]),
      gone: Number(fields[13]) + Number(fields[14]),
    }
  }
  let total = 0
  for (const name of fs.readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    try {
      const { parent, own, gone } = ticks(name)
      if (Number(name) === pid) total += own + gone
      else if (parent === pid) total += own
    } catch {
      // it has ended meanwhile
    }
  }
  return total * 10
}

/** Returns the peak memory of a process in MB. Linux only. */
function peakMb(pid: number): number {
  return Number(/^VmHWM:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1024
}

/**
 * Past tickets against the same promises in working hours, asked for as a manager does; the worker finds it by itself.
 */
async function replay({ db, world, worker }: Bench, candidate: PolicyDefinition): Promise<Measure[]> {
  await pastTickets(db, world, 100_000, 10)
  const plan = await db.plan.findUniqueOrThrow({ where: { key: 'ENTERPRISE' } })
  const run = async (days: 7 | null) => {
    const ctx = { db, now: () => new Date(), enqueue: enqueueNothing }
    const { id } = await startReplay(ctx, world.mia, { planId: plan.id, product: null, days, definition: candidate })
    for (;;) {
      const row = await db.slaReplay.findUniqueOrThrow({ where: { id } })
      if (row.finishedAt) {
        if (row.state !== 'done') throw new Error(`The replay ended ${row.state}: ${row.lastError}`)
        return {
          tickets: row.done,
          seconds: (row.finishedAt.getTime() - row.requestedAt.getTime()) / 1_000,
          peak: peakMb(worker),
        }
      }
      await pause(100)
    }
  }
  const few = await run(7)
  const all = await run(null)
  return [
    {
      name: `replay of ${few.tickets} tickets, worker's peak memory`,
      value: few.peak,
      unit: 'MB',
      target: 512,
      side: 'below',
    },
    { name: 'tickets of 10 events replayed', value: all.tickets, unit: 'tickets', target: 100_000, side: 'atLeast' },
    { name: 'replay of all of them, from asking to result', value: all.seconds, unit: 's', target: 60, side: 'below' },
    {
      name: `replay of ${all.tickets} tickets, worker's peak memory`,
      value: all.peak,
      unit: 'MB',
      target: 512,
      side: 'below',
    },
  ]
}

const sweepSql = `select distinct "ticketId" from (
  select "ticketId" from "SlaClock" where "nextAt" is not null and "nextAt" <= now() order by "nextAt" limit 200) due`

async function explainSweep({ pool }: Bench, clocks: number): Promise<number> {
  const { rows } = await pool.query<{ 'QUERY PLAN': string }>(
    `explain (analyze, buffers, costs off, timing off) ${sweepSql}`,
  )
  const plan = rows.map((row) => row['QUERY PLAN'])
  if (!process.argv.includes('--json')) console.log(`The sweep among ${clocks} clocks:\n  ${plan.join('\n  ')}\n`)
  if (!plan.some((line) => line.includes('Index Cond') && line.includes('nextAt')))
    throw new Error('The sweep is no index range')
  return Number(/shared hit=(\d+)/.exec(plan.join('\n'))?.[1] ?? 0)
}

async function clocksRead({ pool }: Bench): Promise<number> {
  const { rows } = await pool.query<{ read: string }>(
    `select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) as read from pg_stat_user_tables where relname = 'SlaClock'`,
  )
  return Number(rows[0]?.read ?? 0)
}

/** Measures an idle worker, with different numbers of clocks that are due on later days. */
async function waiting(bench: Bench): Promise<Measure[]> {
  const measures: Measure[] = []
  const seconds = 20
  for (const clocks of [1_000, 10_000, 100_000]) {
    await clocksNotDue(bench.db, bench.world, clocks)
    const pages = await explainSweep(bench, clocks)
    await pause(3_000)
    const before = { cpu: cpuMs(bench.worker) + cpuMs(bench.postgres), read: await clocksRead(bench) }
    await pause(seconds * 1_000)
    const cpu = (cpuMs(bench.worker) + cpuMs(bench.postgres) - before.cpu) / seconds
    const read = ((await clocksRead(bench)) - before.read) / seconds
    const name = `${clocks} clocks waiting`
    measures.push(
      { name: `${name}: pages touched by a sweep`, value: pages, unit: 'pages', target: 10, side: 'below' },
      { name: `${name}: clock rows read`, value: read, unit: 'rows/s', target: 1, side: 'below' },
      { name: `${name}: worker and database, CPU`, value: cpu, unit: 'ms/s', target: 100, side: 'below' },
    )
  }
  return measures
}

/** Measures from due instant to recorded breach: 1,000 clocks due within a minute, among 100,000. */
async function due({ db, world }: Bench): Promise<Measure[]> {
  const count = 1_000
  // Far enough ahead that all tickets are inserted before the first is due.
  const from = new Date(Date.now() + 45_000)
  await clocksDueSoon(db, world, count, from)
  const running = await db.slaClock.count({ where: { state: 'running' } })
  const deadline = from.getTime() + 60_000 + 30_000
  const recorded = () => db.slaBreach.findMany({ where: { at: { gte: from } }, select: { at: true, noticedAt: true } })
  let breaches = await recorded()
  while (breaches.length < count && Date.now() < deadline) {
    await pause(1_000)
    breaches = await recorded()
  }
  const late = breaches.map((breach) => breach.noticedAt.getTime() - breach.at.getTime())
  return [
    { name: 'running clocks armed', value: running, unit: 'clocks', target: 100_000, side: 'atLeast' },
    {
      name: 'breaches recorded of those due',
      value: breaches.length,
      unit: 'breaches',
      target: count,
      side: 'atLeast',
    },
    { name: 'due to breach, p50', value: percentile(late, 0.5), unit: 'ms', target: 1_000, side: 'below' },
    { name: 'due to breach, p99', value: percentile(late, 0.99), unit: 'ms', target: 1_000, side: 'below' },
    { name: 'due to breach, longest', value: Math.max(...late), unit: 'ms', target: 2_000, side: 'below' },
  ]
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
}

/** The worker as it is shipped, alone with an embedded PostgreSQL (fsync on) and a real SMTP server. */
export async function slaWorker(candidate: PolicyDefinition): Promise<Measure[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nightdesk-bench-'))
  fs.chmodSync(folder, 0o755)
  const postgres = await startPostgres({ dataDir: path.join(folder, 'db'), password: 'bench', database: 'nightdesk' })
  await migrate(postgres.url)
  const database = openDatabase(postgres.url, 4)
  const smtp = await recordSmtp()
  const world = await makeWorld(database.db, new Date())
  await bundleWorker()
  const child = spawn(process.execPath, ['--max-old-space-size=256', 'dist/worker.mjs'], {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      DATABASE_URL: postgres.url,
      NIGHTDESK_DATA: folder,
      SMTP_URL: smtp.url,
      SESSION_SECRET: 'a secret of the measurements',
      LINK_SECRET: 'a secret of the measurements',
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  try {
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve())
      child.once('exit', (code) => reject(new Error(`The worker ended with ${code}`)))
    })
    child.once('exit', (code, signal) => console.error(`The worker ended: ${code ?? signal}`))
    const bench: Bench = { ...database, world, worker: child.pid!, postgres: postgres.pid }
    const measures = [...(await replay(bench, candidate)), ...(await waiting(bench)), ...(await due(bench))]
    return measures
  } finally {
    await stopped(child)
    await smtp.close()
    await database.close()
    await postgres.stop()
    fs.rmSync(folder, { recursive: true, force: true })
    fs.rmSync(postgres.dataDir, { recursive: true, force: true })
  }
}
