import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { acknowledgePage } from '@/server/paging/page/pages'
import { readDeskStatus } from '@/server/tickets/reading/desk-status'
import { readOpenDisputes } from '@/server/tickets/disputes/list'
import { decideDispute, disputeAnswer } from '@/server/tickets/disputes/disputes'
import { readTicket } from '@/server/tickets/reading/ticket'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
beforeEach(async () => {
  story = await openStory('off', '2026-11-20T18:00:00.000Z')
})
afterEach(() => story.close())

const seen = async (reference: string) => (await readTicket(story.ctx, story.world.customer, reference)).paging
const pageId = async (reference: string) =>
  (await story.database.db.page.findFirstOrThrow({ where: { ticket: { reference } } })).id

describe('the customer of an S1', () => {
  it('sees who was paged, who is called next and when, and then who acknowledged', async () => {
    const reference = await story.fileS1()
    await story.settle()
    expect(await seen(reference)).toEqual({
      state: 'open',
      openedAt: new Date('2026-11-20T18:00:00.000Z'),
      called: [{ name: 'Ana', at: new Date('2026-11-20T18:00:00.000Z') }],
      acknowledged: null,
      next: { kind: 'notify', at: new Date('2026-11-20T18:05:00.000Z'), names: ['Bo'] },
    })
    await story.minutes(5)
    expect(await seen(reference)).toMatchObject({
      called: [{ name: 'Ana' }, { name: 'Bo', at: new Date('2026-11-20T18:05:00.000Z') }],
      next: { at: new Date('2026-11-20T18:10:00.000Z'), names: ['Mia'] },
    })
    await story.minutes(2)
    await acknowledgePage(story.ctx, story.world.bo, {
      pageId: await pageId(reference),
      via: 'desk',
    })
    expect(await seen(reference)).toMatchObject({
      state: 'acknowledged',
      acknowledged: { name: 'Bo', at: new Date('2026-11-20T18:07:00.000Z') },
      next: null,
    })
  })

  it('is not told that anybody was paged before a notification has gone out', async () => {
    const reference = await story.fileS1()
    expect((await seen(reference))?.called).toEqual([{ name: 'Ana', at: null }])
  })

  it('learns names and times, and nothing else about the page', async () => {
    const reference = await story.fileS1()
    await story.settle()
    const words = JSON.stringify(await readTicket(story.ctx, story.world.customer, reference))
    expect(words).not.toContain(story.world.ana.email)
    expect(words).not.toContain(await pageId(reference))
    expect(words).not.toContain(story.world.policyId)
  })
})

describe('staff', () => {
  it('see as their own pages only those that notified them, with the due answer and who is next', async () => {
    const reference = await story.fileS1()
    await story.settle()
    const status = await readDeskStatus(story.ctx, story.world.ana)
    expect(status.onCall).toMatchObject([{ scheduleName: 'Night', person: { name: 'Ana' } }])
    expect(status.pages).toMatchObject([
      {
        reference,
        mine: true,
        answerDue: { metric: 'first_response', at: new Date('2026-11-20T18:15:00.000Z') },
        called: [{ name: 'Ana', sentAt: new Date('2026-11-20T18:00:00.000Z') }],
        next: { at: new Date('2026-11-20T18:05:00.000Z'), people: [{ name: 'Bo' }] },
      },
    ])
    // The manager was not called, and neither was Bo.
    for (const viewer of [story.world.mia, story.world.bo])
      expect((await readDeskStatus(story.ctx, viewer)).pages).toMatchObject([{ reference, mine: false }])
    await story.minutes(5)
    expect((await readDeskStatus(story.ctx, story.world.bo)).pages).toMatchObject([{ reference, mine: true }])
  })
})

describe("a manager's banner", () => {
  it("shows another engineer's unacknowledged S1 before the manager's own page of a lower severity", async () => {
    const lower = await story.fileS1({ severity: 'S2' })
    await story.settle()
    // Mia takes the page of the S2 over as her own.
    const { db } = story.database
    const { id } = await db.page.findFirstOrThrow({ where: { ticket: { reference: lower } } })
    await db.delivery.updateMany({ where: { pageId: id }, data: { engineerId: story.world.mia.userId } })
    const urgent = await story.fileS1()
    await story.settle()
    const { pages } = await readDeskStatus(story.ctx, story.world.mia)
    expect(pages).toMatchObject([
      // The banner names who is called next, so the page that leads must carry it.
      { reference: urgent, mine: false, next: { people: [{ name: 'Bo' }] } },
      { reference: lower, mine: true },
    ])
  })
})

describe('a dispute', () => {
  const dispute = async () => {
    const reference = await story.fileS1({ severity: 'S4' })
    await story.answer(reference, 'diagnosis', { body: 'We are looking into it.' })
    await disputeAnswer(story.ctx, story.world.customer, { reference, seq: 2, reason: 'This says nothing.' })
    return reference
  }
  const mine = () => story.mailsTo(story.world.mia).filter((subject) => subject.startsWith('To decide'))

  it('appears for managers in a list with both texts and in a count', async () => {
    const reference = await dispute()
    expect((await readDeskStatus(story.ctx, story.world.mia)).disputes).toBe(1)
    expect((await readDeskStatus(story.ctx, story.world.ana)).disputes).toBeNull()
    expect((await readOpenDisputes(story.ctx, story.world.mia, null)).rows).toMatchObject([
      {
        reference,
        seq: 2,
        author: 'Ana',
        reply: 'We are looking into it.',
        disputedBy: 'Carl',
        reason: 'This says nothing.',
      },
    ])
  })

  it('is followed by reminders to the managers after four hours, then daily, until it is decided', async () => {
    const reference = await dispute()
    await story.advance('2026-11-20T21:59:59.000Z')
    expect(mine()).toEqual([])
    await story.advance('2026-11-20T22:00:00.000Z')
    expect(mine()).toEqual([`To decide: an answer on ${reference} is disputed`])
    await story.advance('2026-11-21T22:00:00.000Z')
    expect(mine()).toHaveLength(2)
    // Engineers decide nothing, so they are not reminded.
    expect(story.mailsTo(story.world.bo).filter((subject) => subject.startsWith('To decide'))).toEqual([])
    await decideDispute(story.ctx, story.world.mia, { reference, seq: 2, upheld: false, reason: 'It names the cause.' })
    await story.advance('2026-11-25T00:00:00.000Z')
    expect(mine()).toHaveLength(2)
    expect((await readOpenDisputes(story.ctx, story.world.mia, null)).rows).toEqual([])
    expect((await readDeskStatus(story.ctx, story.world.mia)).disputes).toBe(0)
  })

  it('is followed by one reminder for all the days on which no worker ran', async () => {
    await dispute()
    story.clock.set('2026-11-24T23:00:00.000Z')
    await story.settle()
    expect(mine()).toHaveLength(1)
    await story.advance('2026-11-25T22:00:00.000Z')
    expect(mine()).toHaveLength(2)
  })
})
