import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { selectOverdue } from '@/server/due/overdue'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { systemActor } from '@/server/vocabulary/rights/actor'
import { dueSubscribers, runSubscriber, subscriber, type Subscriber } from '@/server/infra/outbox/subscribers'
import { acknowledgePage } from '@/server/paging/page/pages'
import { answerTicket } from '@/server/tickets/conversation/replies'
import { answerSchema } from '@/server/tickets/conversation/schema'
import { deliverEvents } from '@/tests/support/events'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
beforeEach(async () => {
  story = await openStory('off')
  await story.database.db.outboxEvent.deleteMany()
})
afterEach(() => story.close())

const ids: string[] = Array.from({ length: 6 }, () => randomUUID())
const publishOne = (index: number) =>
  unitOfWork(story.ctx, systemActor('test'), async ({ now, publish }) =>
    publish('page.opened', now, { pageId: ids[index]! }),
  )

/** A subscriber that notes what it got, and one page per event in a table, so that a rollback shows. */
function noting(name = 'noting', fails: (index: number) => boolean = () => false) {
  const got: number[] = []
  const one = subscriber(name, ['page.opened'], async ({ tx, now }, { payload }) => {
    const index = ids.indexOf(payload.pageId)
    await tx.alarmNotice.create({ data: { key: `${name}:${index}`, at: now } })
    if (fails(index)) throw new Error('a subscriber of this test fails')
    got.push(index)
  })
  return { got, one }
}
const noted = async (name: string) =>
  (
    await story.database.db.alarmNotice.findMany({
      where: { key: { startsWith: `${name}:` } },
      orderBy: { key: 'asc' },
    })
  ).map(({ key }) => Number(key.split(':')[1]))
/** Begins the cursors: a new subscriber gets what happens from then on. */
const begin = (subscribers: readonly Subscriber[]) => dueSubscribers(story.ctx, subscribers)

describe('an event', () => {
  it('of a transaction that is rolled back is not delivered; one that commits is delivered once', async () => {
    const { got, one } = noting()
    await begin([one])
    await expect(
      unitOfWork(story.ctx, systemActor('test'), async ({ now, publish }) => {
        publish('page.opened', now, { pageId: ids[0]! })
        throw new Error('this test rolls back')
      }),
    ).rejects.toThrow('rolls back')
    await publishOne(1)
    await deliverEvents(story.ctx, [one])
    await deliverEvents(story.ctx, [one])
    expect(got).toEqual([1])
  })

  it('that commits after a later one is still delivered, behind it', async () => {
    const { got, one } = noting()
    await begin([one])
    let finish: () => void
    let begun: () => void
    const hasBegun = new Promise<void>((resolve) => {
      begun = resolve
    })
    const slow = unitOfWork(story.ctx, systemActor('test'), async ({ tx }) => {
      // As the unit of work writes it, but before it may commit: its id is the lower one.
      await tx.outboxEvent.create({ data: { type: 'page.opened', at: story.ctx.now(), payload: { pageId: ids[0]! } } })
      begun()
      await new Promise<void>((resolve) => {
        finish = resolve
      })
    })
    await hasBegun
    await publishOne(1)
    await deliverEvents(story.ctx, [one])
    expect(got).toEqual([1])
    finish!()
    await slow
    await deliverEvents(story.ctx, [one])
    expect(got).toEqual([1, 0])
  })

  it('of a type that this release does not know is skipped', async () => {
    const { got, one } = noting()
    await begin([one])
    await story.database.db.outboxEvent.create({ data: { type: 'moon.landed', at: story.ctx.now(), payload: {} } })
    await publishOne(1)
    await deliverEvents(story.ctx, [one])
    expect(got).toEqual([1])
  })
})

describe('a subscriber', () => {
  it('that fails delays only itself, keeps no partial work and gets its events again', async () => {
    let isBroken = true
    const broken = noting('broken', (index) => isBroken && index === 1)
    const healthy = noting('well')
    const both = [broken.one, healthy.one]
    await begin(both)
    for (const index of [0, 1, 2]) await publishOne(index)
    await dueSubscribers(story.ctx, both)
    await expect(runSubscriber(story.ctx, 'broken', both)).rejects.toThrow('fails')
    await runSubscriber(story.ctx, 'well', both)
    expect([await noted('broken'), await noted('well')]).toEqual([[], [0, 1, 2]])
    isBroken = false
    await deliverEvents(story.ctx, both)
    expect(await noted('broken')).toEqual([0, 1, 2])
  })

  it('that two workers run at once handles each event once', async () => {
    const { one } = noting()
    await begin([one])
    for (const index of ids.keys()) await publishOne(index)
    await dueSubscribers(story.ctx, [one])
    await Promise.all([1, 2, 3].map(() => runSubscriber(story.ctx, one.name, [one])))
    expect(await noted('noting')).toEqual([0, 1, 2, 3, 4, 5])
  })

  it('that is new starts with events from then on', async () => {
    await publishOne(0)
    const { got, one } = noting()
    await begin([one])
    await publishOne(1)
    await deliverEvents(story.ctx, [one])
    expect(got).toEqual([1])
  })
})

it('a subscriber that is behind is overdue since its oldest unhandled event, until it has caught up', async () => {
  const { one } = noting()
  await begin([one])
  await story.database.db.outboxCursor.deleteMany({ where: { name: { not: one.name } } })
  const lag = async () => {
    const all = await selectOverdue(story.database.db, story.clock.now())
    return all.find(({ name }) => name === 'subscribers')
  }
  expect(await lag()).toEqual({ name: 'subscribers', count: 0, oldestAt: null })
  const first = story.clock.now()
  await publishOne(0)
  story.clock.advance(90_000)
  expect(await lag()).toEqual({ name: 'subscribers', count: 1, oldestAt: first })
  // With positions assigned it still waits since the first of them.
  await begin([one])
  await publishOne(1)
  expect(await lag()).toEqual({ name: 'subscribers', count: 1, oldestAt: first })
  await deliverEvents(story.ctx, [one])
  expect(await lag()).toEqual({ name: 'subscribers', count: 0, oldestAt: null })
})

it('events are kept until every subscriber has handled them, and for thirty days', async () => {
  const { one } = noting()
  const late = noting('late')
  await begin([one, late.one])
  await publishOne(0)
  await dueSubscribers(story.ctx, [one, late.one])
  await runSubscriber(story.ctx, one.name, [one])
  story.clock.set(new Date(story.ctx.now().getTime() + 31 * 24 * 60 * 60_000))
  await publishOne(1)
  const left = () => story.database.db.outboxEvent.count()
  await dueSubscribers(story.ctx, [one, late.one])
  expect(await left()).toBe(2)
  await deliverEvents(story.ctx, [one, late.one])
  story.clock.set(new Date(story.ctx.now().getTime() + 2 * 60 * 60_000))
  await dueSubscribers(story.ctx, [one, late.one])
  expect(await left()).toBe(1)
})

it('the events of an S1 are published with ids only, never with texts that people wrote', async () => {
  const reference = await story.fileS1()
  const page = await story.database.db.page.findFirstOrThrow()
  await acknowledgePage(story.ctx, story.world.ana, { pageId: page.id, via: 'desk' })
  await answerTicket(
    story.ctx,
    story.world.ana,
    answerSchema.parse({ reference, clientKey: randomUUID(), kind: 'update', body: 'Zebra crossing' }),
  )
  const events = await story.database.db.outboxEvent.findMany({ orderBy: { id: 'asc' } })
  const types = events.map(({ type }) => type)
  expect(types).toEqual(
    expect.arrayContaining(['ticket.filed', 'page.opened', 'page.escalated', 'page.acknowledged', 'ticket.answered']),
  )
  const row = await story.database.db.ticketEvent.findFirstOrThrow({ where: { type: 'filed' } })
  expect(events.find(({ type }) => type === 'ticket.filed')?.payload).toMatchObject({
    reference,
    eventId: row.id,
    seq: 1,
  })
  expect(JSON.stringify(events, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value))).not.toMatch(
    /Zebra|Messages vanish/,
  )
})
