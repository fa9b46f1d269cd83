import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ServiceContext } from '@/server/infra/context'
import { openDatabase } from '@/server/infra/db/db'
import { enqueueNothing, openQueues } from '@/server/infra/jobs/jobs'
import { openPool, PoolerInTheWay } from '@/server/infra/db/pool'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { systemActor } from '@/server/vocabulary/rights/actor'
import { fileTicket } from '@/server/tickets/filing/filing'
import { readTicket } from '@/server/tickets/reading/ticket'
import { fileTicketSchema } from '@/server/tickets/filing/schema'
import { freshDatabase, type TestDatabase } from '@/tests/support/database'
import { hasPgBouncer, startPgBouncer } from '@/tests/support/pgbouncer'
import { makeWorld } from '@/tests/support/world'

process.env.LINK_SECRET ??= 'a link secret of the tests'
process.env.SESSION_SECRET ??= 'a session secret of the tests'
process.env.DATABASE_URL ??= 'postgresql://unused'

const now = new Date('2026-11-27T02:00:00Z')

describe.skipIf(!hasPgBouncer).each([
  { name: 'that refuses what it does not know', more: '' },
  {
    name: 'that ignores what it does not know',
    more: 'ignore_startup_parameters = statement_timeout,lock_timeout,idle_in_transaction_session_timeout,IntervalStyle,search_path',
  },
])('behind a transaction pooler $name', ({ more }) => {
  let server: TestDatabase
  let bouncer: Awaited<ReturnType<typeof startPgBouncer>>
  beforeAll(async () => {
    server = await freshDatabase('Asia/Shanghai')
    bouncer = await startPgBouncer(server.url, more)
  })
  afterAll(async () => {
    await bouncer.stop()
    await server.close()
  })

  it("instants are right although the database's zone is Shanghai, and time-outs apply in transactions only", async () => {
    const database = openDatabase(bouncer.url, 8)
    const ctx: ServiceContext = { db: database.db, now: () => now, enqueue: enqueueNothing }
    const settings = () =>
      unitOfWork(
        ctx,
        systemActor('test'),
        ({ tx }) => tx.$queryRaw<object[]>`
          select current_setting('TimeZone') as "zone", current_setting('statement_timeout') as "statement",
            current_setting('lock_timeout') as "lock", current_setting('idle_in_transaction_session_timeout') as "idle"`,
      )
    // More at once than the pooler has server connections, so that they are passed from hand to hand.
    for (const [row] of await Promise.all(Array.from({ length: 8 }, settings)))
      expect(row).toEqual({ zone: 'UTC', statement: '10s', lock: '5s', idle: '20s' })
    const instants = await Promise.all(
      Array.from({ length: 12 }, () => database.db.$queryRaw<{ at: Date }[]>`select ${now}::timestamptz as "at"`),
    )
    for (const [row] of instants) expect(row!.at).toEqual(now)
    await database.close()

    // What another program gets from the pooler afterwards bears no trace of ours.
    const other = new pg.Client({ connectionString: bouncer.url })
    await other.connect()
    const { rows } = await other.query<{ statement_timeout: string }>('show statement_timeout')
    expect(rows[0]!.statement_timeout).toBe('0')
    await other.end()
  })

  it('a ticket is filed and read', async () => {
    const database = openDatabase(bouncer.url, 8)
    const ctx: ServiceContext = { db: database.db, now: () => now, enqueue: enqueueNothing }
    const world = await makeWorld(database.db, now)
    const file = () =>
      fileTicket(
        ctx,
        world.customer,
        fileTicketSchema.parse({
          clientKey: randomUUID(),
          projectId: world.projectId,
          scenario: 'voice_chat_room',
          body: 'Messages vanish',
          severity: 'S1',
        }),
      )
    const filed = await Promise.all(Array.from({ length: 6 }, file))
    expect(new Set(filed.map(({ reference }) => reference)).size).toBe(6)
    const view = await readTicket(ctx, world.customer, filed[0]!.reference)
    expect(view.createdAt).toEqual(now)
    await database.close()
  })
})

describe.skipIf(!hasPgBouncer)('a connection that needs a session', () => {
  it('reports that it reached a pooler instead of waiting forever', async () => {
    const server = await freshDatabase()
    const bouncer = await startPgBouncer(server.url)
    const queues = openQueues({ databaseUrl: bouncer.url }, () => now)
    await expect(queues.ready()).rejects.toThrow(PoolerInTheWay)
    await queues.close()
    const pool = openPool(bouncer.url, { max: 1, searchPath: 'bullmq' })
    await expect(pool.query('select 1')).rejects.toThrow(PoolerInTheWay)
    await pool.end()
    await bouncer.stop()
    await server.close()
  })
})
