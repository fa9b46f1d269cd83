import { randomUUID } from 'node:crypto'
import { afterEach, expect, it } from 'vitest'
import type { Viewer } from '@/server/accounts/schema'
import { visibleTo } from '@/server/tickets/queries'
import { readOwnTickets } from '@/server/tickets/reading/lists'
import { ticketRights } from '@/server/tickets/rights.rules'
import { myTicketsSchema } from '@/server/tickets/reading/schema'
import { watchTicket } from '@/server/tickets/triage/links'
import { can } from '@/server/vocabulary/rights/rights'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
afterEach(() => story.close())

it('the list, the query and the right to read agree on the visible tickets for everybody', async () => {
  story = await openStory('off')
  const { customer, lead, stranger, ana, mia } = story.world
  const first = await story.fileS1({ severity: 'S3' })
  await story.fileS1({ severity: 'S3' })
  await watchTicket(story.ctx, ana, { reference: first, userId: mia.userId })
  const db = story.database.db
  await db.ticket.update({ where: { reference: first }, data: { filerId: lead.userId } })
  await db.watcher.deleteMany({ where: { userId: customer.userId } })
  const tickets = await db.ticket.findMany({ include: { watchers: { select: { userId: true } } } })
  expect(tickets).toHaveLength(2)
  const nowhere: Viewer = { ...customer, memberships: [] }
  const colleague: Viewer = { ...customer, userId: randomUUID() }
  const moved: Viewer = { ...customer, memberships: stranger.memberships }
  const seen: Record<string, string[]> = {}
  for (const [name, viewer] of Object.entries({ customer, lead, stranger, ana, mia, nowhere, colleague, moved })) {
    const byRight = tickets
      .filter(({ watchers, ...ticket }) =>
        can(viewer, ticketRights.read, { ...ticket, watcherIds: watchers.map(({ userId }) => userId) }),
      )
      .map(({ reference }) => reference)
      .sort()
    const byQuery = await db.ticket.findMany({ where: visibleTo(viewer), select: { reference: true } })
    expect([name, byQuery.map(({ reference }) => reference).sort()]).toEqual([name, byRight])
    const mine = await readOwnTickets(story.ctx, viewer, myTicketsSchema.parse({}))
    expect([name, mine.rows.map(({ reference }) => reference).sort()]).toEqual([name, byRight])
    seen[name] = byRight
  }
  const all = tickets.map(({ reference }) => reference).sort()
  expect(seen).toEqual({
    customer: all.filter((reference) => reference !== first),
    lead: all,
    stranger: [],
    ana: all,
    mia: all,
    nowhere: [],
    colleague: [],
    moved: [],
  })
})
