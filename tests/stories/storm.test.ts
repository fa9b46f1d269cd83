import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { fileTicket } from '@/server/tickets/filing/filing'
import { fileTicketSchema } from '@/server/tickets/filing/schema'
import { openStory, type Story } from '@/tests/support/story'

/** SEMANTICS §3, storms: one organisation that files without end, told in simulated time. */
let story: Story
afterEach(() => story.close())

const later = (seconds: number) => story.advance(new Date(story.clock.now().getTime() + seconds * 1_000))

describe.each(['off', 'on'] as const)('beyond twenty filings in ten minutes, queue %s', (queue) => {
  it('each S1 opens its own page, the organisation’s notifications go as one bundle per minute, and others are on time', {
    timeout: 180_000,
  }, async () => {
    story = await openStory(queue)
    const { db } = story.database
    const { ana, stranger, otherProjectId } = story.world
    const mails = () => story.mailsTo(ana).length
    for (let number = 1; number <= 21; number += 1) await story.fileS1({ body: `Ticket ${number}` })
    await story.settle()
    await later(2)
    const before = mails()
    expect(before).toBeGreaterThan(0)
    for (let number = 22; number <= 24; number += 1) {
      await story.fileS1({ body: `Ticket ${number}` })
      await later(2)
    }
    // Within the minute nothing more of this organisation, while another's page is not held up.
    expect(mails()).toBe(before)
    await fileTicket(
      story.ctx,
      stranger,
      fileTicketSchema.parse({
        clientKey: randomUUID(),
        projectId: otherProjectId,
        scenario: 'voice_chat_room',
        body: 'Of another organisation',
        severity: 'S1',
      }),
    )
    await later(3)
    expect(story.mailsTo(ana).slice(before)).toEqual(['S1 OTHER-1 Of another organisation'])
    await later(60)
    expect(story.mailsTo(ana).slice(before + 1)).toEqual(['3 pages, first S1 ACME-22'])
    expect(await db.page.count({ where: { state: 'open' } })).toBe(25)
    const reached = await db.delivery.findMany({
      where: { engineerId: ana.userId, state: 'sent' },
      distinct: ['pageId'],
    })
    expect(reached).toHaveLength(25)
  })
})
