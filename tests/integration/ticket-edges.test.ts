import { randomUUID } from 'node:crypto'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Viewer } from '@/server/accounts/schema'
import { DomainError } from '@/server/infra/errors'
import type { LiveListener } from '@/server/infra/live'
import { appRouter } from '@/server/api/root'
import { decideDispute, disputeAnswer } from '@/server/tickets/disputes/disputes'
import { explainBreach } from '@/server/tickets/breaches/breaches'
import { exportTicket } from '@/server/tickets/record/export'
import { ticketExport } from '@/server/tickets/record/schema'
import { readOwnTickets } from '@/server/tickets/reading/lists'
import { readTicket } from '@/server/tickets/reading/ticket'
import { streamLifeMs } from '@/server/tickets/live/changes'
import { addNote, replyAsCustomer } from '@/server/tickets/conversation/replies'
import { verifyExport } from '@/server/tickets/record/verify.rules'
import { customerReplySchema, noteSchema } from '@/server/tickets/conversation/schema'
import { myTicketsSchema } from '@/server/tickets/reading/schema'
import { assignTicket, closeByCustomer, promiseUpdate } from '@/server/tickets/triage/triage'
import { createCallerFactory } from '@/server/api/procedures'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
beforeEach(async () => {
  story = await openStory('off')
})
afterEach(() => story.close())

const outcome = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'done',
    (error: unknown) => {
      const cause = error instanceof Error && error.cause instanceof DomainError ? error.cause : error
      return cause instanceof DomainError
        ? `${cause.code} ${cause.reason} ${cause.field ?? ''}`.trim()
        : ((error as { code?: string }).code ?? String(error))
    },
  )
const callerOf = (viewer: Viewer) => {
  const live = { events: new EventEmitter() } as unknown as LiveListener
  return createCallerFactory(appRouter)({ ...story.ctx, viewer, address: '192.0.2.7', live })
}
const record = async (viewer: Viewer, reference: string) =>
  ticketExport.parse(JSON.parse(JSON.stringify(await exportTicket(story.ctx, viewer, reference, false))))

describe('mail about a ticket', () => {
  it('goes to nobody who has left the organisation', async () => {
    const { customer, lead } = story.world
    const reference = await story.fileS1({ severity: 'S3' })
    await callerOf(customer).tickets.watch({ reference, userId: lead.userId })
    await story.database.db.membership.deleteMany({ where: { userId: customer.userId } })
    await story.answer(reference, 'diagnosis')
    await story.minutes(3)
    expect(story.mailsTo(customer)).toEqual([])
    expect(story.mailsTo(lead)).toHaveLength(1)
  })
  it('goes to nobody of an organisation that was archived', async () => {
    const { customer, organisationId } = story.world
    const reference = await story.fileS1({ severity: 'S3' })
    await story.database.db.organisation.update({
      where: { id: organisationId },
      data: { archivedAt: story.clock.now() },
    })
    await story.answer(reference, 'diagnosis')
    await story.minutes(3)
    expect(story.mailsTo(customer)).toEqual([])
  })
})

describe('an upheld dispute', () => {
  it('withdraws that a workaround and a root cause were given', async () => {
    const { ctx, world } = story
    const reference = await story.fileS1()
    await story.answer(reference, 'workaround')
    await story.minutes(1)
    await story.answer(reference, 'root_cause')
    const first = await readTicket(ctx, world.ana, reference)
    expect(first.answers).toMatchObject({ workaround: { seq: 2 }, rootCause: { seq: 3 } })
    for (const seq of [2, 3]) {
      await disputeAnswer(ctx, world.customer, { reference, seq, reason: 'It does not help' })
      await decideDispute(ctx, world.mia, { reference, seq, upheld: true, reason: 'Indeed' })
    }
    const { answers } = await readTicket(ctx, world.ana, reference)
    expect(answers).toMatchObject({ workaround: null, rootCause: null, fix: null })
    const { firstAnsweredAt } = await story.database.db.ticket.findUniqueOrThrow({ where: { reference } })
    expect(firstAnsweredAt).toBeNull()
    expect(
      await outcome(story.answer(reference, 'diagnosis', { then: 'resolved', rootCauseUnknown: 'No trace' })),
    ).toBe('INVALID resolveNeedsFix kind')
  })
  it('keeps what an earlier answer gave', async () => {
    const { ctx, world } = story
    const reference = await story.fileS1()
    await story.answer(reference, 'workaround')
    await story.minutes(1)
    await story.answer(reference, 'workaround')
    await disputeAnswer(ctx, world.customer, { reference, seq: 3, reason: 'It does not help' })
    await decideDispute(ctx, world.mia, { reference, seq: 3, upheld: true, reason: 'Indeed' })
    expect((await readTicket(ctx, world.ana, reference)).answers.workaround?.seq).toBe(2)
  })
  it('moves warnings that had fired, and the record still verifies', async () => {
    const { ctx, world } = story
    const reference = await story.fileS1()
    await story.answer(reference, 'diagnosis')
    await story.minutes(20)
    await story.answer(reference, 'diagnosis')
    await story.minutes(20)
    await disputeAnswer(ctx, world.customer, { reference, seq: 2, reason: 'That says nothing' })
    await decideDispute(ctx, world.mia, { reference, seq: 2, upheld: true, reason: 'Indeed' })
    expect(verifyExport(await record(world.customer, reference), null).differences).toEqual([])
  })
})

describe('a breach that an upheld dispute leaves as it was', () => {
  it('keeps its reason and pages nobody again', async () => {
    const { ctx, world } = story
    const reference = await story.fileS1()
    await story.minutes(1)
    await story.answer(reference, 'diagnosis')
    await story.minutes(4)
    await story.answer(reference, 'diagnosis')
    await story.minutes(35)
    const breaches = async () =>
      (await readTicket(ctx, world.mia, reference)).timeline.flatMap((item) => (item.kind === 'breach' ? [item] : []))
    const [breach] = await breaches()
    expect(breach).toMatchObject({ metric: 'update', explanation: { reasons: [] } })
    await explainBreach(ctx, world.mia, {
      reference,
      clockId: breach!.explanation!.clockId,
      code: 'staffing',
      words: 'Two were ill',
    })
    const calls = () => story.database.db.pageTrigger.count({ where: { kind: 'breach' } })
    const before = await calls()
    await disputeAnswer(ctx, world.customer, { reference, seq: 2, reason: 'That says nothing' })
    await decideDispute(ctx, world.mia, { reference, seq: 2, upheld: true, reason: 'Indeed' })
    expect(await breaches()).toMatchObject([
      { metric: 'update', at: breach!.at, explanation: { reasons: [{ words: 'Two were ill' }] } },
    ])
    expect(await calls()).toBe(before)
    expect(verifyExport(await record(world.customer, reference), null).differences).toEqual([])
  })
})

describe('staff-only events', () => {
  it('do not show in the activity that a customer sees', async () => {
    const { ctx, world } = story
    const reference = await story.fileS1({ severity: 'S4' })
    const caller = callerOf(world.customer)
    await caller.tickets.markRead({ reference })
    const before = await readTicket(ctx, world.customer, reference)
    await story.minutes(5)
    await addNote(ctx, world.ana, noteSchema.parse({ reference, clientKey: randomUUID(), body: 'secret words' }))
    await assignTicket(ctx, world.ana, { reference, assigneeId: world.bo.userId })
    const after = await readTicket(ctx, world.customer, reference)
    expect(after.lastActivityAt).toEqual(before.lastActivityAt)
    const { rows } = await readOwnTickets(ctx, world.customer, myTicketsSchema.parse({ limit: 10 }))
    expect(rows[0]).toMatchObject({ unread: false, lastActivityAt: before.lastActivityAt })
    expect((await readTicket(ctx, world.ana, reference)).lastActivityAt).toEqual(story.clock.now())
  })
})

describe('an open live stream', () => {
  it('ends when notifications may have been lost, so that the browser reconnects and reloads', async () => {
    const events = new EventEmitter()
    const { ctx, world } = story
    const live = { events } as unknown as LiveListener
    const caller = createCallerFactory(appRouter)({ ...ctx, viewer: world.ana, address: '192.0.2.7', live })
    const changes = (await caller.live.changes())[Symbol.asyncIterator]()
    const next = changes.next()
    await new Promise((resolve) => setImmediate(resolve))
    events.emit('gap')
    expect(await next).toMatchObject({ done: true })
    expect(events.listenerCount('gap') + events.listenerCount('message')).toBe(0)
  })
})

describe('a live stream', () => {
  it('lasts a random 15 to 30 minutes, so that browsers do not all reconnect together', () => {
    expect([0, 0.5, 1].map((drawn) => streamLifeMs(() => drawn) / 60_000)).toEqual([15, 22.5, 30])
    expect(new Set(Array.from({ length: 50 }, () => streamLifeMs())).size).toBe(50)
  })
})

describe('bad input', () => {
  it('with invalid characters is refused beside its field', async () => {
    const { customer, projectId } = story.world
    for (const body of ['a\u0000b', 'half a letter \ud83d'])
      expect(
        await outcome(
          callerOf(customer).tickets.file({
            clientKey: randomUUID(),
            projectId,
            scenario: 'meeting',
            severity: 'S3',
            body,
          }),
        ),
      ).toBe('INVALID invalidValue body')
    expect(await story.database.db.ticket.count()).toBe(0)
  })
  it('is reported beside its field with an existing message', async () => {
    const { mia } = story.world
    const definition = {
      calendars: {},
      severities: { S1: { first_response: { targetMinutes: 5, calendar: 'nowhere' } } },
    }
    const response = await fetchRequestHandler({
      endpoint: '/api/trpc',
      router: appRouter,
      req: new Request('http://localhost/api/trpc/sla.savePolicy', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ json: { planId: randomUUID(), publish: false, definition } }),
      }),
      createContext: () => ({
        ...story.ctx,
        viewer: mia,
        address: '192.0.2.7',
        live: { events: new EventEmitter() } as unknown as LiveListener,
      }),
    })
    const { error } = (await response.json()) as { error: { json: { data: { detail: unknown } } } }
    expect([response.status, error.json.data.detail]).toMatchObject([
      400,
      {
        reason: 'invalid',
        fields: [{ path: 'definition.severities.S1.first_response.calendar', reason: 'invalidValue' }],
      },
    ])
  })
  it('with a number or an instant out of range is refused', async () => {
    const { ana, customer, projectId } = story.world
    const reference = await story.fileS1()
    await story.answer(reference, 'diagnosis')
    const reason = 'It says nothing'
    expect(await outcome(callerOf(customer).tickets.dispute({ reference, seq: 3_000_000_000, reason }))).toBe(
      'BAD_REQUEST',
    )
    const far = new Date('+012000-01-01T00:00:00.000Z')
    expect(await outcome(callerOf(ana).tickets.promiseUpdate({ reference, at: far }))).toBe('BAD_REQUEST')
    const answer = { reference, clientKey: randomUUID(), kind: 'update' as const, body: 'Soon' }
    expect(await outcome(callerOf(ana).tickets.answer({ ...answer, promiseNextUpdateAt: far }))).toBe('BAD_REQUEST')
    const filing = {
      clientKey: randomUUID(),
      projectId,
      scenario: 'meeting' as const,
      severity: 'S3' as const,
      body: 'x',
    }
    expect(
      await outcome(callerOf(customer).tickets.file({ ...filing, startedAt: new Date(-8_640_000_000_000_000) })),
    ).toBe('BAD_REQUEST')
    expect(verifyExport(await record(customer, reference), null).differences).toEqual([])
  })
})

describe('the same form again', () => {
  it('is no error when the ticket was closed meanwhile', async () => {
    const { ctx, world } = story
    const reference = await story.fileS1({ severity: 'S4' })
    const input = customerReplySchema.parse({ reference, clientKey: randomUUID(), body: 'Thank you' })
    await replyAsCustomer(ctx, world.customer, input)
    await closeByCustomer(ctx, world.customer, { reference })
    expect(await outcome(replyAsCustomer(ctx, world.customer, input))).toBe('done')
    expect(await story.database.db.ticketEvent.count({ where: { type: 'customer_reply' } })).toBe(1)
  })
})

describe('a resolved ticket', () => {
  it('can be reopened by its customer or by engineers, not by knowledge owners', async () => {
    const { ctx, world } = story
    const reference = await story.fileS1({ severity: 'S4' })
    await story.answer(reference, 'fix', { then: 'resolved' })
    const writer: Viewer = { ...world.mia, staffRoles: ['knowledge_owner'] }
    expect((await readTicket(ctx, writer, reference)).may.reopen).toBe(false)
    expect(await outcome(callerOf(writer).tickets.reopen({ reference }))).toMatch(/^FORBIDDEN/)
    expect(await outcome(callerOf(world.ana).tickets.reopen({ reference }))).toBe('done')
  })
  it('keeps the reason why its root cause is unknown when it is reopened and resolved again', async () => {
    const { ctx, world } = story
    const reference = await story.fileS1()
    await story.answer(reference, 'fix', { then: 'resolved', rootCauseUnknown: 'No trace was left' })
    await story.reply(reference)
    await story.answer(reference, 'fix', { then: 'resolved' })
    const unknown = async () => (await readTicket(ctx, world.customer, reference)).answers.rootCauseUnknown
    expect(await unknown()).toBe('No trace was left')
    await story.reply(reference)
    await story.answer(reference, 'root_cause', { then: 'resolved' })
    expect(await unknown()).toBeNull()
  })
  it('is not shown as waiting for the customer', async () => {
    const { ctx, world } = story
    const reference = await story.fileS1({ severity: 'S4' })
    await story.answer(reference, 'fix', { then: 'resolved' })
    await story.answer(reference, 'question', { then: 'waiting_on_customer' })
    const view = await readTicket(ctx, world.customer, reference)
    expect(view.status).toBe('resolved')
    expect(view.timeline.filter((item) => item.kind === 'event' && item.type === 'status_changed')).toEqual([])
  })
})

describe('a promise', () => {
  it('that is made twice is recorded once', async () => {
    const { ctx, world } = story
    const reference = await story.fileS1()
    await story.answer(reference, 'diagnosis')
    const at = new Date(story.clock.now().getTime() + 10 * 60_000)
    await Promise.all([1, 2].map(() => promiseUpdate(ctx, world.ana, { reference, at })))
    expect(await story.database.db.ticketEvent.count({ where: { type: 'update_promised' } })).toBe(1)
  })
})
