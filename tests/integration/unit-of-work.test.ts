import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ServiceContext } from '@/server/infra/context'
import type { Tx } from '@/server/infra/db/db'
import { isTransactionConflict } from '@/server/infra/db/database-errors'
import type { Enqueue } from '@/server/infra/jobs/jobs'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { liveChannel } from '@/server/infra/outbox/outgoing'
import { systemActor } from '@/server/vocabulary/rights/actor'
import { freshDatabase, type TestDatabase } from '@/tests/support/database'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
  await database.pool.query('create table "Pair" ("id" int primary key, "value" int not null)')
})
afterAll(() => database.close())

const context = (enqueue: Enqueue = () => undefined): ServiceContext => ({
  db: database.db,
  now: () => new Date('2026-11-27T02:00:00Z'),
  enqueue,
})
const reset = () =>
  database.pool.query('truncate "Pair"').then(() => database.pool.query('insert into "Pair" values (1, 0), (2, 0)'))
const values = async () =>
  (await database.pool.query('select "value" from "Pair" order by "id"')).rows.map(({ value }) => value as number)

/** Both transactions hold their first row before either asks for its second. */
function barrier(people: number) {
  let open: () => void
  let arrived = 0
  const everybody = new Promise<void>((resolve) => {
    open = resolve
  })
  return async () => {
    arrived += 1
    if (arrived >= people) open()
    await everybody
  }
}

describe('a unit of work', () => {
  it('runs again after a deadlock, so that both of two crossing transactions commit', async () => {
    await reset()
    const meet = barrier(2)
    let runs = 0
    const lockCrosswise = (first: number, second: number) =>
      unitOfWork(context(), systemActor('test'), async ({ tx }) => {
        runs += 1
        await tx.$executeRaw`update "Pair" set "value" = "value" + 1 where "id" = ${first}`
        await meet()
        await tx.$executeRaw`update "Pair" set "value" = "value" + 1 where "id" = ${second}`
      })
    await Promise.all([lockCrosswise(1, 2), lockCrosswise(2, 1)])
    expect(await values()).toEqual([2, 2])
    expect(runs).toBe(3)
  })

  it('runs again after a serialisation failure and loses no update', async () => {
    await reset()
    const meet = barrier(2)
    const add = () =>
      unitOfWork(
        context(),
        systemActor('test'),
        async ({ tx }) => {
          const [row] = await tx.$queryRaw<{ value: number }[]>`select "value" from "Pair" where "id" = 1`
          await meet()
          await tx.$executeRaw`update "Pair" set "value" = ${row!.value + 1} where "id" = 1`
        },
        { isolationLevel: 'Serializable' },
      )
    await Promise.all([add(), add()])
    expect((await values())[0]).toBe(2)
  })

  it('enqueues after the commit, and only the nudges of the attempt that committed', async () => {
    await reset()
    const queued: string[] = []
    let attempts = 0
    await unitOfWork(
      context((name) => queued.push(name)),
      systemActor('test'),
      async ({ tx, nudge }) => {
        attempts += 1
        nudge('mail.send', { mailId: crypto.randomUUID() })
        expect(queued).toEqual([])
        if (attempts < 3) await tx.$executeRawUnsafe(`do $$ begin raise exception 'x' using errcode = '40001'; end $$`)
      },
    )
    expect(attempts).toBe(3)
    expect(queued).toEqual(['mail.send'])
  })

  it('undoes a part that failed with its events, nudges and notifications, and keeps what came before', async () => {
    await reset()
    const queued: unknown[] = []
    const [kept, undone] = [crypto.randomUUID(), crypto.randomUUID()]
    const heard: string[] = []
    const listener = await database.pool.connect()
    listener.on('notification', ({ payload }) => heard.push(payload ?? ''))
    await listener.query(`listen ${liveChannel}`)
    await unitOfWork(
      context((name, payload) => queued.push([name, payload])),
      systemActor('test'),
      async (work) => {
        const write = async (row: number, pageId: string) => {
          await work.tx.$executeRaw`update "Pair" set "value" = 1 where "id" = ${row}`
          work.nudge('mail.send', { mailId: pageId })
          work.publish('page.opened', work.now, { pageId })
          work.live({ kind: 'ticket', ticketId: pageId, organisationId: pageId, staffOnly: false })
        }
        await write(1, kept)
        await expect(
          work.attempt(async () => {
            await write(2, undone)
            await work.tx.$executeRaw`select 1 / 0`
          }),
        ).rejects.toThrow()
      },
    )
    expect(await values()).toEqual([1, 0])
    expect(queued).toEqual([['mail.send', { mailId: kept }]])
    const { rows } = await database.pool.query(`select "payload"->>'pageId' as "id" from "OutboxEvent"`)
    expect(rows).toEqual([{ id: kept }])
    await expect.poll(() => heard.length).toBe(1)
    expect(heard[0]).toContain(kept)
    await listener.query('unlisten *')
    listener.release()
  })

  it('undoes a part around one that failed from its own beginning', async () => {
    await reset()
    const write = (tx: Tx, row: number) => tx.$executeRaw`update "Pair" set "value" = 1 where "id" = ${row}`
    await unitOfWork(context(), systemActor('test'), async ({ tx, attempt }) => {
      const around = attempt(async () => {
        await write(tx, 1)
        await attempt(() => tx.$executeRaw`select 1 / 0`).catch(() => write(tx, 2))
        throw new Error('the part around')
      })
      await expect(around).rejects.toThrow('the part around')
    })
    expect(await values()).toEqual([0, 0])
  })

  it('fails after three more tries, enqueues nothing and reports the cause', async () => {
    const queued: string[] = []
    let attempts = 0
    const failing = unitOfWork(
      context((name) => queued.push(name)),
      systemActor('test'),
      async ({ tx, nudge }) => {
        attempts += 1
        nudge('mail.send', { mailId: crypto.randomUUID() })
        await tx.$executeRawUnsafe(`do $$ begin raise exception 'x' using errcode = '40P01'; end $$`)
      },
    )
    const error: unknown = await failing.catch((one: unknown) => one)
    expect(isTransactionConflict(error)).toBe(true)
    expect(attempts).toBe(4)
    expect(queued).toEqual([])
  })

  it('does not retry after a refusal by a rule', async () => {
    let attempts = 0
    const refused = unitOfWork(context(), systemActor('test'), async () => {
      attempts += 1
      throw new Error('refused')
    })
    await expect(refused).rejects.toThrow('refused')
    expect(attempts).toBe(1)
  })

  it('reads its instant when it is first asked for, and keeps it for the attempt', async () => {
    let at = 0
    const ctx = { ...context(), now: () => new Date((at += 1_000)) }
    await unitOfWork(ctx, systemActor('test'), async (work) => {
      at = 60_000
      const { now } = work
      expect(now.getTime()).toBe(61_000)
      expect(work.now).toBe(now)
    })
  })
})
