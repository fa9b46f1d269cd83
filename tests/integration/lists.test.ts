import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { acknowledgePage } from '@/server/paging/page/pages'
import { settleTicketClocks } from '@/server/tickets/clocks/clocks'
import { fileTicket } from '@/server/tickets/filing/filing'
import { readOwnTickets, readQueue } from '@/server/tickets/reading/lists'
import { fileTicketSchema } from '@/server/tickets/filing/schema'
import { myTicketsSchema, queueSchema } from '@/server/tickets/reading/schema'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
beforeEach(async () => {
  story = await openStory('off')
})
afterEach(() => story.close())

const file = async (severity: string, subject: string): Promise<string> =>
  (
    await fileTicket(
      story.ctx,
      story.world.customer,
      fileTicketSchema.parse({
        clientKey: randomUUID(),
        projectId: story.world.projectId,
        scenario: 'voice_chat_room',
        body: 'It happens.',
        subject,
        severity,
      }),
    )
  ).reference
const queue = (more: Record<string, unknown> = {}) =>
  readQueue(story.ctx, story.world.ana, queueSchema.parse({ ...more }))
const subjects = async (more: Record<string, unknown> = {}) => (await queue(more)).rows.map((row) => row.subject)

/** Lets time pass for the clocks alone: what pages and mails do meanwhile is told elsewhere. */
async function settleClocksAt(at: string) {
  story.clock.set(at)
  for (const { id } of await story.database.db.ticket.findMany({ select: { id: true }, orderBy: { number: 'asc' } }))
    await settleTicketClocks(story.ctx, id)
  await acknowledgeAll()
}

async function acknowledgeAll() {
  const open = await story.database.db.page.findMany({ where: { state: { in: ['open', 'unanswered'] } } })
  for (const page of open) await acknowledgePage(story.ctx, story.world.ana, { pageId: page.id, via: 'desk' })
}

describe('the queue', () => {
  it('never hides a new S1 behind old breaches, however many there are', async () => {
    for (let index = 0; index < 4; index += 1) await file('S4', `old ${index}`)
    await settleClocksAt('2026-12-05T00:00:00.000Z')
    await file('S1', 'new S1')
    expect((await subjects({ limit: 2 }))[0]).toBe('new S1')
    await acknowledgeAll()
    expect((await subjects({ limit: 2 }))[0]).toBe('new S1')
  })

  it('shows unacknowledged pages, then S1 and S2, then clocks that can still be met, then the newest breach, and paused ones last', async () => {
    await file('S4', 'missed first')
    story.clock.advance(60 * 60_000)
    await file('S4', 'missed last')
    const waiting = await file('S2', 'paused')
    await story.answer(waiting, 'question', { then: 'waiting_on_customer' })
    await settleClocksAt('2026-12-05T00:00:00.000Z')
    await file('S4', 'kept S4')
    await file('S2', 'acknowledged S2')
    await acknowledgeAll()
    await file('S2', 'paged S2')
    const { rows } = await queue()
    expect(rows.map((row) => row.subject)).toEqual([
      'paged S2',
      'acknowledged S2',
      'kept S4',
      'missed last',
      'missed first',
      'paused',
    ])
    expect(rows.map((row) => row.pagedSince !== null)).toEqual([true, false, false, false, false, false])
    expect(rows.map((row) => row.clock?.state)).toEqual([
      'running',
      'running',
      'running',
      'breached',
      'breached',
      'paused',
    ])
  })

  it('continues page by page in that order without skipping or repeating a ticket', async () => {
    for (let index = 0; index < 3; index += 1) await file('S4', `missed ${index}`)
    await settleClocksAt('2026-12-05T00:00:00.000Z')
    for (let index = 0; index < 3; index += 1) await file('S3', `kept ${index}`)
    for (let index = 0; index < 3; index += 1) await file('S1', `paged ${index}`)
    const whole = await subjects()
    expect(whole).toHaveLength(9)
    for (const limit of [1, 2, 4]) {
      const seen: string[] = []
      let after: string | null = null
      do {
        const page: Awaited<ReturnType<typeof queue>> = await queue({ limit, after })
        seen.push(...page.rows.map((row) => row.subject))
        after = page.next
      } while (after !== null)
      expect(seen).toEqual(whole)
    }
  })

  it('finds a ticket by several words in any order, and full-width letters by ASCII letters', async () => {
    await file('S3', '断流后无法重连 ERR_1102')
    await file('S3', 'something else')
    expect(await subjects({ text: '重连 断流' })).toEqual(['断流后无法重连 ERR_1102'])
    expect(await subjects({ text: 'ＥＲＲ_1102' })).toEqual(['断流后无法重连 ERR_1102'])
    expect(await subjects({ text: 'err_1102 acme' })).toEqual(['断流后无法重连 ERR_1102'])
    expect(await subjects({ text: 'ERR_1102 else' })).toEqual([])
  })

  it('counts the filtered tickets in every view', async () => {
    await file('S3', 'one')
    await file('S4', 'two')
    expect((await queue({ text: 'one' })).counts).toMatchObject({
      open: 1,
      mine: 0,
      unassigned: 1,
      due_soon: 0,
      snoozed: 0,
    })
    expect((await queue({ text: 'severity:S4' })).counts.open).toBe(1)
  })

  it('starts at the first page when the cursor in its URL is invalid', async () => {
    await file('S3', 'one')
    for (const after of ['', 'nonsense', Buffer.from('{"group":"nowhere"}').toString('base64url')])
      expect(await subjects({ after })).toEqual(['one'])
  })
})

describe("a customer's list", () => {
  it('has a next page until the last ticket', async () => {
    for (let index = 0; index < 5; index += 1) await file('S3', `ticket ${index}`)
    await file('S4', 'no such promise')
    const whole = (await readOwnTickets(story.ctx, story.world.customer, myTicketsSchema.parse({}))).rows
    expect(whole).toHaveLength(6)
    const seen: string[] = []
    let after: string | null = null
    do {
      const page: Awaited<ReturnType<typeof readOwnTickets>> = await readOwnTickets(
        story.ctx,
        story.world.customer,
        myTicketsSchema.parse({ limit: 2, after }),
      )
      seen.push(...page.rows.map((row) => row.reference))
      after = page.next
    } while (after !== null)
    expect(seen).toEqual(whole.map((row) => row.reference))
  })
})
