import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { limits, takePoint } from '@/server/accounts/sign-in/limits'
import type { Viewer } from '@/server/accounts/schema'
import { DomainError } from '@/server/infra/errors'
import { isUniqueViolation } from '@/server/infra/db/db'
import { fileTicket } from '@/server/tickets/filing/filing'
import { readHeldMessages, sendAnswer, sendClosing, sendReply } from '@/server/tickets/conversation/held'
import { answerTicket, replyAsCustomer } from '@/server/tickets/conversation/replies'
import { readTicket } from '@/server/tickets/reading/ticket'
import { answerSchema, closeSchema, customerReplySchema } from '@/server/tickets/conversation/schema'
import { fileTicketSchema } from '@/server/tickets/filing/schema'
import { closeByCustomer } from '@/server/tickets/triage/triage'
import { watchTicket } from '@/server/tickets/triage/links'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
let reference: string
beforeEach(async () => {
  story = await openStory('off')
  reference = await story.fileS1({ severity: 'S4' })
  await story.settle()
})
afterEach(() => story.close())

const db = () => story.database.db
const outcome = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'done',
    (error: unknown) => (error instanceof DomainError ? `${error.code} ${error.reason}` : String(error)),
  )
const answer = (more: Record<string, unknown> = {}) =>
  answerSchema.parse({ reference, clientKey: randomUUID(), kind: 'diagnosis', body: 'Found it.', ...more })
const reply = (more: Record<string, unknown> = {}) =>
  customerReplySchema.parse({ reference, clientKey: randomUUID(), body: 'Still broken.', ...more })
const closing = (more: Record<string, unknown> = {}) =>
  closeSchema.parse({ reference, clientKey: randomUUID(), undoable: true, ...more })
const read = (viewer: Viewer = story.world.ana) => readTicket(story.ctx, viewer, reference)
const words = async () =>
  (await read()).timeline.flatMap((item) => (item.kind === 'event' && item.type !== 'filed' ? (item.body ?? []) : []))

describe("a form that refers to messages beyond the ticket's record", () => {
  it.each([false, true])('is refused like a stale one (undoable: %s)', async (undoable) => {
    const { ctx, world } = story
    for (const basedOn of [2, 2_147_483_647]) {
      expect(await outcome(sendAnswer(ctx, world.ana, answer({ basedOn, undoable })))).toBe('CONFLICT staleForm')
      expect(await outcome(sendReply(ctx, world.customer, reply({ basedOn, undoable })))).toBe('CONFLICT staleForm')
    }
    expect(await outcome(sendAnswer(ctx, world.ana, answer({ basedOn: 1, undoable })))).toBe('done')
    expect(await db().heldMessage.count()).toBe(undoable ? 1 : 0)
  })
})

describe('closing', () => {
  it('by a watcher who did not file the ticket is refused at once, and nothing is held', async () => {
    const { ctx, world } = story
    const watcher = { ...world.lead, memberships: world.customer.memberships }
    await db().membership.updateMany({ where: { userId: world.lead.userId }, data: { role: 'customer' } })
    await watchTicket(ctx, world.customer, { reference, userId: watcher.userId })
    for (const form of [closing(), closing({ undoable: false }), closing({ clientKey: undefined })])
      expect(await outcome(sendClosing(ctx, watcher, form))).toBe('FORBIDDEN closeByFilerOrLead')
    expect(await db().heldMessage.count()).toBe(0)
    expect((await read(watcher)).may).toMatchObject({ close: false, reply: true })
  })

  it('is counted when it is submitted and not rate-limited ten seconds later', async () => {
    const { ctx, world } = story
    expect(await sendClosing(ctx, world.customer, closing())).toMatchObject({ state: 'held' })
    await takePoint(ctx, `messages:${world.customer.userId}`, limits.messages, limits.messages.points)
    expect(await outcome(sendClosing(ctx, world.customer, closing()))).toBe('RATE_LIMITED tooManyMessages')
    await story.minutes(1)
    expect((await read()).status).toBe('closed')
  })
})

describe('a follow-up', () => {
  const followUp = () =>
    fileTicket(
      story.ctx,
      story.world.customer,
      fileTicketSchema.parse({
        clientKey: randomUUID(),
        projectId: story.world.projectId,
        scenario: 'voice_chat_room',
        body: 'It is back',
        severity: 'S3',
        followUpOf: reference,
      }),
    )

  it('is accepted for a closed ticket only: an open or resolved one takes a message instead', async () => {
    const { ctx, world } = story
    expect(await outcome(followUp())).toBe('INVALID followUpOfOpen')
    await answerTicket(ctx, world.ana, answer({ then: 'resolved' }))
    expect(await outcome(followUp())).toBe('INVALID followUpOfOpen')
    await closeByCustomer(ctx, world.customer, { reference })
    const filed = await followUp()
    expect((await read()).followUps).toEqual([filed.reference])
  })
})

describe('a conflict in the record that is not a repeated form', () => {
  /** An event that stands where the next one would: written by somebody else than the product, or by a fault of it. */
  async function occupyNext(): Promise<string> {
    const { id, ticketId, facts, ...last } = await db().ticketEvent.findFirstOrThrow({
      where: { ticket: { reference } },
    })
    const taken = { ...last, id: randomUUID(), ticketId, facts: facts as object, seq: last.seq + 1, clientKey: null }
    await db().ticketEvent.create({ data: taken, select: { id: true } })
    expect(id).not.toBe(taken.id)
    return taken.id
  }

  it('is an error and never reported as sent; the same form succeeds once the conflict is gone', async () => {
    const { ctx, world } = story
    const taken = await occupyNext()
    const [form, other] = [answer(), reply()]
    for (const attempt of [answerTicket(ctx, world.ana, form), replyAsCustomer(ctx, world.customer, other)])
      await expect(attempt).rejects.toSatisfy((error) => !(error instanceof DomainError) && isUniqueViolation(error))
    expect(await db().eventContent.count({ where: { event: { ticket: { reference } } } })).toBe(1)
    await db().ticketEvent.delete({ where: { id: taken } })
    await answerTicket(ctx, world.ana, form)
    await replyAsCustomer(ctx, world.customer, other)
    expect(await words()).toEqual(['Found it.', 'Still broken.'])
  })

  it('keeps the text of a held message for its author until it is sent', async () => {
    const { ctx, world } = story
    expect(await sendAnswer(ctx, world.ana, answer({ undoable: true }))).toMatchObject({ state: 'held' })
    const taken = await occupyNext()
    story.clock.advance(11_000)
    await story.settle()
    expect(await readHeldMessages(ctx, world.ana, reference)).toMatchObject([{ body: 'Found it.', state: 'sending' }])
    await db().ticketEvent.delete({ where: { id: taken } })
    // The try that failed holds it for thirty seconds.
    story.clock.advance(31_000)
    await story.settle()
    expect(await words()).toEqual(['Found it.'])
    expect(await readHeldMessages(ctx, world.ana, reference)).toEqual([])
  })
})
