import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Viewer } from '@/server/accounts/schema'
import { runSubscriber } from '@/server/infra/outbox/subscribers'
import { addNote } from '@/server/tickets/conversation/replies'
import { noteSchema } from '@/server/tickets/conversation/schema'
import { disputeAnswer } from '@/server/tickets/disputes/disputes'
import { disputeSchema } from '@/server/tickets/disputes/schema'
import { markAllInboxRead, markInboxRead, readInbox } from '@/server/tickets/inbox/inbox'
import { setSeverity } from '@/server/tickets/triage/triage'
import { muteTicket, readMuted } from '@/server/tickets/inbox/mutes'
import { changesOf } from '@/server/tickets/live/changes'
import { readDeskStatus } from '@/server/tickets/reading/desk-status'
import { readTicket } from '@/server/tickets/reading/ticket'
import { exportTicket } from '@/server/tickets/record/export'
import { searchTickets } from '@/server/tickets/finding/finding'
import { searchSchema } from '@/server/tickets/finding/schema'
import { assignTicket } from '@/server/tickets/triage/triage'
import { subscribers } from '@/workers/subscribers'
import { deliverEvents } from '@/tests/support/events'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
let reference: string
beforeEach(async () => {
  story = await openStory('off')
  reference = await story.fileS1({ severity: 'S3' })
  await deliverEvents(story.ctx)
})
afterEach(() => story.close())

const note = (viewer: Viewer, body: string, mentioned: Viewer[]) =>
  addNote(
    story.ctx,
    viewer,
    noteSchema.parse({ reference, clientKey: randomUUID(), body, mentioned: mentioned.map(({ userId }) => userId) }),
  )
const assign = (by: Viewer, to: Viewer) =>
  assignTicket(story.ctx, by, { reference, assigneeId: to.userId, clientKey: randomUUID() })
const inboxOf = async (viewer: Viewer) => {
  await deliverEvents(story.ctx)
  return (await readInbox(story.ctx, viewer, null)).rows
}
const kindsOf = async (viewer: Viewer) => (await inboxOf(viewer)).map(({ kind }) => kind)

describe('a colleague mentioned in a note', () => {
  it('finds it in the inbox once, although the events are delivered twice', async () => {
    const { ana, bo } = story.world
    await note(ana, '@Bo can you look?', [bo])
    await deliverEvents(story.ctx)
    await story.database.db.outboxCursor.updateMany({ where: { name: 'inbox' }, data: { position: 0 } })
    await runSubscriber(story.ctx, 'inbox', subscribers)
    expect(await inboxOf(bo)).toEqual([
      expect.objectContaining({ kind: 'mention', reference, actor: 'Ana', isRead: false }),
    ])
    expect((await readDeskStatus(story.ctx, bo)).unread).toBe(1)
  })

  it('is not notified when the name no longer stands in the note, when they wrote it, or when they are a customer', async () => {
    const { ana, bo, customer } = story.world
    await note(ana, '@Ana @Customer never mind', [ana, bo, customer])
    expect([await inboxOf(ana), await inboxOf(bo)]).toEqual([[], []])
    const { facts } = await story.database.db.ticketEvent.findFirstOrThrow({ where: { type: 'internal_note' } })
    expect(facts).toEqual({})
    expect(await story.database.db.notification.count()).toBe(0)
  })

  it('is not notified after leaving the staff, also when the note was written before', async () => {
    const { ana, bo } = story.world
    await note(ana, '@Bo can you look?', [bo])
    await story.database.db.user.update({ where: { id: bo.userId }, data: { deactivatedAt: story.clock.now() } })
    await deliverEvents(story.ctx)
    expect(await story.database.db.notification.count()).toBe(0)
    await note(ana, '@Bo and now?', [bo])
    const notes = await story.database.db.ticketEvent.findMany({
      where: { type: 'internal_note' },
      orderBy: { seq: 'asc' },
    })
    expect(notes.map(({ facts }) => facts)).toEqual([{ mentioned: [bo.userId] }, {}])
  })

  it('shows nothing of it to customers: not on the page, not in the export, not in a search, not live', async () => {
    const { ana, bo, customer, lead } = story.world
    const seen = async () => {
      const { timeline } = await readTicket(story.ctx, lead, reference)
      const found = await searchTickets(story.ctx, customer, searchSchema.parse({ text: 'Bo' }))
      return JSON.stringify([timeline, await exportTicket(story.ctx, customer, reference, false), found.rows])
    }
    const before = await seen()
    await note(ana, '@Bo can you look?', [bo])
    await deliverEvents(story.ctx)
    expect(await seen()).toBe(before)
    await expect(readInbox(story.ctx, customer, null)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const live = changesOf({ kind: 'inbox', userId: bo.userId }, null)
    expect([bo, ana, customer].map(live)).toEqual([{ kind: 'inbox' }, null, null])
    expect(changesOf({ kind: 'inbox', userId: customer.userId }, null)(customer)).toBeNull()
  })
})

describe('the inbox of an engineer', () => {
  it("has the customer's replies and reopenings of their tickets, assignments by others, and disputes of their answers", async () => {
    const { ana, bo, customer } = story.world
    await assign(bo, ana)
    expect(await kindsOf(ana)).toEqual(['assigned'])
    await story.minutes(1)
    await story.reply(reference)
    await story.minutes(1)
    await story.answer(reference, 'diagnosis')
    const { publicSeq } = await story.database.db.ticket.findUniqueOrThrow({ where: { reference } })
    await story.minutes(1)
    await disputeAnswer(
      story.ctx,
      customer,
      disputeSchema.parse({ reference, seq: publicSeq, reason: 'This answers nothing.' }),
    )
    await story.minutes(1)
    await story.answer(reference, 'fix', { then: 'resolved' })
    await story.minutes(1)
    await story.reply(reference, 'It is back.')
    expect(await kindsOf(ana)).toEqual(['reopened', 'disputed', 'reply', 'assigned'])
    expect(await inboxOf(bo)).toEqual([])
    const rows = JSON.stringify(await story.database.db.notification.findMany())
    expect(rows).not.toContain('It is back')
  })

  it('has nothing that its owner did', async () => {
    const { ana } = story.world
    await assign(ana, ana)
    expect(await inboxOf(ana)).toEqual([])
  })

  it('is marked as read by its owner only, one entry or all up to the newest that was shown', async () => {
    const { ana, bo } = story.world
    for (const body of ['@Bo one', '@Bo two', '@Bo three']) {
      await note(ana, body, [bo])
      await story.minutes(1)
    }
    const [newest, middle, oldest] = await inboxOf(bo)
    await markInboxRead(story.ctx, ana, { id: oldest!.id })
    expect((await readDeskStatus(story.ctx, bo)).unread).toBe(3)
    await markInboxRead(story.ctx, bo, { id: oldest!.id })
    expect((await readDeskStatus(story.ctx, bo)).unread).toBe(2)
    await markAllInboxRead(story.ctx, bo, { upTo: middle!.at })
    expect((await inboxOf(bo)).map(({ id, isRead }) => [id, isRead])).toEqual([
      [newest!.id, false],
      [middle!.id, true],
      [oldest!.id, true],
    ])
  })

  it('is read in pages, each entry once, and entries are removed after 60 days', async () => {
    const { ana, bo } = story.world
    const ticket = await story.database.db.ticket.findUniqueOrThrow({ where: { reference } })
    await story.database.db.notification.createMany({
      data: Array.from({ length: 65 }, (_, index) => ({
        personId: bo.userId,
        kind: 'mention' as const,
        ticketId: ticket.id,
        eventId: randomUUID(),
        actorId: ana.userId,
        // Several at one instant.
        createdAt: new Date(story.clock.now().getTime() - Math.floor(index / 4) * 1_000),
        removeAt: new Date(story.clock.now().getTime() + 60_000),
      })),
    })
    const ids: string[] = []
    let after: string | null = null
    do {
      const page: Awaited<ReturnType<typeof readInbox>> = await readInbox(story.ctx, bo, after)
      ids.push(...page.rows.map(({ id }) => id))
      after = page.next
    } while (after)
    expect([ids.length, new Set(ids).size]).toEqual([65, 65])
    await note(ana, '@Bo stays', [bo])
    await deliverEvents(story.ctx)
    await story.minutes(2)
    expect(await story.database.db.notification.count()).toBe(1)
  })
})

describe('a muted ticket', () => {
  it('sends its person no mails and no entries, but mentions; others hear of it as before', async () => {
    const { ana, bo } = story.world
    await assign(bo, ana)
    await story.settle()
    await markAllInboxRead(story.ctx, ana, { upTo: story.clock.now() })
    await muteTicket(story.ctx, ana, { reference, muted: true })
    await muteTicket(story.ctx, ana, { reference, muted: true })
    expect([await readMuted(story.ctx, ana, reference), await readMuted(story.ctx, bo, reference)]).toEqual([
      true,
      false,
    ])
    const mails = story.mailsTo(ana).length
    await story.minutes(1)
    await story.reply(reference)
    await note(bo, '@Ana this one is for you', [ana])
    await story.minutes(5)
    expect(story.mailsTo(ana)).toHaveLength(mails)
    expect((await inboxOf(ana)).filter(({ isRead }) => !isRead).map(({ kind }) => kind)).toEqual(['mention'])
    await muteTicket(story.ctx, ana, { reference, muted: false })
    await story.reply(reference, 'Still there?')
    await story.minutes(5)
    expect(story.mailsTo(ana).length).toBeGreaterThan(mails)
    expect(await kindsOf(ana)).toContain('reply')
  })

  it('never hides from its assignee that it is theirs, nor what a customer writes on an S1 or S2: nobody is paged for it', async () => {
    const { ana, bo, mia } = story.world
    await muteTicket(story.ctx, ana, { reference, muted: true })
    await assign(bo, ana)
    await setSeverity(story.ctx, mia, { reference, to: 'S2', reason: 'Everybody' })
    await story.settle()
    const mails = story.mailsTo(ana).length
    await story.reply(reference, 'It is worse now.')
    await story.minutes(3)
    expect(await kindsOf(ana)).toEqual(expect.arrayContaining(['assigned', 'reply']))
    expect(story.mailsTo(ana).length).toBeGreaterThan(mails)
  })

  it('is muted by staff only, and only one that exists', async () => {
    const { ana, customer } = story.world
    await expect(muteTicket(story.ctx, customer, { reference, muted: true })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    await expect(muteTicket(story.ctx, ana, { reference: 'ACME-999', muted: true })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })
})
