import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { countWaitingPages, waitingPages } from '@/server/paging/waiting/waiting'
import { openStory, type Story } from '@/tests/support/story'

/** Waiting pages beyond what one list holds: a storm of them, seen by the engineer whom it calls. */
let story: Story
let tickets: { id: string }[] = []
beforeAll(async () => {
  story = await openStory('off')
  for (let count = 0; count < 46; count += 1) {
    story.clock.advance(10 * 60_000)
    await story.fileS1({ severity: 'S3' })
  }
  tickets = await story.database.db.ticket.findMany({ select: { id: true } })
  await story.fileS1()
  await story.settle()
})
afterAll(() => story.close())

const db = () => story.database.db
let opened = 0
beforeEach(async () => {
  opened = 0
  await db().page.updateMany({ data: { state: 'closed' } })
})

/** Opens pages as the first one was opened, `minutesAgo`; they call Ana when a time is given: minutes ago, below 0 later. */
async function openPages(severity: 'S1' | 'S2' | 'S3', minutesAgo: number[], calledMinutesAgo?: number) {
  const page = await db().page.findFirstOrThrow({ where: { deliveries: { some: {} } }, include: { deliveries: true } })
  const { deliveries, id: _id, ...columns } = page
  const { id: _delivery, ...call } = deliveries[0]!
  const before = (minutes: number) => new Date(story.clock.now().getTime() - minutes * 60_000)
  const ids: string[] = []
  for (const minutes of minutesAgo) {
    const id = randomUUID()
    const ticketId = tickets[opened++]!.id
    const openedAt = before(minutes)
    const json = { policySnapshot: columns.policySnapshot!, escalation: columns.escalation!, about: columns.about! }
    await db().page.create({ data: { ...columns, ...json, id, ticketId, openedAt, severity, state: 'open' } })
    if (calledMinutesAgo !== undefined) {
      const at = before(calledMinutesAgo)
      await db().delivery.create({
        data: {
          ...call,
          pageId: id,
          engineerId: story.world.ana.userId,
          ...(calledMinutesAgo < 0
            ? { sendAt: at, sentAt: null, attempts: 0, state: 'pending' }
            : { sendAt: at, sentAt: at, state: 'sent' }),
        },
      })
    }
    ids.push(id)
  }
  return ids
}
const minutes = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index)

it('an old page that escalates to somebody now is on their list, however many newer pages call them already', async () => {
  await openPages('S3', minutes(2_000, 20))
  const [escalated] = await openPages('S3', [1_000], 0)
  await openPages('S3', minutes(10, 25), 5)
  const mine = (await waitingPages(story.ctx, story.world.ana)).filter((page) => page.mine)
  expect(mine.map(({ pageId }) => pageId)).toContain(escalated)
})

it('the most severe page that calls somebody comes first, behind as many of others and before newer calls', async () => {
  await openPages('S2', minutes(2_000, 20))
  const [severe] = await openPages('S2', [1_000], 900)
  await openPages('S3', minutes(10, 25), 5)
  expect((await waitingPages(story.ctx, story.world.ana))[0]).toMatchObject({ pageId: severe, mine: true })
})

it('a page that will call somebody later is not counted as theirs, in a long list as in a short one', async () => {
  const { ana } = story.world
  await openPages('S2', [10], -5)
  const short = await waitingPages(story.ctx, ana)
  expect(await countWaitingPages(story.ctx, ana, short)).toEqual({ total: 1, mine: 0 })
  await openPages('S3', minutes(2_000, 25))
  const long = await waitingPages(story.ctx, ana)
  expect(await countWaitingPages(story.ctx, ana, long)).toEqual({ total: 26, mine: 0 })
})
