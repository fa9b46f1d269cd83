import { afterEach, describe, expect, it } from 'vitest'
import { addResponders, reassignPage, snoozePage } from '@/server/paging/response-service'
import { acknowledgePage, pageOfTicket } from '@/server/paging/service'
import { openStory, type Story } from '@/tests/support/story'

/** What whoever was called does besides acknowledging: snooze, hand over, ask for help. */
let story: Story
afterEach(() => story.close())

const db = () => story.database.db
const page = () => db().page.findFirstOrThrow()
const log = async () => (await db().pageLogEntry.findMany({ orderBy: { id: 'asc' } })).map((entry) => entry.kind)
const acknowledge = async (engineer = story.world.ana) =>
  acknowledgePage(story.ctx, { pageId: (await page()).id, engineerId: engineer.userId, via: 'desk' })
const inMinutes = (from: Date, count: number) => new Date(from.getTime() + count * 60_000)

describe.each(['off', 'on'] as const)('a page, queue %s', (queue) => {
  it('snoozed, is quiet until then and calls again from step 1; an answer ends it for good', async () => {
    story = await openStory(queue)
    const { ana, bo } = story.world
    const reference = await story.fileS1({ severity: 'S2' })
    await story.minutes(1)
    const at = story.clock.now()
    // The 90 % warning of an S2's first response would come at 27 minutes: no promise waits for a snooze.
    const { until } = await snoozePage(story.ctx, ana, { pageId: (await page()).id, minutes: 20 })
    expect(until).toEqual(inMinutes(at, 20))
    expect(await pageOfTicket(db(), (await page()).ticketId!)).toMatchObject({ state: 'acknowledged', snoozed: true })
    await story.minutes(19)
    expect([story.mailsTo(ana).length, story.mailsTo(bo).length]).toEqual([1, 0])
    await story.minutes(1)
    expect(story.mailsTo(ana)).toHaveLength(2)
    expect(await page()).toMatchObject({ state: 'OPEN', cycle: 2 })
    await snoozePage(story.ctx, ana, { pageId: (await page()).id, minutes: 20 })
    await story.answer(reference, 'diagnosis')
    await story.minutes(60)
    expect(story.mailsTo(bo)).toHaveLength(0)
    await expect(snoozePage(story.ctx, ana, { pageId: (await page()).id, minutes: 20 })).rejects.toMatchObject({
      reason: 'pageClosed',
    })
  })

  it('snoozed for hours, comes back at the 90 % warning of its response', async () => {
    story = await openStory(queue)
    await story.fileS1()
    const filedAt = story.clock.now()
    await story.minutes(1)
    const { until } = await snoozePage(story.ctx, story.world.ana, { pageId: (await page()).id, minutes: 240 })
    expect(until).toEqual(inMinutes(filedAt, 13.5))
  })

  it('given to somebody else, calls them at once and nobody of before, then goes on by the policy', async () => {
    story = await openStory(queue)
    const { ana, bo, mia } = story.world
    await story.fileS1()
    await story.minutes(1)
    await acknowledge()
    await reassignPage(story.ctx, ana, { pageId: (await page()).id, engineerId: mia.userId })
    await story.settle()
    expect(story.mailsTo(mia)).toHaveLength(1)
    expect(await page()).toMatchObject({ state: 'OPEN', cycle: 2, acknowledgedById: null })
    await story.minutes(4)
    expect([story.mailsTo(ana).length, story.mailsTo(bo).length]).toEqual([1, 0])
    await story.minutes(1)
    expect(story.mailsTo(bo)).toHaveLength(1)
    expect(await log()).toEqual(['opened', 'notify', 'acknowledged', 'reassigned', 'notify', 'notify'])
  })

  it('cannot be given to somebody whom no page reaches', async () => {
    story = await openStory(queue)
    const { ana, bo, customer } = story.world
    await story.fileS1()
    await db().contactMethod.updateMany({ where: { userId: bo.userId }, data: { verifiedAt: null } })
    for (const engineerId of [bo.userId, customer.userId])
      await expect(reassignPage(story.ctx, ana, { pageId: (await page()).id, engineerId })).rejects.toMatchObject({
        reason: 'engineerUnreachable',
      })
    expect((await page()).cycle).toBe(1)
  })

  it('asks others to help although somebody has it, until they say that they are there', async () => {
    story = await openStory(queue)
    const { ana, bo } = story.world
    const method = await db().contactMethod.findFirstOrThrow({ where: { userId: bo.userId } })
    for (const [position, delaySeconds] of [0, 120, 240].entries())
      await db().notificationRule.create({
        data: { userId: bo.userId, urgency: 'HIGH', position, delaySeconds, contactMethodId: method.id },
      })
    await story.fileS1({ severity: 'S2' })
    await story.minutes(1)
    await acknowledge()
    const asking = { pageId: (await page()).id, engineerIds: [bo.userId] }
    expect(await addResponders(story.ctx, ana, asking)).toEqual({ asked: 1 })
    expect(await addResponders(story.ctx, ana, asking)).toEqual({ asked: 0 })
    await story.minutes(3)
    expect(story.mailsTo(bo)).toHaveLength(2)
    expect(await acknowledge(bo)).toMatchObject({ outcome: 'alreadyAcknowledged', by: { id: ana.userId } })
    await story.minutes(5)
    expect(story.mailsTo(bo)).toHaveLength(2)
    expect(await page()).toMatchObject({ state: 'ACKNOWLEDGED', acknowledgedById: ana.userId, cycle: 1 })
    const { helpers } = (await pageOfTicket(db(), (await page()).ticketId!))!
    expect(helpers).toMatchObject([{ name: 'Bo', joinedAt: expect.any(Date) }])
    expect(await log()).toEqual(['opened', 'notify', 'acknowledged', 'responders_asked', 'responder_joined'])
  })

  it('closed, calls nobody who was asked to help any more', async () => {
    story = await openStory(queue)
    const { ana, bo } = story.world
    const method = await db().contactMethod.findFirstOrThrow({ where: { userId: bo.userId } })
    await db().notificationRule.create({
      data: { userId: bo.userId, urgency: 'HIGH', position: 0, delaySeconds: 60, contactMethodId: method.id },
    })
    const reference = await story.fileS1()
    await story.settle()
    await addResponders(story.ctx, ana, { pageId: (await page()).id, engineerIds: [bo.userId] })
    await story.answer(reference, 'diagnosis')
    await story.minutes(3)
    expect(story.mailsTo(bo)).toHaveLength(0)
  })
})
