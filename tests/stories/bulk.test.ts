import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import type { Viewer } from '@/server/accounts/schema'
import { hastenBulk, readBulk, startBulk, undoBulk } from '@/server/tickets/bulk/bulk'
import { type BulkChangeInput, startBulkSchema } from '@/server/tickets/bulk/schema'
import { storedJson } from '@/server/infra/db/json'
import { changeTags } from '@/server/tickets/tags/tags'
import { assignTicket } from '@/server/tickets/triage/triage'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
afterEach(() => story.close())

let number = 0
const file = (severity: string) => story.fileS1({ severity, body: `Problem ${++number}` })
const start = (references: string[], change: BulkChangeInput, more: object = {}, actor: Viewer = story.world.ana) =>
  startBulk(story.ctx, actor, startBulkSchema.parse({ references, change, clientKey: randomUUID(), ...more }))
const read = (id: string) => readBulk(story.ctx, story.world.ana, { id })
const eventsOf = (references: string[], type: string) =>
  story.database.db.ticketEvent.count({ where: { type, ticket: { reference: { in: references } } } })
const severitiesOf = async (references: string[]) =>
  (
    await story.database.db.ticket.findMany({
      where: { reference: { in: references } },
      orderBy: { number: 'asc' },
      select: { severity: true },
    })
  ).map(({ severity }) => severity)

describe.each(['off', 'on'] as const)('a bulk change, with the queue %s', (queue) => {
  it('waits ten seconds, changes every ticket in its own record, and leaves alone those that refuse, each with its reason', async () => {
    story = await openStory(queue)
    const references = [await file('S3'), await file('S4'), await file('S3')]
    const ghost = 'ACME-999'
    const { id, until } = await start([...references, ghost], {
      verb: 'severity',
      to: 'S4',
      reason: 'Not in production',
    })
    expect(until).toEqual(new Date(story.clock.now().getTime() + 10_000))
    await story.settle()
    expect(await eventsOf(references, 'severity_changed')).toBe(0)
    expect(await read(id)).toMatchObject({ state: 'held', done: 0, total: 4 })

    await story.advance(until!)
    expect(await read(id)).toMatchObject({
      state: 'done',
      total: 4,
      done: 2,
      refused: [
        { reference: references[1], reason: 'sameSeverity' },
        { reference: ghost, reason: 'notFound' },
      ],
    })
    expect(await severitiesOf(references)).toEqual(['S4', 'S4', 'S4'])
    expect(await eventsOf(references, 'severity_changed')).toBe(2)
    // The reason is in the record of the tickets, and no longer in the bulk change.
    expect(JSON.stringify(await story.database.db.bulkChange.findMany())).not.toContain('Not in production')
  })

  it('that is undone within ten seconds never happened: no event, no mail, no clock', async () => {
    story = await openStory(queue)
    const references = [await file('S3'), await file('S3')]
    await story.settle()
    const mails = story.mailsTo(story.world.customer).length
    const { id } = await start(references, { verb: 'severity', to: 'S2', reason: 'Many users' })
    await story.advance(new Date(story.clock.now().getTime() + 9_000))
    expect(await undoBulk(story.ctx, story.world.ana, { id })).toEqual({ undone: true })
    expect(await undoBulk(story.ctx, story.world.ana, { id })).toEqual({ undone: true })
    await story.minutes(1)
    expect(await severitiesOf(references)).toEqual(['S3', 'S3'])
    expect(await eventsOf(references, 'severity_changed')).toBe(0)
    expect(story.mailsTo(story.world.customer)).toHaveLength(mails)
    expect(await read(id)).toMatchObject({ state: 'undone', done: 0, until: null })
  })
})

describe('a bulk change', () => {
  it('with an S1 among its tickets begins at once, says so, and can no longer be undone', async () => {
    story = await openStory('off')
    const references = [await file('S3'), await file('S1')]
    const { id, until, atOnce } = await start(references, { verb: 'assign', assigneeId: story.world.bo.userId })
    expect({ until, atOnce }).toEqual({ until: null, atOnce: 'S1' })
    await story.settle()
    expect(await undoBulk(story.ctx, story.world.ana, { id })).toEqual({ undone: false })
    expect(await read(id)).toMatchObject({ state: 'done', done: 2 })
  })

  it('is carried out at once when its author asks for it, before or after sending', async () => {
    story = await openStory('off')
    const references = [await file('S3')]
    const first = await start(references, { verb: 'tags', add: ['launch'] }, { atOnce: true })
    expect(first).toMatchObject({ until: null, atOnce: null })
    const second = await start(references, { verb: 'tags', add: ['later'] })
    await hastenBulk(story.ctx, story.world.ana, second)
    await story.settle()
    const { tags } = await story.database.db.ticket.findFirstOrThrow({ where: { reference: references[0] } })
    expect(tags).toEqual(['launch', 'later'])
  })

  it('hands over no S1 that somebody else has without a brief, and merges what may be merged', async () => {
    story = await openStory('off')
    const [first, second, third] = [await file('S1'), await file('S3'), await file('S3')]
    await story.database.db.ticket.updateMany({
      where: { reference: first },
      data: { assigneeId: story.world.mia.userId },
    })
    const given = await start([first, second], { verb: 'assign', assigneeId: story.world.bo.userId })
    await story.settle()
    expect(await read(given.id)).toMatchObject({
      done: 1,
      refused: [{ reference: first, reason: 'handoffNeedsBrief' }],
    })
    await story.answer(third, 'update')
    const merged = await start([first, second, third], { verb: 'merge', into: second }, { atOnce: true })
    await story.settle()
    // `second` is skipped, because the others are merged into it; `first` is older than it.
    expect(await read(merged.id)).toMatchObject({
      total: 2,
      done: 1,
      refused: [{ reference: first, reason: 'mergeIntoOlder' }],
    })
  })

  it('whose worker died is continued by another, and no ticket is changed twice', async () => {
    story = await openStory('off')
    const references = await Promise.all(Array.from({ length: 9 }, () => file('S3')))
    const { id } = await start(references, { verb: 'status', to: 'on_hold', reason: 'Waiting for the release' })
    await story.advance(new Date(story.clock.now().getTime() + 10_000))
    // As if the worker had died after it had changed the tickets and before it had noted six of them.
    const { db } = story.database
    await db.bulkItem.updateMany({ where: { bulkId: id, position: { gte: 3 } }, data: { state: 'waiting' } })
    await db.bulkChange.update({
      where: { id },
      data: {
        state: 'running',
        nextAt: story.clock.now(),
        change: { verb: 'status', to: 'on_hold', reason: 'Waiting for the release' },
      },
    })
    await story.settle()
    expect(await read(id)).toMatchObject({ state: 'done', done: 9, refused: [] })
    expect(await eventsOf(references, 'status_changed')).toBe(9)
  })

  it('of somebody who has left the staff meanwhile is refused ticket by ticket', async () => {
    story = await openStory('off')
    const references = [await file('S3'), await file('S3')]
    const { id, until } = await start(references, { verb: 'tags', add: ['launch'] })
    await story.database.db.user.update({
      where: { id: story.world.ana.userId },
      data: { deactivatedAt: story.clock.now() },
    })
    await story.advance(until!)
    expect(await read(id)).toMatchObject({
      state: 'done',
      done: 0,
      refused: [{ reason: 'forbidden' }, { reason: 'forbidden' }],
    })
  })

  it('sent twice with the same key is one, with other content is refused, and is nobody else’s to see or undo', async () => {
    story = await openStory('off')
    const references = [await file('S3')]
    const clientKey = randomUUID()
    const change = { verb: 'tags', add: ['launch'] } as const
    const [first, second] = await Promise.all([
      start(references, { ...change, add: ['launch'] }, { clientKey }),
      start(references, { ...change, add: ['launch'] }, { clientKey }),
    ])
    expect(first.id).toBe(second.id)
    expect(await story.database.db.bulkItem.count()).toBe(1)
    await expect(start(references, { verb: 'tags', add: ['other'] }, { clientKey })).rejects.toMatchObject({
      reason: 'keyReused',
    })
    const { bo } = story.world
    await expect(readBulk(story.ctx, bo, first)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(undoBulk(story.ctx, bo, first)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('is forgotten a week after it is over', async () => {
    story = await openStory('off')
    const { id } = await start([await file('S3')], { verb: 'tags', add: ['launch'] })
    await story.minutes(7 * 24 * 60 + 1)
    expect(await story.database.db.bulkChange.count({ where: { id } })).toBe(0)
  })
})

describe('a ticket of a bulk change that a worker changed and did not note', () => {
  it.each<[string, BulkChangeInput]>([
    ['assign', { verb: 'assign', assigneeId: '' }],
    ['tags', { verb: 'tags', add: ['launch'], remove: [] }],
  ])('is not changed again over what a colleague did since: %s', async (verb, given) => {
    story = await openStory('off')
    const { bo, mia } = story.world
    const change = given.verb === 'assign' ? { ...given, assigneeId: bo.userId } : given
    const reference = await file('S4')
    const { id } = await start([reference], change, { atOnce: true })
    await story.minutes(1)
    if (verb === 'assign') await assignTicket(story.ctx, mia, { reference, assigneeId: null })
    else await changeTags(story.ctx, mia, { reference, add: [], remove: ['launch'] })
    // As if the worker had died before it noted that the ticket was done.
    const { db } = story.database
    await db.bulkItem.updateMany({ where: { bulkId: id }, data: { state: 'waiting' } })
    await db.bulkChange.update({
      where: { id },
      data: { state: 'running', nextAt: story.clock.now(), change: storedJson(change) },
    })
    await story.minutes(1)
    expect(await read(id)).toMatchObject({ state: 'done', done: 1 })
    expect(await db.ticket.findUniqueOrThrow({ where: { reference } })).toMatchObject({ assigneeId: null, tags: [] })
  })

  it('is not hidden when its customer wrote after the snooze was asked for', async () => {
    story = await openStory('off')
    const [quiet, written] = [await file('S4'), await file('S4')]
    const until = new Date(story.clock.now().getTime() + 86_400_000)
    const { id } = await start([quiet, written], { verb: 'snooze', until })
    await story.advance(new Date(story.clock.now().getTime() + 3_000))
    await story.reply(written, 'It is worse now.')
    await story.minutes(1)
    expect(await read(id)).toMatchObject({ done: 1, refused: [{ reference: written, reason: 'staleForm' }] })
  })
})
