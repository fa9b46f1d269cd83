import { administratorRoles } from '@/server/vocabulary/role'
import fs from 'node:fs'
import path from 'node:path'
import type pg from 'pg'
import { migrate } from '@/scripts/support/migrate'
import { startPostgres } from '@/scripts/support/postgres'
import type { ServiceContext } from '@/server/infra/context'
import { openDatabase } from '@/server/infra/db/db'
import { encodeCursor } from '@/server/infra/input/cursor'
import { enqueueNothing } from '@/server/infra/jobs/jobs'
import { organisations } from '@/server/accounts/organisations/organisations'
import { readSystem } from '@/server/insight/health/system'
import { readAtRisk, readBreaches, readSlaOverview } from '@/server/insight/overview/overview'
import { selectHeld } from '@/server/handoff/queries'
import { selectChanged } from '@/server/tickets/live/changes'
import { readOwnTickets, readQueue } from '@/server/tickets/reading/lists'
import { markRead, readTicket } from '@/server/tickets/reading/ticket'
import { breachesSchema } from '@/server/insight/schema'
import { queueSchema } from '@/server/tickets/reading/schema'
import { makeFastFolder } from '@/tests/support/fast-folder'
import { makeWorld } from '@/tests/support/world'
import { largeDesk } from './desk-data'

interface PlanNode {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Actual Rows'?: number
  'Actual Loops'?: number
  'Rows Removed by Filter'?: number
  'Shared Hit Blocks'?: number
  'Shared Read Blocks'?: number
  'Temp Written Blocks'?: number
  Plans?: PlanNode[]
}
interface Explained {
  Plan: PlanNode
  'Execution Time': number
}

interface Sent {
  text: string
  values: unknown[]
}

/** Records the statements, with their values, that a pool's connections send from now on. */
function keepStatements(pool: pg.Pool): () => Sent[] {
  let sent: Sent[] = []
  pool.on('connect', (client) => {
    const send = client.query.bind(client) as (...args: unknown[]) => unknown
    client.query = ((...args: unknown[]) => {
      const query = args[0] as string | { text: string; values?: unknown[] }
      if (typeof query === 'string') sent.push({ text: query, values: (args[1] as unknown[] | undefined) ?? [] })
      else sent.push({ text: query.text, values: query.values ?? [] })
      return send(...args)
    }) as typeof client.query
  })
  return () => {
    const taken = sent
    sent = []
    return taken.filter(({ text }) => /^\s*(select|with|insert|update)/i.test(text))
  }
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)]

/** Returns the plan's scans of more than 500 rows, which take most of the time. */
const scansOf = (plan: PlanNode): string =>
  nodesOf(plan)
    .filter((node) => node['Relation Name'] && / Scan$/.test(node['Node Type']))
    .map((node) => ({
      name: `${node['Node Type']} ${node['Relation Name']}${node['Index Name'] ? ` (${node['Index Name']})` : ''}`,
      rows: ((node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0)) * (node['Actual Loops'] ?? 1),
    }))
    .filter(({ rows }) => rows > 500)
    .map(({ name, rows }) => `${name}: ${Math.round(rows)} rows`)
    .join('; ')

/**
 * `npm run bench plans`: what a large desk's readings ask the database and how it answers, statement by statement: the
 * best execution time of three and the blocks that were touched. BENCH_TICKETS (100,000) of which BENCH_OPEN percent
 * (30) are open. With BENCH_PLANS=FOLDER the whole plans are written there.
 */
export async function plans(): Promise<void> {
  const folder = makeFastFolder('nightdesk-plans-')
  const server = await startPostgres({
    dataDir: path.join(folder, 'db'),
    password: 'bench',
    database: 'bench',
    volatile: true,
  })
  const database = openDatabase(server.url, 1, { timeouts: { query: 600_000, statement: 600_000 } })
  try {
    await migrate(server.url)
    const world = await makeWorld(database.db, new Date())
    await largeDesk(
      database.db,
      world,
      Number(process.env.BENCH_TICKETS ?? 100_000),
      Number(process.env.BENCH_OPEN ?? 30),
    )
    const counted = openDatabase(server.url, 4, { timeouts: { query: 600_000, statement: 600_000 } })
    const take = keepStatements(counted.pool)
    const ctx: ServiceContext = { db: counted.db, now: () => new Date(), enqueue: enqueueNothing }
    const { ana, mia, lead, customer } = world
    const queue = (view: 'open' | 'mine' | 'resolved') => () => readQueue(ctx, ana, queueSchema.parse({ view }))
    /** Reads the queue starting at one of its later groups. */
    const queueFrom = (group: 'breached' | 'rest') => () => {
      const at = group === 'rest' ? 0 : Date.now()
      const place = { now: Date.now(), group, severity: 'S4', at, id: '00000000-0000-7000-8000-000000000000' }
      return readQueue(ctx, ana, queueSchema.parse({ after: encodeCursor(place) }))
    }
    const theirs = (scope: 'open' | 'done') => ({ scope, limit: 100, after: null })
    const ticket = await database.db.ticket.findFirstOrThrow({
      where: { organisationId: world.organisationId, filerId: customer.userId, status: 'open' },
      orderBy: { createdAt: 'desc' },
    })
    const readings: Record<string, () => Promise<unknown>> = {
      'queue, open': queue('open'),
      'queue, breached': queueFrom('breached'),
      'queue, rest': queueFrom('rest'),
      'queue, mine': queue('mine'),
      'queue, resolved': queue('resolved'),
      'ticket, engineer': () => readTicket(ctx, ana, ticket.reference),
      'ticket, customer': () => readTicket(ctx, customer, ticket.reference),
      'mark read': () => markRead(ctx, ana, ticket.reference),
      'customer list, open': () => readOwnTickets(ctx, customer, theirs('open')),
      'customer list, done': () => readOwnTickets(ctx, customer, theirs('done')),
      'lead list, open': () => readOwnTickets(ctx, lead, theirs('open')),
      'lead list, done': () => readOwnTickets(ctx, lead, theirs('done')),
      'held by an engineer': () => selectHeld(counted.db, ana.userId),
      'at risk': () => readAtRisk(ctx, mia),
      overview: () => readSlaOverview(ctx, mia, 30),
      breaches: () => readBreaches(ctx, mia, breachesSchema.parse({ days: 30 })),
      system: () => readSystem(ctx, { ...mia, staffRoles: [...administratorRoles] }),
      organisations: () => organisations(ctx, ana),
      'live change': () =>
        selectChanged(counted.db, {
          kind: 'ticket',
          ticketId: ticket.id,
          organisationId: ticket.organisationId,
          staffOnly: false,
        }),
    }
    const out = process.env.BENCH_PLANS
    if (out) fs.mkdirSync(out, { recursive: true })
    const { pool } = database
    for (const [name, read] of Object.entries(readings)) {
      await read()
      take()
      await read()
      const sent = take()
      let total = 0
      const lines: string[] = []
      const whole: string[] = []
      for (const { text, values } of sent) {
        let best: Explained | undefined
        for (let run = 0; run < 3; run += 1) {
          const client = await pool.connect()
          await client.query('begin')
          const { rows } = await client.query<{ 'QUERY PLAN': Explained[] }>(
            `explain (analyze, buffers, format json) ${text}`,
            values,
          )
          if (run === 2) {
            const plain = await client.query<{ 'QUERY PLAN': string }>(`explain (analyze, buffers) ${text}`, values)
            whole.push(`${text}\n\n${plain.rows.map((row) => row['QUERY PLAN']).join('\n')}\n`)
          }
          await client.query('rollback')
          client.release()
          const explained = rows[0]!['QUERY PLAN'][0]!
          if (!best || explained['Execution Time'] < best['Execution Time']) best = explained
        }
        total += best!['Execution Time']
        const { Plan: plan } = best!
        const blocks = (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0)
        if (best!['Execution Time'] > 1 || blocks > 1_000)
          lines.push(
            `   ${best!['Execution Time'].toFixed(1)} ms, ${blocks} blocks${plan['Temp Written Blocks'] ? ', sorted on disk' : ''}: ${scansOf(plan)}`,
          )
      }
      console.log(`${name}: ${sent.length} statements, ${total.toFixed(1)} ms`)
      for (const line of lines) console.log(line)
      if (out) fs.writeFileSync(path.join(out, `${name.replaceAll(/\W+/g, '-')}.txt`), whole.join('\n----\n'))
    }
    await counted.close()
  } finally {
    await database.close()
    await server.stop()
    fs.rmSync(folder, { recursive: true, force: true })
    fs.rmSync(server.dataDir, { recursive: true, force: true })
  }
}
