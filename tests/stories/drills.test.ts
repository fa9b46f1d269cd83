import { afterEach, describe, expect, it } from 'vitest'
import { planDrill, readDrills, runDrill } from '@/server/paging/drill/drills'
import { readLoad } from '@/server/paging/coverage/load'
import { acknowledgeByToken, pageByToken } from '@/server/paging/answering/links'
import { acknowledgePage } from '@/server/paging/page/pages'
import { snoozePage } from '@/server/paging/page/responses'
import { waitingPages } from '@/server/paging/waiting/waiting'
import { openStory, type Story } from '@/tests/support/story'

/** The weekly drill, told in simulated time: Fridays at three in the afternoon of New York. */
let story: Story
afterEach(() => story.close())

const db = () => story.database.db
const plan = { weekday: 4, localTime: '15:00', timeZone: 'America/New_York' }
const first = '2026-11-27T20:00:00.000Z'
const begin = async (queue: 'on' | 'off' = 'off', startsAt = '2026-11-23T12:00:00.000Z') => {
  story = await openStory(queue, startsAt)
  await planDrill(story.ctx, story.world.mia, { policyId: story.world.policyId, plan })
}
const drills = async () => (await readDrills(story.ctx, story.world.mia)).drills

describe.each(['off', 'on'] as const)('a drill, queue %s', (queue) => {
  it('pages whoever is on call, marked as a drill, and measures how long the acknowledgement took', async () => {
    await begin(queue)
    const { ana, bo, mia } = story.world
    await story.advance('2026-11-27T19:59:59.000Z')
    expect(story.mailsTo(ana)).toEqual([])
    await story.advance('2026-11-27T20:00:42.000Z')
    const [mail] = story.smtp.to(ana.email)
    expect(mail!.mail.subject).toMatch(/^DRILL .*nothing is broken/)
    expect(await waitingPages(story.ctx, ana)).toMatchObject([{ drill: true }])
    expect(await waitingPages(story.ctx, mia)).toEqual([])
    const token = /\/p\/([\w-]{20,})/.exec(mail!.mail.text!)![1]!
    expect(await acknowledgeByToken(story.ctx, token)).toMatchObject({ outcome: 'acknowledged' })
    expect(await pageByToken(db(), token, story.clock.now())).toMatchObject({ drill: true, state: 'acknowledged' })
    await story.minutes(60)
    expect(await drills()).toMatchObject([
      { result: 'acknowledged', called: ['Ana'], acknowledgedBy: 'Ana', via: 'link', acknowledgedMs: 42_000 },
    ])
    expect([ana, bo, mia].map((person) => story.mailsTo(person).length)).toEqual([1, 0, 0])
    // Nobody's load grows by it, and the next one comes in a week.
    const { people } = await readLoad(story.ctx, story.world.mia, { period: 'past' })
    expect(people.map(({ pages }) => pages).reduce((sum, count) => sum + count, 0)).toBe(0)
    expect((await readDrills(story.ctx, story.world.mia)).plans[0]!.nextAt).toEqual(
      new Date('2026-12-04T20:00:00.000Z'),
    )
  })

  it('that nobody acknowledges ends before the next step would, and the managers are mailed once', async () => {
    await begin(queue)
    const { ana, bo, mia } = story.world
    await story.advance(new Date(Date.parse(first) + 3_600_000))
    expect(story.mailsTo(ana)).toHaveLength(1)
    expect(story.mailsTo(bo)).toEqual([])
    expect(story.mailsTo(mia)).toEqual([expect.stringContaining('not acknowledged')])
    const [mail] = story.smtp.to(mia.email)
    expect(mail!.mail.text).toContain('Ana')
    expect(await readDrills(story.ctx, story.world.mia)).toMatchObject({
      drills: [{ result: 'missed', acknowledgedMs: null }],
      sum: { count: 1, missed: 1, p50Ms: null },
    })
    // Too late is too late.
    const { pageId } = (await drills())[0]!
    expect(await acknowledgePage(story.ctx, ana, { pageId, via: 'desk' })).toEqual({
      outcome: 'closed',
    })
  })
})

it('a drill runs once however many workers look, and every week at the same local time', async () => {
  await begin('off', '2027-03-10T12:00:00.000Z')
  story.clock.set('2027-03-12T20:00:00.000Z')
  const { id } = await db().drillPlan.findFirstOrThrow()
  await Promise.all([runDrill(story.ctx, id), runDrill(story.ctx, id), runDrill(story.ctx, id)])
  await story.settle()
  expect(await drills()).toHaveLength(1)
  expect(story.mailsTo(story.world.ana)).toHaveLength(1)
  await story.advance('2027-03-20T00:00:00.000Z')
  const at = (await drills()).map((one) => one.at.toISOString())
  expect(at).toEqual(['2027-03-19T19:00:00.000Z', '2027-03-12T20:00:00.000Z'])
})

it('a drill waits while a real page is open, and is skipped that week if it lasts', async () => {
  await begin()
  const { ana } = story.world
  await story.advance('2026-11-27T19:50:00.000Z')
  const reference = await story.fileS1()
  await story.advance('2026-11-27T20:10:00.000Z')
  expect(await readDrills(story.ctx, story.world.mia)).toMatchObject({
    drills: [],
    plans: [{ postponedFrom: new Date(first) }],
  })
  await story.answer(reference, 'fix', { then: 'resolved', rootCauseUnknown: 'It has not come again.' })
  await story.advance('2026-11-27T21:00:30.000Z')
  expect((await drills()).map((one) => one.at.toISOString())).toEqual(['2026-11-27T21:00:00.000Z'])
  await acknowledgePage(story.ctx, ana, { pageId: (await drills())[0]!.pageId, via: 'desk' })

  await story.advance('2026-12-04T19:50:00.000Z')
  await story.fileS1({ body: 'Again', severity: 'S2' })
  await story.advance('2026-12-05T04:00:00.000Z')
  expect(await drills()).toHaveLength(1)
  expect((await readDrills(story.ctx, story.world.mia)).plans).toMatchObject([
    { skippedAt: new Date('2026-12-04T20:00:00.000Z'), nextAt: new Date('2026-12-11T20:00:00.000Z') },
  ])
})

it('a drill reports that it reached nobody, can be cancelled while it runs, and can only be acknowledged', async () => {
  await begin()
  const { ana, policyId } = story.world
  await story.advance('2026-11-27T20:00:10.000Z')
  const { pageId } = (await drills())[0]!
  await expect(snoozePage(story.ctx, ana, { pageId, minutes: 10 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await planDrill(story.ctx, story.world.mia, { policyId, plan: null })
  expect(await readDrills(story.ctx, story.world.mia)).toMatchObject({
    plans: [{ nextAt: null }],
    drills: [{ result: 'stopped' }],
    sum: { count: 0 },
  })
  await planDrill(story.ctx, story.world.mia, { policyId, plan })
  await db().contactMethod.updateMany({ data: { disabledAt: story.clock.now() } })
  await story.advance('2026-12-05T00:00:00.000Z')
  expect((await drills())[0]).toMatchObject({ result: 'nobody', called: [] })
})
