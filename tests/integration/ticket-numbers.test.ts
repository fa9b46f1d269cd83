import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, openDatabase, type Tx } from '@/server/infra/db/db'
import { takeTicketNumber } from '@/server/tickets/queries'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
/** With a connection for each of many transactions at the same time. */
let wide: Database
beforeAll(async () => {
  story = await openStory('off')
  wide = openDatabase(story.database.url, 24)
})
afterAll(async () => {
  await wide.close()
  await story.close()
})

const db = () => wide.db
const organisation = () =>
  db().organisation.create({
    data: { key: `N${randomUUID().slice(0, 8).toUpperCase()}`, name: 'Numbers Inc', createdAt: story.clock.now() },
  })

/** How releases before the table of numbers take one: from the organisation's own counter. */
async function takeAsBefore(tx: Tx, organisationId: string): Promise<number> {
  const rows = await tx.$queryRaw<{ number: number }[]>`
    update "Organisation" set "ticketCounter" = "ticketCounter" + 1 where "id" = ${organisationId}::uuid
    returning "ticketCounter" as "number"`
  return rows[0]!.number
}

/** A transaction that has taken a number and is not over yet. */
async function holdNumber(organisationId: string, take: typeof takeTicketNumber = takeTicketNumber) {
  let finish: (how: 'commit' | 'roll back') => void = () => {}
  const how = new Promise<'commit' | 'roll back'>((resolve) => {
    finish = resolve
  })
  let report: (number: number) => void = () => {}
  const taken = new Promise<number>((resolve) => {
    report = resolve
  })
  const over = db()
    .$transaction(async (tx) => {
      report(await take(tx, organisationId))
      if ((await how) === 'roll back') throw new Error('rolled back')
    })
    .catch(() => undefined)
  const number = await Promise.race([taken, over.then(() => Promise.reject(new Error('No number was given')))])
  return {
    number,
    end: async (outcome: 'commit' | 'roll back') => {
      finish(outcome)
      await over
    },
  }
}

const take = (organisationId: string) => db().$transaction((tx) => takeTicketNumber(tx, organisationId))

describe('a ticket number', () => {
  it('does not wait for another filing in the organisation', async () => {
    const { id } = await organisation()
    const [first, second] = [await holdNumber(id), await holdNumber(id)]
    expect([first.number, second.number, await take(id)]).toEqual([1, 2, 3])
    await second.end('commit')
    await first.end('commit')
    expect(await take(id)).toBe(4)
  })

  it('of a filing that failed is given to the next one, so that no ticket seems to be hidden', async () => {
    const { id } = await organisation()
    const failed = await holdNumber(id)
    expect([failed.number, await take(id), await take(id)]).toEqual([1, 2, 3])
    await failed.end('roll back')
    expect([await take(id), await take(id)]).toEqual([1, 4])
  })

  it('that a slow filing holds back is followed by all others, without a gap in the end', async () => {
    const { id } = await organisation()
    const slow = await holdNumber(id)
    const meanwhile: number[] = []
    for (let count = 0; count < 40; count += 1) meanwhile.push(await take(id))
    await slow.end('commit')
    const after: number[] = []
    for (let count = 0; count < 10; count += 1) after.push(await take(id))
    const all = [slow.number, ...meanwhile, ...after]
    expect(new Set(all).size).toBe(51)
    // Those that the slow one kept were given first when it was over.
    expect(Math.max(...all)).toBe(51)
  })

  it('is waited for only while sixteen filings hold one each', async () => {
    const { id } = await organisation()
    const held: Awaited<ReturnType<typeof holdNumber>>[] = []
    for (let count = 0; count < 16; count += 1) held.push(await holdNumber(id))
    let isThere = false
    const next = take(id).finally(() => {
      isThere = true
    })
    await expect
      .poll(
        () =>
          db()
            .$queryRaw`select 1 from pg_stat_activity where "wait_event_type" = 'Lock' and "datname" = current_database()`,
      )
      .toHaveLength(1)
    expect(isThere).toBe(false)
    await held[0]!.end('roll back')
    expect([held[0]!.number, await next]).toEqual([1, 1])
    for (const one of held) await one.end('commit')
  })

  it('is unique and without gaps when many file at once', async () => {
    const { id } = await organisation()
    const taken = await Promise.all(Array.from({ length: 60 }, () => take(id)))
    expect(taken.sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1))
  })

  it('is never given by both releases while the previous one still runs', async () => {
    const { id } = await organisation()
    const [before, now] = [await holdNumber(id, takeAsBefore), await holdNumber(id)]
    expect([before.number, now.number]).toEqual([1, 2])
    await before.end('commit')
    await now.end('commit')
    const taken = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        db().$transaction((tx) => (index % 2 === 0 ? takeAsBefore(tx, id) : takeTicketNumber(tx, id))),
      ),
    )
    expect(taken.sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, index) => index + 3))
  })

  it('is given while somebody changes the organisation, and the change takes none', async () => {
    const { id } = await organisation()
    expect(await take(id)).toBe(1)
    await db().$transaction(async (tx) => {
      await tx.organisation.update({ where: { id }, data: { name: 'Renamed Inc' } })
      expect(await take(id)).toBe(2)
    })
    expect(await take(id)).toBe(3)
  })
})
