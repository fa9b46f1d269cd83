import { afterEach, describe, expect, it } from 'vitest'
import { saveQuietHours } from '@/server/paging/methods/methods'
import { acknowledgePage } from '@/server/paging/page/pages'
import { setSeverity } from '@/server/tickets/triage/triage'
import { openStory, type Story } from '@/tests/support/story'

/** SEMANTICS §3, notification rules, quiet hours and storms, told in simulated time. */
let story: Story
afterEach(() => story.close())

const db = () => story.database.db
const later = (seconds: number) => story.advance(new Date(story.clock.now().getTime() + seconds * 1_000))
const pageMails = () => story.mailsTo(story.world.ana).filter((subject) => /^S\d |^\d+ pages/.test(subject))

describe('quiet hours', () => {
  // An S3's first response falls due in the night of whoever is on call.
  async function breachAtNight() {
    story = await openStory('off', '2026-11-23T14:30:00.000Z')
    const { ana } = story.world
    await db().user.update({ where: { id: ana.userId }, data: { timeZone: 'Europe/Berlin' } })
    await saveQuietHours(story.ctx, ana, { from: '22:00', to: '07:00' })
    const reference = await story.fileS1({ severity: 'S3' })
    const clock = await db().slaClock.findFirstOrThrow({ where: { metric: 'first_response' } })
    expect(clock.dueAt!.toISOString()).toBe('2026-11-23T22:30:00.000Z')
    await story.advance('2026-11-24T00:30:00.000Z')
    return reference
  }

  it('hold pages of low urgency until their end in the engineer’s zone', async () => {
    await breachAtNight()
    expect(await db().page.count()).toBe(1)
    expect(pageMails()).toEqual([])
    await story.advance('2026-11-24T05:59:59.000Z')
    expect(pageMails()).toEqual([])
    await story.advance('2026-11-24T06:00:00.000Z')
    expect(pageMails().length).toBeGreaterThan(0)
  })

  it('release held pages at once when the ticket becomes urgent', async () => {
    const reference = await breachAtNight()
    await setSeverity(story.ctx, story.world.mia, { reference, to: 'S1', reason: 'Everybody' })
    await later(3)
    expect(pageMails().length).toBeGreaterThan(0)
  })

  it('never hold back an S1', async () => {
    story = await openStory('off', '2026-11-23T23:00:00.000Z')
    await saveQuietHours(story.ctx, story.world.ana, { from: '22:00', to: '07:00' })
    await story.fileS1()
    await story.settle()
    expect(pageMails()).toHaveLength(1)
    await saveQuietHours(story.ctx, story.world.ana, null)
    expect(await db().quietHours.count()).toBe(0)
  })
})

describe.each(['off', 'on'] as const)('a storm, queue %s', (queue) => {
  it('sends the first page, then one message every two seconds, and each page needs its own acknowledgement', async () => {
    story = await openStory(queue)
    await story.fileS1()
    await story.settle()
    for (const second of [0.5, 1, 1.5]) {
      await story.advance(new Date(story.clock.now().getTime() + 500))
      await story.fileS1({ body: `After ${second} s` })
    }
    await later(0.5)
    expect(pageMails()).toEqual(['S1 ACME-1 Messages vanish', '3 pages, first S1 ACME-2'])
    const bundle = story.smtp.to(story.world.ana.email).at(-1)!.mail.text!
    for (const reference of ['ACME-2', 'ACME-3', 'ACME-4']) expect(bundle).toContain(reference)
    expect(bundle.match(/\/p\/[\w-]{20,}/g)!.length).toBeGreaterThanOrEqual(3)
    const [first] = await db().page.findMany({ orderBy: { openedAt: 'asc' } })
    await acknowledgePage(story.ctx, story.world.ana, { pageId: first!.id, via: 'link' })
    expect(await db().page.count({ where: { state: 'open' } })).toBe(3)
    const sizes = await db().deliveryAttempt.findMany({ where: { outcome: 'sent' }, orderBy: { id: 'asc' } })
    expect(sizes.map(({ bundleSize }) => bundleSize)).toEqual([1, 3, 3, 3])
  })

  it('omits pages that were acknowledged while they waited', async () => {
    story = await openStory(queue)
    await story.fileS1()
    await story.settle()
    await story.fileS1({ body: 'Second' })
    await story.fileS1({ body: 'Third' })
    const second = await db().page.findFirstOrThrow({ where: { ticket: { reference: 'ACME-2' } } })
    await acknowledgePage(story.ctx, story.world.ana, { pageId: second.id, via: 'desk' })
    await later(2)
    expect(pageMails()).toEqual(['S1 ACME-1 Messages vanish', 'S1 ACME-3 Third'])
  })

  it('is bundled per engineer', async () => {
    story = await openStory(queue)
    const { bo } = story.world
    await story.fileS1()
    await story.settle()
    await db().escalationPolicy.updateMany({
      data: {
        definition: { steps: [{ delayMinutes: 5, targets: [{ type: 'engineer', id: bo.userId }] }], repeats: 0 },
      },
    })
    await story.fileS1({ body: 'Second' })
    await story.settle()
    expect(story.mailsTo(bo)).toEqual(['S1 ACME-2 Second'])
  })
})
