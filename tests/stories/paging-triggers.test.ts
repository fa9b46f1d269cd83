import { afterEach, describe, expect, it } from 'vitest'
import { acknowledgePage } from '@/server/paging/page/pages'
import { reopenTicket, setSeverity } from '@/server/tickets/triage/triage'
import { openStory, type Story } from '@/tests/support/story'

/** SEMANTICS §3, triggers and joining: what opens a page, what joins it, what opens it again. */
let story: Story
afterEach(() => story.close())

const db = () => story.database.db
const pages = () => db().page.findMany({ orderBy: { openedAt: 'asc' } })
const triggers = async () =>
  (await db().pageTrigger.findMany({ orderBy: [{ at: 'asc' }, { id: 'asc' }] })).map((one) => one.kind)
const acknowledge = async () =>
  acknowledgePage(story.ctx, story.world.ana, { pageId: (await pages()).at(-1)!.id, via: 'desk' })
const solved = { then: 'resolved', rootCauseUnknown: 'The logs are gone' }

describe('a page', () => {
  it('is opened by raising to S2, not by filing an S3', async () => {
    story = await openStory('off')
    const reference = await story.fileS1({ severity: 'S3' })
    await story.settle()
    expect(await pages()).toEqual([])
    await setSeverity(story.ctx, story.world.mia, { reference, to: 'S2', reason: 'Many users' })
    await story.settle()
    expect(story.mailsTo(story.world.ana)).toEqual(['S2 ACME-1 Messages vanish'])
  })

  it('is joined by raising further, and lists both', async () => {
    story = await openStory('off')
    const reference = await story.fileS1({ severity: 'S2' })
    await story.settle()
    await setSeverity(story.ctx, story.world.mia, { reference, to: 'S1', reason: 'Everybody' })
    await story.settle()
    expect((await pages()).map(({ severity, cycle }) => [severity, cycle])).toEqual([['S1', 1]])
    expect(await triggers()).toEqual(['filed', 'raised'])
    expect(story.mailsTo(story.world.ana)).toHaveLength(1)
  })

  it('is not opened by lowering', async () => {
    story = await openStory('off')
    const reference = await story.fileS1()
    await story.settle()
    await story.answer(reference, 'diagnosis')
    await setSeverity(story.ctx, story.world.mia, { reference, to: 'S2', reason: 'Only some' })
    await story.settle()
    expect((await pages()).map(({ state }) => state)).toEqual(['closed'])
  })

  it('is opened by reopening an S1', async () => {
    story = await openStory('off')
    const reference = await story.fileS1()
    await story.settle()
    await story.answer(reference, 'fix', solved)
    await story.minutes(1)
    expect((await pages()).map(({ state }) => state)).toEqual(['closed'])
    await reopenTicket(story.ctx, story.world.customer, { reference })
    await story.settle()
    expect((await pages()).map(({ state }) => state)).toEqual(['closed', 'open'])
    expect(story.mailsTo(story.world.ana)).toHaveLength(2)
  })

  it('is joined by the 90 % warning and the breach of a first response; the breach reopens an acknowledged one', async () => {
    story = await openStory('off')
    await story.fileS1()
    await story.minutes(13)
    expect(await triggers()).toEqual(['filed'])
    await story.minutes(1)
    expect(await triggers()).toEqual(['filed', 'warning'])
    await acknowledge()
    await story.minutes(1)
    expect(await triggers()).toEqual(['filed', 'warning', 'breach'])
    const [page] = await pages()
    expect([page!.state, page!.cycle]).toEqual(['open', 2])
    expect(await pages()).toHaveLength(1)
  })

  it('of an S3 is opened by the breach of its first response, at low urgency', async () => {
    story = await openStory('off', '2026-11-23T02:00:00.000Z')
    await story.fileS1({ severity: 'S3' })
    const clock = await db().slaClock.findFirstOrThrow({ where: { metric: 'first_response' } })
    await story.advance(new Date(clock.dueAt!.getTime() - 1))
    expect(await pages()).toEqual([])
    await story.advance(clock.dueAt!)
    const [page] = await pages()
    expect(page).toMatchObject({ urgency: 'low', severity: 'S3' })
    expect(await triggers()).toEqual(['breach'])
    expect(story.mailsTo(story.world.ana).some((subject) => subject.startsWith('S3'))).toBe(true)
  })

  it('is not opened by a customer’s reply while the assignee is on call', async () => {
    story = await openStory('off')
    const reference = await story.fileS1()
    await story.settle()
    await story.answer(reference, 'question')
    await db().ticket.update({ where: { reference }, data: { assigneeId: story.world.ana.userId } })
    await story.reply(reference)
    await story.settle()
    expect((await pages()).map(({ state }) => state)).toEqual(['closed'])
  })
})

describe('after an outage', () => {
  it('a late step notifies whoever is on call now, later delays count from now, and the lateness is recorded', async () => {
    story = await openStory('off')
    const { bo, mia } = story.world
    await story.fileS1()
    await story.settle()
    const openedAt = story.clock.now().getTime()
    // Nobody works for a quarter of an hour: no sweep, no queue. Step 2 was due after five minutes.
    story.clock.advance(12 * 60_000)
    await story.settle()
    expect(story.mailsTo(bo)).toHaveLength(1)
    const steps = await db().pageLogEntry.findMany({ where: { kind: 'notify' }, orderBy: { id: 'asc' } })
    expect(steps.map(({ detail }) => (detail as { lateMs: number | null }).lateMs)).toEqual([null, 7 * 60_000])
    expect((await pages())[0]!.nextAt).toEqual(new Date(openedAt + 17 * 60_000))
    expect(story.mailsTo(mia)).toHaveLength(0)
  })

  it('a step less than a minute late counts as punctual', async () => {
    story = await openStory('off')
    await story.fileS1()
    await story.settle()
    const openedAt = story.clock.now().getTime()
    story.clock.advance(5 * 60_000 + 59_000)
    await story.settle()
    expect((await pages())[0]!.nextAt).toEqual(new Date(openedAt + 10 * 60_000))
  })

  it('a page lowered to S2 meanwhile does not persist, and raised again it does', async () => {
    story = await openStory('off')
    const reference = await story.fileS1()
    await story.settle()
    await setSeverity(story.ctx, story.world.mia, { reference, to: 'S2', reason: 'Only some' })
    await story.minutes(31)
    expect((await pages())[0]!.state).toBe('unanswered')
    const before = story.mailsTo(story.world.bo).length
    await setSeverity(story.ctx, story.world.mia, { reference, to: 'S1', reason: 'Everybody again' })
    await story.minutes(40)
    expect((await pages())[0]!.state).toBe('open')
    expect(story.mailsTo(story.world.bo).length).toBeGreaterThan(before + 2)
  })
})
