import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { createCaller } from '@/server/api/root'
import type { Viewer } from '@/server/accounts/schema'
import { listenLive } from '@/server/infra/live'
import { eraseTicketWords } from '@/server/handoff/erasing'
import { acceptHandoff, handOverTicket } from '@/server/handoff/briefs'
import { readTicket } from '@/server/tickets/reading/ticket'
import { assignTicket } from '@/server/tickets/triage/triage'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
let live: ReturnType<typeof listenLive>
afterEach(async () => {
  await live.close()
  await story.close()
})

const words = { known: 'A bad build', tried: 'A rollback', promised: 'News by nine', note: '' }

/** Ana has an S1 and hands it over to Bo. */
async function open() {
  story = await openStory('off')
  live = listenLive(story.database.url)
  const { ana, bo } = story.world
  const reference = await story.fileS1()
  await assignTicket(story.ctx, ana, { reference, assigneeId: ana.userId })
  const given = await handOverTicket(story.ctx, ana, { reference, toId: bo.userId, ...words })
  return { ...story.world, reference, id: given!.id }
}
const as = (viewer: Viewer | null) => createCaller({ ...story.ctx, viewer, live, address: 'test' })

describe('the people who may', () => {
  it('read or change a brief are no customers of any organisation, and nobody signed out', async () => {
    const { customer, lead, stranger, bo, reference, id } = await open()
    for (const viewer of [customer, lead, stranger, null]) {
      const code = viewer ? 'FORBIDDEN' : 'UNAUTHORIZED'
      const { handoffs } = as(viewer)
      const calls = [
        handoffs.count(),
        handoffs.next(),
        handoffs.get({ id }),
        handoffs.ofTicket({ reference }),
        handoffs.save({ id, reference, revision: 1, ...words }),
        handoffs.keep({ id, reference, keep: true }),
        handoffs.accept({ id }),
        handoffs.give({ reference, toId: bo.userId, ...words }),
      ]
      // All at once: a call whose refusal nobody waits for yet would end the run.
      await Promise.all(calls.map((asked) => expect(asked).rejects.toMatchObject({ code })))
    }
    const seen = await readTicket(story.ctx, lead, reference)
    expect(JSON.stringify(seen)).not.toContain(words.known)
  })

  it('write in it are the outgoing engineer and a manager; accept it, the expected engineer and a manager', async () => {
    const { ana, bo, mia, reference, id } = await open()
    const owner: Viewer = { ...bo, staffRoles: ['knowledge_owner'] }
    await expect(as(bo).handoffs.save({ id, reference, revision: 1, ...words })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    await as(ana).handoffs.save({ id, reference, revision: 1, ...words })
    await as(mia).handoffs.save({ id, reference, revision: 2, ...words, note: 'Call them first.' })
    for (const viewer of [ana, owner])
      await expect(as(viewer).handoffs.accept({ id })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(as(mia).handoffs.get({ id: mia.userId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await as(bo).handoffs.ofTicket({ reference })).toMatchObject({
      briefId: id,
      outgoing: 'Ana',
      mayAccept: true,
    })
    expect(await as(bo).handoffs.count()).toBe(1)
    // Of two at once, one has it.
    const both = await Promise.all([as(bo), as(mia)].map((caller) => caller.handoffs.accept({ id })))
    expect(both.flatMap(({ accepted }) => accepted)).toEqual([reference])
    expect(await as(bo).handoffs.ofTicket({ reference })).toBeNull()
  })
})

it('erasing a handoff’s words from the record erases them from the brief and its mails', async () => {
  const { bo, mia, reference, id } = await open()
  await as(bo).handoffs.accept({ id })
  const { timeline } = await readTicket(story.ctx, bo, reference)
  const event = timeline.find((item) => item.kind === 'event' && item.type === 'handed_over')
  if (event?.kind !== 'event') throw new Error('no event')
  const administrator: Viewer = { ...mia, staffRoles: ['administrator'] }
  await eraseTicketWords(story.ctx, administrator, { reference, chain: 'staff', seq: event.seq, reason: 'Asked to' })
  const { db } = story.database
  const kept = JSON.stringify([await db.handoffEntry.findMany(), await db.mailMessage.findMany()])
  expect(kept).not.toContain(words.known)
})

it('erasing a short note changes nothing else in any brief', async () => {
  const { ana, mia, reference, id } = await open()
  await as(ana).tickets.note({ reference, clientKey: randomUUID(), body: 'no' })
  const { revision } = (await as(ana).handoffs.get({ id })).entries[0]!
  const known = 'nothing known\n\nInternal note: no'
  await as(ana).handoffs.save({ id, reference, revision, ...words, known, tried: 'Internal note: no news' })
  const { timeline } = await readTicket(story.ctx, ana, reference)
  const event = timeline.find((item) => item.kind === 'event' && item.type === 'internal_note')
  if (event?.kind !== 'event') throw new Error('no event')
  const administrator: Viewer = { ...mia, staffRoles: ['administrator'] }
  await eraseTicketWords(story.ctx, administrator, { reference, chain: 'staff', seq: event.seq, reason: 'Asked to' })
  const entry = (await as(ana).handoffs.get({ id })).entries[0]
  expect(entry).toMatchObject({ known: 'nothing known', tried: 'Internal note: no news', promised: words.promised })
})

describe('two people at once', () => {
  it('who accept a brief and take a ticket of it do not both get the ticket, even before a worker has settled its entry', async () => {
    const { bo, mia, reference, id } = await open()
    await assignTicket(story.ctx, mia, { reference, assigneeId: mia.userId })
    expect(await acceptHandoff(story.ctx, bo, { id })).toEqual({ accepted: [] })
    const { timeline } = await readTicket(story.ctx, bo, reference)
    expect(timeline.some((item) => item.kind === 'event' && item.type === 'handed_over')).toBe(false)
  })

  it('who accept a brief and merge two tickets of it do not deadlock', async () => {
    const { bo, reference: first, id } = await open()
    const { db } = story.database
    const idOf = async (reference: string) => (await db.ticket.findUniqueOrThrow({ where: { reference } })).id
    // The newer one sorts last by its id, and is locked first by a merge.
    let [older, newer] = [first, await story.fileS1()]
    while ((await idOf(older)) > (await idOf(newer))) [older, newer] = [newer, await story.fileS1()]
    await db.handoffEntry.deleteMany({ where: { briefId: id } })
    for (const reference of [older, newer])
      await db.handoffEntry.create({
        data: { briefId: id, ticketId: await idOf(reference), ...words, updatedAt: story.clock.now() },
      })
    const waiting = async () =>
      (
        await db.$queryRaw<{ n: number }[]>`
          select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
      )[0]!.n
    const accepting = await db.$transaction(async (tx) => {
      await tx.$queryRaw`select 1 from "Ticket" where "reference" = ${newer} for update`
      const accepted = acceptHandoff(story.ctx, bo, { id })
      accepted.catch(() => undefined)
      await expect.poll(waiting).toBe(1)
      await tx.$queryRaw`select 1 from "Ticket" where "reference" = ${older} for update`
      return { accepted }
    })
    expect((await accepting.accepted).accepted.toSorted()).toEqual([older, newer].toSorted())
  })
})
