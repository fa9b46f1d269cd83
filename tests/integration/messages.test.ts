import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { limits, takePoint } from '@/server/accounts/sign-in/limits'
import type { Viewer } from '@/server/accounts/schema'
import { DomainError } from '@/server/infra/errors'
import { fileTicket } from '@/server/tickets/filing/filing'
import {
  dismissHeldMessage,
  readHeldMessages,
  sendAnswer,
  sendClosing,
  sendHeldNow,
  sendReply,
  undoHeldMessage,
} from '@/server/tickets/conversation/held'
import { readTicket } from '@/server/tickets/reading/ticket'
import { addNote, answerTicket, replyAsCustomer } from '@/server/tickets/conversation/replies'
import { answerSchema, closeSchema, customerReplySchema, noteSchema } from '@/server/tickets/conversation/schema'
import { fileTicketSchema } from '@/server/tickets/filing/schema'
import { setStatus } from '@/server/tickets/triage/triage'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
beforeEach(async () => {
  story = await openStory('off')
})
afterEach(() => story.close())

const outcome = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'done',
    (error: unknown) => (error instanceof DomainError ? `${error.code} ${error.reason}` : String(error)),
  )
const answer = (reference: string, more: Record<string, unknown> = {}) =>
  answerSchema.parse({ reference, clientKey: randomUUID(), kind: 'diagnosis', body: 'Found it.', ...more })
const reply = (reference: string, more: Record<string, unknown> = {}) =>
  customerReplySchema.parse({ reference, clientKey: randomUUID(), body: 'Still broken.', ...more })
const bodies = async (reference: string, viewer: Viewer = story.world.ana) =>
  (await readTicket(story.ctx, viewer, reference)).timeline.flatMap((item) =>
    item.kind === 'event' && item.body !== null && item.type !== 'filed' ? [item.body] : [],
  )
const upload = (uploaderId: string) =>
  story.database.db.attachment
    .create({
      data: {
        organisationId: story.world.organisationId,
        uploaderId,
        fileName: 'log.txt',
        contentType: 'text/plain',
        size: 3,
        sha256: 'x',
        createdAt: story.clock.now(),
      },
      select: { id: true },
    })
    .then(({ id }) => id)

describe('one client key', () => {
  it('writes once however often the same answer is sent', async () => {
    const reference = await story.fileS1()
    const input = answer(reference)
    for (const attempt of [input, { ...input, basedOn: 1 }])
      expect(await outcome(answerTicket(story.ctx, story.world.ana, attempt))).toBe('done')
    expect(await bodies(reference)).toEqual(['Found it.'])
  })
  it('never loses a corrected text: other content with the same key is refused, with a new key it is a new message', async () => {
    const reference = await story.fileS1()
    const input = answer(reference, { body: 'A' })
    await answerTicket(story.ctx, story.world.ana, input)
    const edited = { ...input, body: 'A + WARNING' }
    expect(await outcome(answerTicket(story.ctx, story.world.ana, edited))).toBe('CONFLICT keyReused')
    await answerTicket(story.ctx, story.world.ana, { ...edited, clientKey: randomUUID() })
    expect(await bodies(reference)).toEqual(['A', 'A + WARNING'])
  })
  it('is not shared by two verbs: a saved note does not make a reply look sent', async () => {
    const reference = await story.fileS1()
    const clientKey = randomUUID()
    await addNote(story.ctx, story.world.ana, noteSchema.parse({ reference, clientKey, body: 'Found it.' }))
    expect(await outcome(answerTicket(story.ctx, story.world.ana, answer(reference, { clientKey })))).toBe(
      'CONFLICT keyReused',
    )
  })
  it('is not shared by two people', async () => {
    const reference = await story.fileS1()
    const input = answer(reference)
    await answerTicket(story.ctx, story.world.ana, input)
    expect(await outcome(answerTicket(story.ctx, story.world.bo, input))).toBe('CONFLICT keyReused')
  })
  it('that an earlier release stored without a digest still counts as sent', async () => {
    const reference = await story.fileS1()
    const input = reply(reference)
    await replyAsCustomer(story.ctx, story.world.customer, input)
    const { db } = story.database
    const events = await db.ticketEvent.findMany({ where: { clientKey: input.clientKey } })
    // Events never change, so the row of the earlier release is made by leaving the digest out.
    await db.$executeRawUnsafe('alter table "TicketEvent" disable trigger user')
    await db.ticketEvent.updateMany({ where: { id: events[0]!.id }, data: { clientDigest: null } })
    expect(await outcome(replyAsCustomer(story.ctx, story.world.customer, input))).toBe('done')
    expect(await bodies(reference)).toEqual(['Still broken.'])
  })
  it('changes a status once', async () => {
    const reference = await story.fileS1({ severity: 'S3' })
    const input = { reference, to: 'on_hold' as const, reason: 'Waiting for the carrier', clientKey: randomUUID() }
    for (const _ of [1, 2]) expect(await outcome(setStatus(story.ctx, story.world.ana, input))).toBe('done')
    expect(await outcome(setStatus(story.ctx, story.world.ana, { ...input, reason: 'Another' }))).toBe(
      'CONFLICT keyReused',
    )
  })
})

describe('filing', () => {
  const filing = (more: Record<string, unknown> = {}) =>
    fileTicketSchema.parse({
      clientKey: randomUUID(),
      projectId: story.world.projectId,
      scenario: 'meeting',
      severity: 'S3',
      body: 'Some users cannot join.',
      ...more,
    })
  it('again after a lost response gives the same ticket, even with files', async () => {
    const { customer } = story.world
    const input = filing({ attachmentIds: [await upload(customer.userId)] })
    const first = await fileTicket(story.ctx, customer, input)
    expect(await fileTicket(story.ctx, customer, input)).toEqual(first)
  })
  it('twice at once with a file creates one ticket, which both calls return', async () => {
    const { customer } = story.world
    const input = filing({ attachmentIds: [await upload(customer.userId)] })
    const both = await Promise.all([1, 2].map(() => fileTicket(story.ctx, customer, input)))
    expect(both[0]).toEqual(both[1])
    expect(await story.database.db.ticket.count()).toBe(1)
  })
  it('another text with the same key is refused instead of returning the first ticket', async () => {
    const { customer } = story.world
    const input = filing()
    await fileTicket(story.ctx, customer, input)
    const edited = { ...input, body: 'ALL users are affected.' }
    expect(await outcome(fileTicket(story.ctx, customer, edited))).toBe('CONFLICT keyReused')
  })
})

describe('a newer message', () => {
  it('of the customer or a colleague must be seen before a reply is sent', async () => {
    const reference = await story.fileS1()
    await story.reply(reference, 'One more fact')
    expect(await outcome(answerTicket(story.ctx, story.world.ana, answer(reference, { basedOn: 1 })))).toBe(
      'CONFLICT staleForm',
    )
    await answerTicket(story.ctx, story.world.bo, answer(reference))
    expect(await outcome(answerTicket(story.ctx, story.world.ana, answer(reference, { basedOn: 2 })))).toBe(
      'CONFLICT staleForm',
    )
  })
  it('of the engineer must be seen before the customer replies', async () => {
    const reference = await story.fileS1()
    await story.answer(reference, 'question')
    expect(await outcome(replyAsCustomer(story.ctx, story.world.customer, reply(reference, { basedOn: 1 })))).toBe(
      'CONFLICT staleForm',
    )
  })
  it('of the writer does not block the next one', async () => {
    const reference = await story.fileS1()
    for (const body of ['First', 'Second'])
      expect(await outcome(answerTicket(story.ctx, story.world.ana, answer(reference, { body, basedOn: 1 })))).toBe(
        'done',
      )
  })
})

describe('undo for ten seconds', () => {
  const calm = () => story.fileS1({ severity: 'S3' })
  it('writes no event, clock or mail until they end; then the message is sent automatically', async () => {
    const { ctx, world } = story
    const reference = await calm()
    const sent = await sendAnswer(ctx, world.ana, answer(reference, { undoable: true }))
    expect(sent.state).toBe('held')
    await story.settle()
    expect(await bodies(reference)).toEqual([])
    expect(story.mailsTo(world.customer)).toEqual([])
    // Nobody has the browser open any more.
    await story.advance(new Date(story.clock.now().getTime() + 10_000))
    expect(await bodies(reference)).toEqual(['Found it.'])
    // The mail waits as long as the words can be corrected.
    expect(story.mailsTo(world.customer)).toEqual([])
    await story.minutes(2)
    expect(story.mailsTo(world.customer)).toHaveLength(1)
    const first = (await readTicket(ctx, world.ana, reference)).clocks.find(({ metric }) => metric === 'first_response')
    expect(first).toMatchObject({ outcome: 'met', elapsedMs: 10_000 })
    expect(await story.database.db.heldMessage.count()).toBe(0)
  })
  it('restores the text with all its fields and files, and nobody else ever sees it', async () => {
    const { ctx, world } = story
    const reference = await calm()
    await answerTicket(ctx, world.bo, answer(reference, { kind: 'workaround' }))
    const file = await upload(world.ana.userId)
    const promisedAt = new Date(story.clock.now().getTime() + 3_600_000)
    const input = answer(reference, {
      undoable: true,
      kind: 'question',
      then: 'waiting_on_customer',
      attachmentIds: [file],
      promiseNextUpdateAt: promisedAt,
    })
    const held = await sendAnswer(ctx, world.ana, input)
    if (held.state !== 'held') throw new Error(held.state)
    expect(await readHeldMessages(ctx, world.bo, reference)).toEqual([])
    await story.advance(new Date(story.clock.now().getTime() + 9_000))
    expect(await undoHeldMessage(ctx, world.bo, held.id)).toEqual({ undone: false })
    // The answer to the first undo is lost: asked again, it is still undone.
    for (const _ of [1, 2]) expect(await undoHeldMessage(ctx, world.ana, held.id)).toEqual({ undone: true })
    await story.minutes(5)
    expect(await bodies(reference)).toEqual(['Found it.'])
    const [back] = await readHeldMessages(ctx, world.ana, reference)
    expect(back).toMatchObject({
      verb: 'answer',
      state: 'undone',
      body: 'Found it.',
      kind: 'question',
      then: 'waiting_on_customer',
      promiseNextUpdateAt: promisedAt,
      attachments: [{ id: file, fileName: 'log.txt' }],
    })
    await dismissHeldMessage(ctx, world.ana, held.id)
    expect(await readHeldMessages(ctx, world.ana, reference)).toEqual([])
    // A copy of the request that arrives only now does not send what was undone.
    expect(await sendAnswer(ctx, world.ana, input)).toEqual({ state: 'undone' })
  })
  it('sends once, whether the sweep, the browser or a repeated request is first', async () => {
    const { ctx, world } = story
    const reference = await calm()
    const input = reply(reference, { undoable: true })
    const held = await sendReply(ctx, world.customer, input)
    if (held.state !== 'held') throw new Error(held.state)
    expect(await sendReply(ctx, world.customer, input)).toEqual(held)
    await Promise.all([1, 2, 3].map(() => sendHeldNow(ctx, world.customer, held.id)))
    await story.minutes(1)
    expect(await sendReply(ctx, world.customer, input)).toEqual({ state: 'sent', atOnce: null })
    expect(await bodies(reference)).toEqual(['Still broken.'])
  })
  it('does not delay an S1, nor a message when a clock is due within that time', async () => {
    const { ctx, world } = story
    const s3 = await calm()
    story.clock.advance(8 * 3_600_000 - 5_000)
    expect(await sendAnswer(ctx, world.ana, answer(s3, { undoable: true }))).toEqual({
      state: 'sent',
      atOnce: 'clockDue',
    })
    const clocks = (await readTicket(ctx, world.ana, s3)).clocks
    expect(clocks.find(({ metric }) => metric === 'first_response')?.outcome).toBe('met')
    const s1 = await story.fileS1()
    expect(await sendAnswer(ctx, world.ana, answer(s1, { undoable: true }))).toEqual({ state: 'sent', atOnce: 'S1' })
  })
  it('is offered only for a message that can be sent: otherwise it is refused at once and not held', async () => {
    const { ctx, world } = story
    const reference = await calm()
    const wrong = answer(reference, { undoable: true, then: 'waiting_on_customer' })
    expect(await outcome(sendAnswer(ctx, world.ana, wrong))).toBe('INVALID waitingNeedsQuestion')
    expect(await story.database.db.heldMessage.count()).toBe(0)
  })
  it('works when another message arrives meanwhile', async () => {
    const { ctx, world } = story
    const reference = await calm()
    await sendAnswer(ctx, world.ana, answer(reference, { undoable: true, basedOn: 1 }))
    await story.reply(reference, 'Any news?')
    await story.minutes(1)
    expect(await bodies(reference)).toEqual(['Any news?', 'Found it.'])
  })
  it('returns the text to its author when the ticket was closed meanwhile', async () => {
    const { ctx, world } = story
    const reference = await calm()
    await sendAnswer(ctx, world.ana, answer(reference, { undoable: true }))
    await sendClosing(ctx, world.customer, closeSchema.parse({ reference, clientKey: randomUUID() }))
    await story.minutes(1)
    expect(await readHeldMessages(ctx, world.ana, reference)).toMatchObject([
      { state: 'returned', reason: 'ticketClosed', body: 'Found it.' },
    ])
  })
  it('works for closing: the ticket stays open until they end, and is closed afterwards', async () => {
    const { ctx, world } = story
    const reference = await calm()
    const close = () =>
      sendClosing(ctx, world.customer, closeSchema.parse({ reference, clientKey: randomUUID(), undoable: true }))
    const first = await close()
    if (first.state !== 'held') throw new Error(first.state)
    await undoHeldMessage(ctx, world.customer, first.id)
    await story.minutes(1)
    expect((await readTicket(ctx, world.customer, reference)).status).toBe('new')
    await close()
    expect((await readTicket(ctx, world.customer, reference)).status).toBe('new')
    await story.minutes(1)
    expect((await readTicket(ctx, world.customer, reference)).status).toBe('closed')
  })
  it('is not rate-limited when it ends: the message was counted when it was submitted', async () => {
    const { ctx, world } = story
    const reference = await calm()
    await sendReply(ctx, world.customer, reply(reference, { undoable: true, body: 'Held' }))
    // The limit is used up before the ten seconds end.
    await takePoint(ctx, `messages:${world.customer.userId}`, limits.messages, limits.messages.points)
    expect(await outcome(replyAsCustomer(ctx, world.customer, reply(reference)))).toBe('RATE_LIMITED tooManyMessages')
    await story.minutes(1)
    expect(await bodies(reference)).toContain('Held')
  })
  it('sends a message that another process had claimed and not finished', async () => {
    const { ctx, world } = story
    const reference = await calm()
    await sendAnswer(ctx, world.ana, answer(reference, { undoable: true }))
    // Claimed by a worker that died before it wrote the event.
    await story.database.db.heldMessage.updateMany({
      data: { state: 'sending', nextAt: new Date(story.clock.now().getTime() + 30_000) },
    })
    await story.minutes(1)
    expect(await bodies(reference)).toEqual(['Found it.'])
  })
})
