import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DomainError } from '@/server/infra/errors'
import { fileTicket } from '@/server/tickets/filing/filing'
import { readOwnTickets, readQueue } from '@/server/tickets/reading/lists'
import { readTicket } from '@/server/tickets/reading/ticket'
import { addNote, answerTicket, replyAsCustomer } from '@/server/tickets/conversation/replies'
import { genesisHash, hashEnvelope, digestContent } from '@/server/tickets/record/ledger.rules'
import { answerSchema, customerReplySchema, noteSchema } from '@/server/tickets/conversation/schema'
import { fileTicketSchema } from '@/server/tickets/filing/schema'
import { myTicketsSchema, queueSchema } from '@/server/tickets/reading/schema'
import type { Viewer } from '@/server/accounts/schema'
import { decideDispute, disputeAnswer } from '@/server/tickets/disputes/disputes'
import { unwatchTicket, watchTicket } from '@/server/tickets/triage/links'
import { closeByCustomer, setSeverity, setStatus } from '@/server/tickets/triage/triage'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
beforeEach(async () => {
  story = await openStory('off')
})
afterEach(() => story.close())

const reasonOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'done',
    (error: unknown) =>
      error instanceof DomainError ? `${error.code} ${error.reason} ${error.field ?? ''}`.trim() : String(error),
  )
const file = (more: Record<string, unknown> = {}) =>
  fileTicketSchema.parse({
    clientKey: randomUUID(),
    projectId: story.world.projectId,
    scenario: 'meeting',
    body: 'It fails',
    severity: 'S3',
    ...more,
  })

describe('filing', () => {
  it('a double click files once', async () => {
    const input = file()
    const answers = await Promise.all([1, 2, 3].map(() => fileTicket(story.ctx, story.world.customer, input)))
    expect(new Set(answers.map((answer) => answer.reference))).toEqual(new Set(['ACME-1']))
    expect(await story.database.db.ticket.count()).toBe(1)
  })
  it("another organisation's project is unknown, like one that does not exist", async () => {
    const { customer, otherProjectId } = story.world
    expect(await reasonOf(fileTicket(story.ctx, customer, file({ projectId: otherProjectId })))).toBe(
      'INVALID unknownProject projectId',
    )
    expect(await reasonOf(fileTicket(story.ctx, customer, file({ projectId: randomUUID() })))).toBe(
      'INVALID unknownProject projectId',
    )
    expect(await story.database.db.ticket.count()).toBe(0)
  })
  it('numbers count per organisation without gaps, even for simultaneous filings', async () => {
    await Promise.all(Array.from({ length: 8 }, () => fileTicket(story.ctx, story.world.customer, file())))
    const tickets = await story.database.db.ticket.findMany({ orderBy: { number: 'asc' } })
    expect(tickets.map((ticket) => ticket.reference)).toEqual(
      Array.from({ length: 8 }, (_, index) => `ACME-${index + 1}`),
    )
  })
})

describe('visibility', () => {
  it('a stranger finds nothing, and actions for engineers are refused before anything is looked up', async () => {
    const reference = await story.fileS1()
    const { stranger, customer, lead, ana } = story.world
    expect(await reasonOf(readTicket(story.ctx, stranger, reference))).toBe('NOT_FOUND notFound')
    expect(
      await reasonOf(
        replyAsCustomer(
          story.ctx,
          stranger,
          customerReplySchema.parse({ reference, clientKey: randomUUID(), body: 'x' }),
        ),
      ),
    ).toBe('NOT_FOUND notFound')
    expect(await reasonOf(closeByCustomer(story.ctx, stranger, { reference }))).toBe('NOT_FOUND notFound')
    expect(await reasonOf(setSeverity(story.ctx, stranger, { reference, to: 'S4', reason: 'because' }))).toBe(
      'FORBIDDEN forbidden',
    )
    const nowhere = { reference: 'NOBODY-1', to: 'S4', reason: 'because' } as const
    expect(await reasonOf(setSeverity(story.ctx, stranger, nowhere))).toBe('FORBIDDEN forbidden')
    expect((await readOwnTickets(story.ctx, stranger, myTicketsSchema.parse({}))).rows).toEqual([])
    for (const viewer of [customer, lead, ana])
      expect((await readTicket(story.ctx, viewer, reference)).reference).toBe(reference)
  })
  it('a customer never receives anything of the staff chain', async () => {
    const reference = await story.fileS1()
    await addNote(
      story.ctx,
      story.world.ana,
      noteSchema.parse({ reference, clientKey: randomUUID(), body: 'secret words' }),
    )
    const view = await readTicket(story.ctx, story.world.customer, reference)
    expect(JSON.stringify(view)).not.toContain('secret words')
    expect(view.page).toBeNull()
    expect(JSON.stringify(await readTicket(story.ctx, story.world.ana, reference))).toContain('secret words')
  })
})

describe('the watchers of a ticket', () => {
  const watchers = async (reference: string) =>
    (await readTicket(story.ctx, story.world.lead, reference)).watchers.map((person) => person.name).sort()
  const watch = (viewer: Viewer, reference: string, userId: string) =>
    reasonOf(watchTicket(story.ctx, viewer, { reference, userId }))
  const unwatch = (viewer: Viewer, reference: string, userId: string) =>
    reasonOf(unwatchTicket(story.ctx, viewer, { reference, userId }))

  it('are chosen by its people: colleagues of their own organisation, and nobody else', async () => {
    const { customer, lead, stranger, ana } = story.world
    const reference = await story.fileS1()
    expect(await watch(customer, reference, lead.userId)).toBe('done')
    expect(await watch(customer, reference, lead.userId)).toBe('done')
    expect(await watchers(reference)).toEqual(['Carl', 'Lea'])
    // Somebody of another organisation looks like nobody, and so does staff to a customer.
    for (const other of [stranger.userId, ana.userId, randomUUID()])
      expect(await watch(customer, reference, other)).toBe('INVALID unknownPerson userId')
    expect(await watch(stranger, reference, stranger.userId)).toBe('NOT_FOUND notFound')
    expect(await unwatch(stranger, reference, lead.userId)).toBe('NOT_FOUND notFound')
    await story.answer(reference, 'diagnosis')
    await story.settle()
    expect(story.mailsTo(lead).some((subject) => subject.includes(reference))).toBe(true)
    expect(await unwatch(customer, reference, lead.userId)).toBe('done')
    expect(await watchers(reference)).toEqual(['Carl'])
  })

  it('can be removed by themselves, the filer, a lead and staff; by no other colleague', async () => {
    const { customer, lead, ana, organisationId } = story.world
    const reference = await story.fileS1()
    const user = await story.database.db.user.create({
      data: {
        email: 'cora@test.example',
        name: 'Cora',
        createdAt: story.clock.now(),
        memberships: { create: { role: 'customer', organisationId, createdAt: story.clock.now() } },
      },
    })
    const cora: Viewer = { ...customer, userId: user.id, email: user.email, name: user.name }
    await watch(customer, reference, cora.userId)
    expect(await unwatch(cora, reference, customer.userId)).toMatch(/^FORBIDDEN/)
    expect(await unwatch(cora, reference, cora.userId)).toBe('done')
    // Whoever neither filed nor watches it, and leads nobody, does not know of it.
    expect(await watch(cora, reference, cora.userId)).toBe('NOT_FOUND notFound')
    for (const viewer of [lead, ana]) {
      await watch(viewer, reference, cora.userId)
      expect(await unwatch(viewer, reference, cora.userId)).toBe('done')
    }
    await story.database.db.user.update({ where: { id: cora.userId }, data: { deactivatedAt: story.clock.now() } })
    expect(await watch(customer, reference, cora.userId)).toBe('INVALID unknownPerson userId')
  })
})

describe('the rules of the service', () => {
  it('an S1 is not resolved without a fix or workaround and a root cause', async () => {
    const reference = await story.fileS1()
    const resolve = (kind: string, more = {}) =>
      reasonOf(
        answerTicket(
          story.ctx,
          story.world.ana,
          answerSchema.parse({ reference, clientKey: randomUUID(), kind, body: 'b', then: 'resolved', ...more }),
        ),
      )
    expect(await resolve('acknowledgement')).toBe('INVALID resolveNeedsAnswer kind')
    expect(await resolve('diagnosis')).toBe('INVALID resolveNeedsFix kind')
    expect(await resolve('fix')).toBe('INVALID resolveNeedsRootCause rootCauseUnknown')
    expect(await resolve('fix', { rootCauseUnknown: 'the node was replaced before it could be examined' })).toBe('done')
  })
  it('waiting requires a question, a hold requires a reason', async () => {
    const reference = await story.fileS1()
    const wait = (kind: string) =>
      reasonOf(
        answerTicket(
          story.ctx,
          story.world.ana,
          answerSchema.parse({ reference, clientKey: randomUUID(), kind, body: 'b', then: 'waiting_on_customer' }),
        ),
      )
    expect(await wait('update')).toBe('INVALID waitingNeedsQuestion then')
    expect(await wait('question')).toBe('done')
    expect(await reasonOf(setStatus(story.ctx, story.world.ana, { reference, to: 'on_hold', reason: '' }))).toBe(
      'INVALID holdNeedsReason reason',
    )
  })
  it('a stale form is refused and nothing is partly written', async () => {
    const reference = await story.fileS1()
    await story.reply(reference, 'one more fact')
    const before = await story.database.db.ticketEvent.count()
    const stale = answerSchema.parse({ reference, clientKey: randomUUID(), kind: 'diagnosis', body: 'b', basedOn: 1 })
    expect(await reasonOf(answerTicket(story.ctx, story.world.ana, stale))).toBe('CONFLICT staleForm')
    expect(await story.database.db.ticketEvent.count()).toBe(before)
  })
  it('a closed ticket accepts no reply', async () => {
    const reference = await story.fileS1()
    await closeByCustomer(story.ctx, story.world.customer, { reference })
    expect(await reasonOf(story.reply(reference))).toBe('CONFLICT ticketClosed')
    expect((await story.database.db.page.findFirstOrThrow()).state).toBe('closed')
  })
  it('an upheld dispute restores the clocks', async () => {
    const reference = await story.fileS1()
    await story.minutes(1)
    await story.answer(reference, 'update')
    const first = () => story.database.db.slaClock.findFirstOrThrow({ where: { metric: 'first_response' } })
    expect((await first()).outcome).toBe('met')
    const { seq } = (await readTicket(story.ctx, story.world.customer, reference)).timeline.find(
      (item) => item.kind === 'event' && item.type === 'staff_reply',
    ) as { seq: number }
    await disputeAnswer(story.ctx, story.world.customer, { reference, seq, reason: 'it says nothing' })
    await decideDispute(story.ctx, story.world.mia, { reference, seq, upheld: true, reason: 'agreed' })
    expect((await first()).outcome).toBe('open')
  })
})

describe('the ledger', () => {
  it('every event contains the hash of the one before, and the digest of its text', async () => {
    const reference = await story.fileS1()
    await story.reply(reference)
    await story.answer(reference, 'diagnosis')
    const events = await story.database.db.ticketEvent.findMany({
      where: { chain: 'public' },
      orderBy: { seq: 'asc' },
      include: { content: true },
    })
    let previous = genesisHash
    for (const event of events) {
      expect(event.previousHash).toBe(previous)
      if (event.content) expect(event.contentDigest).toBe(digestContent(event.content.salt, event.content.body))
      previous = hashEnvelope({
        version: 1,
        ticket: reference,
        chain: 'public',
        seq: event.seq,
        at: event.at.toISOString(),
        type: event.type,
        actor: { kind: event.actorKind as 'customer', id: event.actorId },
        facts: event.facts as Record<string, unknown>,
        contentDigest: event.contentDigest,
        previousHash: event.previousHash,
      })
      expect(event.hash).toBe(previous)
    }
    const ticket = await story.database.db.ticket.findUniqueOrThrow({ where: { reference } })
    expect(ticket.publicHead).toBe(previous)
    await expect(story.database.db.ticketEvent.updateMany({ data: { type: 'forged' } })).rejects.toThrow()
  })
})

describe('the queue', () => {
  it('is sorted by what is due next', async () => {
    await fileTicket(story.ctx, story.world.customer, file({ severity: 'S4' }))
    await fileTicket(story.ctx, story.world.customer, file({ severity: 'S1' }))
    await fileTicket(story.ctx, story.world.customer, file({ severity: 'S3' }))
    const { rows, counts } = await readQueue(story.ctx, story.world.ana, queueSchema.parse({}))
    expect(rows.map((row) => row.severity)).toEqual(['S1', 'S3', 'S4'])
    expect(counts).toMatchObject({ open: 3, mine: 0, unassigned: 3, due_soon: 1 })
    expect(rows[0]!.clock?.metric).toBe('first_response')
    // What the search finds is drawn by the same rows.
    const all = await readQueue(story.ctx, story.world.ana, queueSchema.parse({ view: 'all' }))
    const byReference = (list: typeof rows) => list.toSorted((a, b) => (a.reference < b.reference ? -1 : 1))
    expect(byReference(all.rows)).toEqual(byReference(rows))
  })
})
