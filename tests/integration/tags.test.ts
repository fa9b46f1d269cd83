import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventFacts } from '@/server/tickets/events/schema'
import { readOwnTickets, readQueue } from '@/server/tickets/reading/lists'
import { myTicketsSchema, queueSchema } from '@/server/tickets/reading/schema'
import { readTicket } from '@/server/tickets/reading/ticket'
import { exportTicket } from '@/server/tickets/record/export'
import { changeTagsSchema, knownTagsSchema } from '@/server/tickets/tags/schema'
import { changeTags, readKnownTags } from '@/server/tickets/tags/tags'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
beforeAll(async () => {
  story = await openStory('off')
})
afterAll(() => story.close())

let count = 0
const fileS3 = () => story.fileS1({ severity: 'S3', body: `Problem ${++count}` })
const change = (reference: string, add: string[], remove: string[] = [], actor = story.world.ana) =>
  changeTags(story.ctx, actor, changeTagsSchema.parse({ reference, add, remove }))
const tagsOf = async (reference: string) => (await readTicket(story.ctx, story.world.ana, reference)).tags
const known = (text: string) => readKnownTags(story.ctx, story.world.ana, knownTagsSchema.parse({ text }))
const tagEvents = (reference: string) =>
  story.database.db.ticketEvent.findMany({
    where: { ticket: { reference }, type: 'tags_changed' },
    orderBy: { seq: 'asc' },
  })

describe('tags', () => {
  it('are recorded in the staff chain with what was really added and removed, and only when something changes', async () => {
    const reference = await fileS3()
    await change(reference, ['Launch day', 'vip'])
    await change(reference, ['LAUNCH  DAY', 'ＶＩＰ'])
    await change(reference, ['later'], ['Vip', 'unknown'])
    expect(await tagsOf(reference)).toEqual(['Launch day', 'later'])
    const events = await tagEvents(reference)
    expect(events.map(({ chain }) => chain)).toEqual(['staff', 'staff'])
    expect(events.map(({ facts }) => eventFacts.tags_changed.parse(facts))).toEqual([
      { added: ['Launch day', 'vip'], removed: [] },
      { added: ['later'], removed: ['vip'] },
    ])
  })

  it('have one spelling on all tickets, also when two people make one at the same time', async () => {
    const references = [await fileS3(), await fileS3(), await fileS3()]
    await Promise.all(references.map((reference, index) => change(reference, [['Quota', 'QUOTA', 'quota'][index]!])))
    const spelt = await Promise.all(references.map(tagsOf))
    expect(new Set(spelt.flat()).size).toBe(1)
  })

  it('leave the ticket read, and move no clock', async () => {
    const reference = await fileS3()
    const { lastActivityAt } = await readTicket(story.ctx, story.world.ana, reference)
    const clocks = () =>
      story.database.db.slaClock.findMany({ where: { ticket: { reference } }, orderBy: { id: 'asc' } })
    const before = await clocks()
    await story.minutes(3)
    await change(reference, ['quiet'])
    expect((await readTicket(story.ctx, story.world.ana, reference)).lastActivityAt).toEqual(lastActivityAt)
    expect(await clocks()).toEqual(before)
  })

  it('are refused beyond twenty on a ticket, which then keeps what it had and makes no new tag known', async () => {
    const reference = await fileS3()
    await change(
      reference,
      Array.from({ length: 20 }, (_, index) => `many ${index}`),
    )
    await expect(change(reference, ['one too many'])).rejects.toMatchObject({ reason: 'tooManyTags', field: 'add' })
    expect(await tagsOf(reference)).toHaveLength(20)
    expect(await story.database.db.tag.count({ where: { key: 'one too many' } })).toBe(0)
  })

  it('are seen by staff only: not on a customer’s ticket, list or export', async () => {
    const reference = await fileS3()
    await change(reference, ['difficult'])
    const { customer, ana } = story.world
    const seen = await readTicket(story.ctx, customer, reference)
    expect(JSON.stringify(seen)).not.toContain('difficult')
    const list = await readOwnTickets(story.ctx, customer, myTicketsSchema.parse({}))
    expect(list.rows.find((row) => row.reference === reference)?.tags).toEqual([])
    const file = await exportTicket(story.ctx, customer, reference, false)
    expect(JSON.stringify(file)).not.toContain('difficult')
    const queue = await readQueue(story.ctx, ana, queueSchema.parse({}))
    expect(queue.rows.find((row) => row.reference === reference)?.tags).toEqual(['difficult'])
  })

  it('that are in use are offered: those that begin with what was typed first, none that no ticket has', async () => {
    const reference = await fileS3()
    await change(reference, ['Reconnect', 'connect', 'disconnects'])
    expect(await known('CONN')).toEqual(['connect', 'disconnects', 'Reconnect'])
    await change(reference, [], ['connect'])
    expect(await known('conn')).toEqual(['disconnects', 'Reconnect'])
    expect(await known('%')).toEqual([])
  })
})
