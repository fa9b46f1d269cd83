import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '@/server/infra/db/db'
import { openListener, openPool } from '@/server/infra/db/pool'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { systemActor } from '@/server/vocabulary/rights/actor'
import { outageOf } from '@/server/infra/db/database-errors'
import { enqueueNothing } from '@/server/infra/jobs/jobs'
import { freshDatabase, type TestDatabase } from '@/tests/support/database'
import { openProxy, type Proxy } from '@/tests/support/proxy'

let server: TestDatabase
let proxy: Proxy
let database: Database
const timeouts = { connect: 2_000, query: 1_000, statement: 700, lock: 400, idleInTransaction: 700 }

beforeEach(async () => {
  server = await freshDatabase()
  proxy = await openProxy(server.url)
  database = openDatabase(proxy.through(server.url), 4, { timeouts })
})
afterEach(async () => {
  await database.close()
  await proxy.close()
  await server.close()
})

const context = () => ({ db: database.db, now: () => new Date('2026-11-27T02:00:00Z'), enqueue: enqueueNothing })
const reasonOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'done',
    (error: unknown) => outageOf(error) ?? `not an outage: ${String(error)}`,
  )
const one = () => database.db.$queryRaw`select 1`
const terminateAll = () =>
  server.pool.query(
    `select pg_terminate_backend("pid") from pg_stat_activity
     where "datname" = current_database() and "pid" <> pg_backend_pid()`,
  )

describe('a database connection', () => {
  it('that goes silent is abandoned, and the next statement gets a working one', async () => {
    await Promise.all([one(), one(), one(), one()])
    proxy.silence()
    const answers = await Promise.all([1, 2, 3, 4].map(() => reasonOf(one())))
    expect(answers.every((answer) => answer !== 'done')).toBe(true)
    expect(answers.join()).not.toContain('not an outage')
    expect(await reasonOf(one())).toBe('done')
  })

  it('that goes silent within a transaction is abandoned, and its place in the pool is freed', async () => {
    for (let round = 0; round < 5; round += 1) {
      const answer = reasonOf(
        unitOfWork(context(), systemActor('test'), async ({ tx }) => {
          await tx.$queryRaw`select 1`
          proxy.silence()
          await tx.$queryRaw`select 1`
        }),
      )
      expect(['busy', 'unreachable']).toContain(await answer)
    }
    expect(await reasonOf(one())).toBe('done')
  })

  it('that is terminated while it is checked out and between two statements ends no process', async () => {
    const client = await database.pool.connect()
    await client.query('select 1')
    const gone = new Promise((resolve) => client.once('end', resolve))
    await terminateAll()
    await gone
    client.release(true)
    expect(await reasonOf(one())).toBe('done')
  })

  it('that is terminated again and again fails as an outage and is replaced', async () => {
    for (let round = 0; round < 5; round += 1) {
      const busy = [1, 2, 3].map(() => reasonOf(database.db.$queryRaw`select 1 from pg_sleep(0.3)`))
      await new Promise((resolve) => setTimeout(resolve, 50))
      await terminateAll()
      for (const answer of await Promise.all(busy)) expect(['stopping', 'unreachable', 'done']).toContain(answer)
    }
    expect(await reasonOf(one())).toBe('done')
  })

  it('waits for a lock, a slow statement and an idle transaction only as long as configured', async () => {
    const holder = new pg.Client({ connectionString: server.url })
    await holder.connect()
    await holder.query('begin; lock table "Ticket" in access exclusive mode')
    expect(await reasonOf(database.db.ticket.count())).toBe('busy')
    await holder.query('rollback')
    await holder.end()
    expect(await reasonOf(database.db.$queryRaw`select 1 from pg_sleep(3)`)).toBe('busy')
    const idle = reasonOf(
      unitOfWork(context(), systemActor('test'), async ({ tx }) => {
        await tx.$queryRaw`select 1`
        await new Promise((resolve) => setTimeout(resolve, 1_200))
        await tx.$queryRaw`select 1`
      }),
    )
    expect(['busy', 'unreachable', 'stopping']).toContain(await idle)
    expect(await reasonOf(one())).toBe('done')
  })

  it('that cannot be opened is reported as an outage', async () => {
    proxy.refuse()
    expect(await reasonOf(one())).toBe('unreachable')
    proxy.restore()
    proxy.silenceAll()
    expect(await reasonOf(one())).toBe('unreachable')
    proxy.restore()
    expect(await reasonOf(one())).toBe('done')
  })

  it('closes even when the other side does not respond', async () => {
    const pool = openPool(proxy.through(server.url), { max: 2, timeouts })
    await pool.query('select 1')
    proxy.silence()
    await pool.end()
  })

  it('that listens reports its end instead of ending the process', async () => {
    const listener = openListener(proxy.through(server.url), 'test')
    await listener.connect()
    await listener.query('listen "somewhere"')
    const ended = new Promise((resolve) => listener.once('end', resolve))
    proxy.drop()
    await ended
  })
})
