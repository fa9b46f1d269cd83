import { randomUUID } from 'node:crypto'
import { afterEach, expect, it } from 'vitest'
import type { Viewer } from '@/server/accounts/schema'
import { visibleTo } from '@/server/tickets/queries'
import { searchTickets } from '@/server/tickets/finding/finding'
import { searchSchema } from '@/server/tickets/finding/schema'
import { readOwnTickets } from '@/server/tickets/reading/lists'
import { ticketRights } from '@/server/tickets/rights.rules'
import { myTicketsSchema } from '@/server/tickets/reading/schema'
import { watchTicket } from '@/server/tickets/triage/links'
import { can } from '@/server/vocabulary/rights/rights'
import { viewerById } from '@/server/accounts/sign-in/options'
import { openToMembers } from '@/server/accounts/organisations/organisations'
import { asAdministrator } from '@/tests/support/world'
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
  const open = lead.memberships.map((one) => ({ ...one, roles: ['customer' as const], isOpen: true }))
  const member: Viewer = { ...customer, userId: randomUUID(), memberships: open }
  const moved: Viewer = { ...customer, memberships: stranger.memberships }
  const seen: Record<string, string[]> = {}
  for (const [name, viewer] of Object.entries({
    customer,
    lead,
    stranger,
    ana,
    mia,
    nowhere,
    colleague,
    member,
    moved,
  })) {
    const byRight = tickets
      .filter(({ watchers, ...ticket }) =>
        can(viewer, ticketRights.read, { ...ticket, watcherIds: watchers.map(({ userId }) => userId) }),
      )
      .map(({ reference }) => reference)
      .sort()
    const byQuery = await db.ticket.findMany({ where: visibleTo(viewer), select: { reference: true } })
    expect([name, byQuery.map(({ reference }) => reference).sort()]).toEqual([name, byRight])
    const found = await searchTickets(story.ctx, viewer, searchSchema.parse({ text: 'severity:S3' }))
    expect([name, found.rows.map(({ reference }) => reference).sort(), found.count]).toEqual([
      name,
      byRight,
      byRight.length,
    ])
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
    // Its leads have opened the organisation to all members.
    member: all,
    moved: [],
  })
})

it('a lead opens the organisation to all members and ends that, and nobody else does', async () => {
  story = await openStory('off')
  const { customer, lead, stranger, ana, mia, organisationId } = story.world
  const change = (viewer: Viewer, isOpen: boolean) => openToMembers(story.ctx, viewer, { organisationId, isOpen })
  const isOpenFor = async () => (await viewerById(story.database.db, customer.userId))!.memberships[0]!.isOpen
  expect(await isOpenFor()).toBe(false)
  for (const other of [customer, ana, mia])
    await expect(change(other, true)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(change(stranger, true)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await change(lead, true)
  expect(await isOpenFor()).toBe(true)
  await change(asAdministrator(mia), false)
  expect(await isOpenFor()).toBe(false)
})
