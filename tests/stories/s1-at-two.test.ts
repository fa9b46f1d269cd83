import { afterEach, describe, expect, it } from 'vitest'
import { acknowledgeByToken } from '@/server/paging/answering/links'
import { acknowledgePage } from '@/server/paging/page/pages'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
afterEach(() => story.close())

const pageOf = (reference: string) =>
  story.database.db.page.findFirstOrThrow({ where: { ticket: { reference } }, orderBy: { openedAt: 'desc' } })
const acknowledge = async (reference: string, engineer = story.world.ana) =>
  acknowledgePage(story.ctx, engineer, { pageId: (await pageOf(reference)).id, via: 'desk' })

// Every story is told twice: with BullMQ, and with everything left to the sweep.
describe.each(['off', 'on'] as const)('an S1 at 02:00, queue %s', (queue) => {
  it('that is not acknowledged goes through every step and persists', async () => {
    story = await openStory(queue)
    const { ana, bo, mia } = story.world
    await story.fileS1()
    await story.settle()
    expect(story.mailsTo(ana)).toEqual(['S1 ACME-1 Messages vanish'])
    expect(story.mailsTo(bo)).toEqual([])
    await story.minutes(5)
    expect(story.mailsTo(bo)).toHaveLength(1)
    expect(story.mailsTo(mia)).toHaveLength(0)
    await story.minutes(5)
    expect(story.mailsTo(mia)).toHaveLength(1)
    // The repeat begins five minutes after the last step.
    await story.minutes(5)
    expect(story.mailsTo(ana)).toHaveLength(2)
    await story.minutes(10)
    expect(story.mailsTo(mia)).toHaveLength(2)
    // Repeats used up: everyone, every five minutes, until somebody acknowledges.
    await story.minutes(15)
    expect(story.mailsTo(ana)).toHaveLength(5)
    expect(story.mailsTo(bo)).toHaveLength(5)
    expect(story.mailsTo(mia)).toHaveLength(5)
  })

  it('that is acknowledged stops; if it is not answered, it reopens at its 90 % warning', async () => {
    story = await openStory(queue)
    const { ana, bo } = story.world
    const reference = await story.fileS1()
    await story.minutes(1)
    expect((await acknowledge(reference)).outcome).toBe('acknowledged')
    await story.minutes(11)
    expect(story.mailsTo(bo)).toEqual([])
    expect(story.mailsTo(ana)).toHaveLength(1)
    // 90 % of 15 minutes is 13.5: earlier than the acknowledgement's own 15.
    await story.minutes(2)
    expect(story.mailsTo(ana)).toHaveLength(2)
    expect((await pageOf(reference)).cycle).toBe(2)
  })

  it('that is answered has its page closed and its links invalid', async () => {
    story = await openStory(queue)
    const { ana, bo } = story.world
    const reference = await story.fileS1()
    await story.settle()
    const link = /\/p\/([\w-]+)/.exec(story.smtp.to(ana.email)[0]!.mail.text ?? '')![1]!
    await story.answer(reference, 'diagnosis')
    await story.minutes(20)
    expect(story.mailsTo(bo)).toEqual([])
    expect((await pageOf(reference)).state).toBe('closed')
    expect((await acknowledgeByToken(story.ctx, link)).outcome).toBe('closed')
  })

  it('keeps its first-response clock at an acknowledgement message and stops it at an answer', async () => {
    story = await openStory(queue)
    const reference = await story.fileS1()
    const clock = () => story.database.db.slaClock.findFirstOrThrow({ where: { metric: 'first_response' } })
    await story.minutes(2)
    await story.answer(reference, 'acknowledgement')
    expect((await clock()).state).toBe('running')
    await story.minutes(3)
    await story.answer(reference, 'diagnosis')
    expect(await clock()).toMatchObject({ state: 'ended', outcome: 'met', elapsedMs: 300_000n })
  })

  it('has a breach recorded at its due instant, whenever it is noticed', async () => {
    story = await openStory(queue)
    await story.fileS1()
    const due = new Date(story.clock.now().getTime() + 15 * 60_000)
    // Nobody works for an hour: no sweep, no queue.
    story.clock.advance(60 * 60_000)
    await story.settle()
    const breach = await story.database.db.slaBreach.findFirstOrThrow({
      where: { clock: { metric: 'first_response' } },
    })
    expect(breach.at).toEqual(due)
    expect(breach.noticedAt).toEqual(story.clock.now())
  })

  it('loses nothing when the queue is flushed in the middle', async () => {
    story = await openStory(queue)
    const { bo } = story.world
    await story.fileS1()
    await story.settle()
    await story.flushQueue()
    await story.minutes(5)
    expect(story.mailsTo(bo)).toHaveLength(1)
  })

  it('is acknowledged by exactly one of two engineers at once, and the other learns who', async () => {
    story = await openStory(queue)
    const reference = await story.fileS1()
    await story.settle()
    const answers = await Promise.all([acknowledge(reference), acknowledge(reference, story.world.bo)])
    expect(answers.map((answer) => answer.outcome).sort()).toEqual(['acknowledged', 'alreadyAcknowledged'])
  })

  it('pages again at a customer reply while its assignee is not on call', async () => {
    story = await openStory(queue)
    const { ana } = story.world
    const reference = await story.fileS1()
    await story.settle()
    await story.answer(reference, 'question')
    await story.database.db.ticket.update({ where: { reference }, data: { assigneeId: story.world.bo.userId } })
    await story.reply(reference)
    // The first page went a moment ago: what follows within two seconds waits for them.
    await story.minutes(1)
    expect(story.mailsTo(ana).filter((subject) => subject.startsWith('S1'))).toHaveLength(2)
  })
})
