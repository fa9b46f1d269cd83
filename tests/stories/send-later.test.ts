import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readHeldMessages, sendAnswer, sendHeldNow, undoHeldMessage } from '@/server/tickets/conversation/held'
import { readWaitingAnswers } from '@/server/tickets/conversation/waiting'
import { addNote } from '@/server/tickets/conversation/replies'
import { answerSchema } from '@/server/tickets/conversation/schema'
import { readTicket } from '@/server/tickets/reading/ticket'
import { disputeAnswer } from '@/server/tickets/disputes/disputes'
import { assignTicket, setSeverity, writeClosing } from '@/server/tickets/triage/triage'
import type { Viewer } from '@/server/accounts/schema'
import { openStory, type Story } from '@/tests/support/story'

/** An answer that its author schedules is sent at its time, or comes back when the ticket has changed until then. */
let story: Story
let reference: string
beforeEach(async () => {
  story = await openStory('off', '2026-11-20T18:00:00.000Z')
  reference = await story.fileS1({ severity: 'S4' })
  await story.settle()
})
afterEach(() => story.close())

const at = '2026-11-20T22:00:00.000Z'
const schedule = (more: object = {}) =>
  sendAnswer(
    story.ctx,
    story.world.ana,
    answerSchema.parse({
      reference,
      clientKey: randomUUID(),
      kind: 'diagnosis',
      body: 'The queue was full.',
      sendAt: new Date(at),
      undoable: true,
      ...more,
    }),
  )
const answers = async () =>
  (await readTicket(story.ctx, story.world.customer, reference)).timeline.flatMap((item) =>
    item.kind === 'event' && item.type === 'staff_reply' ? [{ at: item.at.toISOString(), body: item.body }] : [],
  )
const held = () => readHeldMessages(story.ctx, story.world.ana, reference)
const returnedMails = (person: { email: string }) =>
  story.mailsTo(person).filter((subject) => subject.startsWith('Not sent'))

describe('an answer that is sent later', () => {
  it('is seen by colleagues with its time and words until it is sent or taken back, and by no customer', async () => {
    const { ana, bo, mia, customer } = story.world
    const seen = (viewer: Viewer) => readWaitingAnswers(story.ctx, viewer, reference)
    const first = await schedule({ body: 'Not this.' })
    if (first.state !== 'later') throw new Error('not later')
    await undoHeldMessage(story.ctx, ana, first.id)
    expect(await seen(bo)).toEqual([])
    await schedule()
    const waiting = { authorName: 'Ana', until: new Date(at), kind: 'diagnosis', body: 'The queue was full.' }
    for (const viewer of [bo, mia]) expect(await seen(viewer)).toMatchObject([waiting])
    expect(await seen(ana)).toEqual([])
    await expect(seen(customer)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await story.advance('2026-11-20T22:00:05.000Z')
    expect(await seen(bo)).toEqual([])
  })

  it('is sent at its time by the worker, and ends the clocks then and not before', async () => {
    expect(await schedule()).toMatchObject({ state: 'later', until: new Date(at) })
    await story.advance('2026-11-20T21:59:00.000Z')
    expect(await answers()).toEqual([])
    expect(await held()).toMatchObject([{ state: 'held', later: true, body: 'The queue was full.' }])
    await story.advance('2026-11-20T22:00:05.000Z')
    const [answer, ...more] = await answers()
    expect(answer).toMatchObject({ body: 'The queue was full.' })
    expect(answer!.at >= at).toBe(true)
    expect(more).toEqual([])
    expect(await held()).toEqual([])
    expect(returnedMails(story.world.ana)).toEqual([])
  })

  it('comes back when the customer writes meanwhile, and its author and the assignee are notified', async () => {
    await assignTicket(story.ctx, story.world.bo, { reference, assigneeId: story.world.bo.userId })
    await schedule()
    await story.minutes(30)
    await story.reply(reference, 'It also happens on iOS.')
    await story.advance('2026-11-20T22:01:00.000Z')
    expect(await answers()).toEqual([])
    expect(await held()).toMatchObject([{ state: 'returned', reason: 'staleForm', body: 'The queue was full.' }])
    for (const person of [story.world.ana, story.world.bo]) expect(returnedMails(person)).toHaveLength(1)
  })

  it('comes back when the customer says meanwhile that an answer is none, or the ticket has become more urgent', async () => {
    await story.answer(reference, 'diagnosis', { body: 'It is the queue.' })
    const changes = [
      () => disputeAnswer(story.ctx, story.world.customer, { reference, seq: 2, reason: 'That says nothing.' }),
      () => setSeverity(story.ctx, story.world.bo, { reference, to: 'S2', reason: 'Everybody is affected.' }),
    ]
    for (const change of changes) {
      const sent = await schedule({ sendAt: new Date(story.clock.now().getTime() + 3_600_000) })
      await change()
      await story.minutes(61)
      const message = (await held()).find(({ id }) => 'id' in sent && id === sent.id)
      expect(message).toMatchObject({ state: 'returned', reason: 'staleForm' })
    }
    expect(await answers()).toHaveLength(1)
  })

  it('keeps its time and its promise when it comes back or is undone', async () => {
    const promiseNextUpdateAt = new Date('2026-11-21T00:00:00.000Z')
    const sent = await schedule({ promiseNextUpdateAt })
    await undoHeldMessage(story.ctx, story.world.ana, 'id' in sent ? sent.id : '')
    expect(await held()).toMatchObject([{ state: 'undone', until: null, sendAt: new Date(at), promiseNextUpdateAt }])
  })

  it('comes back when the ticket was closed meanwhile', async () => {
    await schedule()
    await story.minutes(30)
    await writeClosing(story.ctx, story.world.customer, { reference, undoable: false })
    await story.advance('2026-11-20T22:01:00.000Z')
    expect(await answers()).toEqual([])
    expect(await held()).toMatchObject([{ state: 'returned' }])
    expect(returnedMails(story.world.ana)).toHaveLength(1)
  })

  it('is not sent when its author has left, and the assignee is notified', async () => {
    await assignTicket(story.ctx, story.world.bo, { reference, assigneeId: story.world.bo.userId })
    await schedule()
    await story.database.db.user.update({
      where: { id: story.world.ana.userId },
      data: { deactivatedAt: story.clock.now() },
      select: { id: true },
    })
    await story.advance('2026-11-20T22:01:00.000Z')
    expect(await answers()).toEqual([])
    expect(returnedMails(story.world.bo)).toHaveLength(1)
    expect(returnedMails(story.world.ana)).toEqual([])
    // Nobody can open the drafts of somebody who has left.
    expect(story.smtp.to(story.world.bo.email).at(-1)!.mail.text).toContain('The queue was full.')
  })

  it('of an author who has left goes to the managers when nobody is assigned', async () => {
    await schedule()
    await story.database.db.user.update({
      where: { id: story.world.ana.userId },
      data: { deactivatedAt: story.clock.now() },
      select: { id: true },
    })
    await story.advance('2026-11-20T22:01:00.000Z')
    expect(returnedMails(story.world.mia)).toHaveLength(1)
  })

  it('is not stopped by a note of a colleague or by another answer of its own author', async () => {
    await schedule()
    await addNote(story.ctx, story.world.bo, { reference, clientKey: randomUUID(), body: 'Seen.', attachmentIds: [] })
    await story.answer(reference, 'update', { body: 'More this evening.' })
    await story.advance('2026-11-20T22:00:05.000Z')
    expect((await answers()).map(({ body }) => body)).toEqual(['More this evening.', 'The queue was full.'])
  })

  it('can be taken back or sent now by its author, and by nobody else', async () => {
    const sent = await schedule()
    if (sent.state !== 'later') throw new Error('not scheduled')
    expect(await undoHeldMessage(story.ctx, story.world.bo, sent.id)).toEqual({ undone: false })
    await sendHeldNow(story.ctx, story.world.bo, sent.id)
    expect(await answers()).toEqual([])
    expect(await undoHeldMessage(story.ctx, story.world.ana, sent.id)).toEqual({ undone: true })
    const again = await schedule({ body: 'Second.' })
    if (again.state !== 'later') throw new Error('not scheduled')
    await sendHeldNow(story.ctx, story.world.ana, again.id)
    expect((await answers()).map(({ body }) => body)).toEqual(['Second.'])
    await story.advance('2026-11-20T22:01:00.000Z')
    expect(await answers()).toHaveLength(1)
  })

  it.each([
    ['in the past', { sendAt: new Date('2026-11-20T17:00:00.000Z') }, 'sendAtBounds'],
    ['in two months', { sendAt: new Date('2027-01-20T17:00:00.000Z') }, 'sendAtBounds'],
    [
      'with a promise that ends before it',
      { promiseNextUpdateAt: new Date('2026-11-20T21:00:00.000Z') },
      'promiseInPast',
    ],
  ])('%s is refused', async (_, more, reason) => {
    await expect(schedule(more)).rejects.toMatchObject({ code: 'INVALID', reason })
    expect(await held()).toEqual([])
  })

  it('sent again by the same form, after a lost answer, is scheduled once', async () => {
    const clientKey = randomUUID()
    const first = await schedule({ clientKey })
    expect(await schedule({ clientKey })).toEqual(first)
    await story.advance('2026-11-20T22:01:00.000Z')
    expect(await answers()).toHaveLength(1)
  })
})
