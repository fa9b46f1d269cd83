import { asAdministrator } from '@/tests/support/world'
import { afterEach, describe, expect, it } from 'vitest'
import { deactivateUser, reactivateUser, setRoles } from '@/server/accounts/people/people'
import { answerCall } from '@/server/paging/answering/calls'
import { readCoverage } from '@/server/paging/coverage/coverage'
import { acknowledgeByToken, pageByToken } from '@/server/paging/answering/links'
import { readPoliciesNow } from '@/server/paging/coverage/overview'
import { acknowledgePage } from '@/server/paging/page/pages'
import { onCallOverview, readSchedule, saveSchedule } from '@/server/oncall/schedule/schedules'
import { askSwap, readSwaps } from '@/server/oncall/swap/swaps'
import { readQueue } from '@/server/tickets/reading/lists'
import { readTicket } from '@/server/tickets/reading/ticket'
import { queueSchema } from '@/server/tickets/reading/schema'
import { releaseWork } from '@/server/tickets/triage/leaving'
import { assignTicket, reopenTicket } from '@/server/tickets/triage/triage'
import { correctableForMs } from '@/server/tickets/corrections/facts'
import { openStory, type Story } from '@/tests/support/story'

/** Somebody leaves the staff: deactivated, or without any staff role (SEMANTICS §3). */
let story: Story
afterEach(() => story.close())

const db = () => story.database.db
const vendor = async () => (await db().organisation.findFirstOrThrow({ where: { isVendor: true } })).id
const admin = async () => {
  const organisationId = await vendor()
  const user = await db().user.create({
    data: {
      email: 'root@test.example',
      name: 'Root',
      createdAt: story.clock.now(),
      memberships: { create: [{ role: 'administrator', organisationId, createdAt: story.clock.now() }] },
    },
  })
  return {
    ...story.world.mia,
    userId: user.id,
    name: 'Root',
    email: user.email,
    staffRoles: ['administrator' as const],
  }
}
const ways = {
  deactivated: async (userId: string) => deactivateUser(story.ctx, await admin(), userId, releaseWork),
  'without a role': async (userId: string) =>
    setRoles(story.ctx, await admin(), { userId, organisationId: await vendor(), roles: [] }, releaseWork),
}
const page = () => db().page.findFirstOrThrow()
const tokenOf = (person: { email: string }) =>
  /\/p\/([\w-]+)/.exec(story.smtp.to(person.email).at(-1)!.mail.text ?? '')![1]!

describe.each(Object.keys(ways) as (keyof typeof ways)[])('a staff member who leaves, %s', (way) => {
  it('is not paged for a new S1: the next step is, at once, and coverage counts the turn as nobody', async () => {
    story = await openStory('off')
    const { ana, bo } = story.world
    await ways[way](ana.userId)
    await story.fileS1()
    await story.settle()
    expect(story.mailsTo(ana)).toEqual([])
    expect(story.mailsTo(bo)).toHaveLength(1)
    const coverage = await readCoverage(story.ctx, story.world.mia)
    expect(coverage.policies[0]!.stepGaps[0]).toMatchObject({ step: 1, reason: 'nobody_on_call' })
    expect(await readPoliciesNow(story.ctx, story.world.mia)).toMatchObject([{ people: [], next: null }])
    expect(await onCallOverview(db(), story.clock.now())).toMatchObject([{ person: null }])
  })

  it('cannot read or acknowledge a page by link or telephone', async () => {
    story = await openStory('off')
    const { ana } = story.world
    await story.fileS1()
    await story.settle()
    const token = tokenOf(ana)
    expect(await pageByToken(db(), token, story.clock.now())).not.toBeNull()
    await ways[way](ana.userId)
    expect(await pageByToken(db(), token, story.clock.now())).toBeNull()
    expect(await acknowledgeByToken(story.ctx, token)).toEqual({ outcome: 'unknown' })
    const { id } = await db().delivery.findFirstOrThrow({ where: { engineerId: ana.userId } })
    expect(await answerCall(story.ctx, id, 0, '1', () => '')).toBeNull()
    expect(await page()).toMatchObject({ acknowledgedById: null })
  })

  it('no longer holds an acknowledged S1: the page reopens at step 1 at the same instant', async () => {
    story = await openStory('off')
    const { ana, bo } = story.world
    await story.fileS1()
    await story.minutes(1)
    await acknowledgePage(story.ctx, ana, { pageId: (await page()).id, via: 'desk' })
    await ways[way](ana.userId)
    expect(await page()).toMatchObject({ state: 'open', cycle: 2, acknowledgedById: null, acknowledgedAt: null })
    await story.settle()
    // Step 1 names a schedule on which only Ana takes turns: it reaches nobody, so step 2 follows at once.
    expect(story.mailsTo(bo)).toHaveLength(1)
    expect(await db().pageLogEntry.findFirst({ where: { kind: 'reopened' } })).toMatchObject({
      detail: { cause: 'left_staff' },
    })
  })

  it('was the only one notified of an open page: the next step does not wait for its delay', async () => {
    story = await openStory('off')
    const { ana, bo } = story.world
    await story.fileS1()
    await story.minutes(1)
    expect([story.mailsTo(ana).length, story.mailsTo(bo).length]).toEqual([1, 0])
    await ways[way](ana.userId)
    await story.settle()
    expect(story.mailsTo(bo)).toHaveLength(1)
  })

  it('gets no pending notification', async () => {
    story = await openStory('off')
    const { ana } = story.world
    await story.fileS1()
    await ways[way](ana.userId)
    await story.settle()
    expect(story.mailsTo(ana)).toEqual([])
    expect(await db().delivery.findMany({ where: { engineerId: ana.userId } })).toMatchObject([{ state: 'cancelled' }])
  })

  it('has no unresolved ticket any more: each is unassigned with an event and appears in the unassigned view', async () => {
    story = await openStory('off')
    const { ana, bo, mia } = story.world
    const reference = await story.fileS1({ severity: 'S3' })
    await assignTicket(story.ctx, mia, { reference, assigneeId: ana.userId })
    const other = await story.fileS1({ severity: 'S4' })
    await assignTicket(story.ctx, mia, { reference: other, assigneeId: bo.userId })
    await ways[way](ana.userId)
    const queue = await readQueue(story.ctx, mia, queueSchema.parse({ view: 'unassigned' }))
    expect(queue.rows.map((row) => row.reference)).toEqual([reference])
    const ticket = await readTicket(story.ctx, mia, reference)
    expect(ticket).toMatchObject({ assignee: null })
    expect(ticket.timeline.at(-1)).toMatchObject({ type: 'assigned', facts: { assigneeId: null, leftStaff: 'Ana' } })
    expect(await readTicket(story.ctx, mia, other)).toMatchObject({ assignee: { id: bo.userId } })
  })

  it('left a resolved ticket: when reopened, it is unassigned', async () => {
    story = await openStory('off')
    const { ana, customer, mia } = story.world
    const reference = await story.fileS1({ severity: 'S3' })
    await story.answer(reference, 'fix', { then: 'resolved' })
    expect(await readTicket(story.ctx, mia, reference)).toMatchObject({ assignee: { id: ana.userId } })
    await ways[way](ana.userId)
    await reopenTicket(story.ctx, customer, { reference })
    expect(await readTicket(story.ctx, mia, reference)).toMatchObject({ status: 'open', assignee: null })
  })

  it('is not offered anywhere: for assigning, schedules or swaps', async () => {
    story = await openStory('off')
    const { ana, bo, mia, scheduleId } = story.world
    const swap = { startsAt: new Date('2026-11-24T00:00:00Z'), endsAt: new Date('2026-11-25T00:00:00Z') }
    await askSwap(story.ctx, ana, { scheduleId, askedId: bo.userId, given: swap, note: '' })
    await ways[way](ana.userId)
    const reference = await story.fileS1({ severity: 'S3' })
    await expect(assignTicket(story.ctx, mia, { reference, assigneeId: ana.userId })).rejects.toThrow('unknownPerson')
    const layers = [
      {
        id: 'l',
        start: '2026-11-24T00:00',
        rotation: { unit: 'day' as const, length: 1 },
        participants: [ana.userId],
        restrictions: [],
      },
    ]
    await expect(
      saveSchedule(story.ctx, mia, { id: scheduleId, name: 'Night', timeZone: 'UTC', layers }),
    ).rejects.toThrow('unknownPerson')
    expect((await readSwaps(story.ctx, story.world.mia, scheduleId)).requests).toEqual([])
  })
})

describe('a schedule after somebody left', () => {
  it('shows the turn as a gap that names them, leaves the past as it was, and counts their turns again when they return', async () => {
    story = await openStory('off')
    const { ana, scheduleId } = story.world
    const left = story.clock.now()
    await ways.deactivated(ana.userId)
    await story.minutes(60)
    const root = await db().user.findFirstOrThrow({ where: { email: 'root@test.example' } })
    await reactivateUser(story.ctx, asAdministrator({ ...story.world.mia, userId: root.id }), ana.userId, releaseWork)
    const back = story.clock.now()
    const hour = 60 * 60_000
    const drawn = await readSchedule(
      story.ctx,
      story.world.mia,
      scheduleId,
      new Date(left.getTime() - hour),
      new Date(back.getTime() + hour),
    )
    expect(
      drawn.rows.final.map(({ from, to, person, leftStaff }) => ({ from, to, person: person?.name, leftStaff })),
    ).toEqual([
      { from: new Date(left.getTime() - hour), to: left, person: 'Ana', leftStaff: null },
      { from: left, to: back, person: undefined, leftStaff: 'Ana' },
      { from: back, to: new Date(back.getTime() + hour), person: 'Ana', leftStaff: null },
    ])
  })
})

/** A notice waits as long as its words can be corrected, and for others of the same ticket, which go with it in one mail. */
const noticeWaitMs = correctableForMs + 10_000

describe('a reply on an unassigned S3', () => {
  it('is mailed to whom step 1 of its escalation policy reaches, and pages nobody', async () => {
    story = await openStory('off')
    const { ana, mia } = story.world
    const reference = await story.fileS1({ severity: 'S3' })
    await story.reply(reference)
    await story.advance(new Date(story.clock.now().getTime() + noticeWaitMs))
    expect(story.mailsTo(ana)).toHaveLength(1)
    expect(story.mailsTo(mia)).toEqual([])
    expect(await db().page.count()).toBe(0)
  })

  it('is mailed to the managers when step 1 reaches nobody', async () => {
    story = await openStory('off')
    const { ana, bo, mia } = story.world
    await ways.deactivated(ana.userId)
    const reference = await story.fileS1({ severity: 'S3' })
    await story.reply(reference)
    await story.advance(new Date(story.clock.now().getTime() + noticeWaitMs))
    expect([ana, bo, mia].map((person) => story.mailsTo(person).length)).toEqual([0, 0, 1])
  })
})

describe('a customer who filed a ticket and leaves', () => {
  it('is replaced by the organisation’s leads in its notices, and staff see it on the ticket', async () => {
    story = await openStory('off')
    const { customer, lead, mia } = story.world
    const reference = await story.fileS1({ severity: 'S3' })
    await deactivateUser(story.ctx, await admin(), customer.userId, releaseWork)
    await story.answer(reference, 'question')
    await story.minutes(3)
    expect(story.mailsTo(customer)).toEqual([])
    expect(story.mailsTo(lead)).toHaveLength(1)
    expect(await readTicket(story.ctx, mia, reference)).toMatchObject({ filerLeft: true })
    expect(await readTicket(story.ctx, lead, reference)).toMatchObject({ filerLeft: false })
  })
})
