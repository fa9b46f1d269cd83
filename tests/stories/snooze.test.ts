import { afterEach, describe, expect, it } from 'vitest'
import { readQueue } from '@/server/tickets/reading/lists'
import { queueSchema } from '@/server/tickets/reading/schema'
import { readTicket } from '@/server/tickets/reading/ticket'
import { snoozeSchema } from '@/server/tickets/snooze/schema'
import { snoozeTicket } from '@/server/tickets/snooze/snooze'
import { setSeverity } from '@/server/tickets/triage/triage'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
afterEach(() => story.close())

let number = 0
const file = (severity = 'S3') => story.fileS1({ severity, body: `Problem ${++number}` })
const inMinutes = (count: number) => new Date(story.clock.now().getTime() + count * 60_000)
const snooze = (reference: string, until: Date | null) =>
  snoozeTicket(story.ctx, story.world.ana, snoozeSchema.parse({ reference, until }))
const listed = async (view = 'open') =>
  (await readQueue(story.ctx, story.world.ana, queueSchema.parse({ view }))).rows.map(({ reference }) => reference)
const clocksOf = (reference: string) =>
  story.database.db.slaClock.findMany({ where: { ticket: { reference } }, orderBy: [{ metric: 'asc' }, { id: 'asc' }] })

describe('a snoozed ticket', () => {
  it('is on no list but that of the snoozed until its time, while its clocks run as if nothing had happened', async () => {
    story = await openStory('off')
    const [hidden, other] = [await file('S4'), await file('S4')]
    await story.answer(hidden, 'update')
    await story.answer(other, 'update')
    const before = await clocksOf(hidden)
    await snooze(hidden, inMinutes(30))
    expect(await clocksOf(hidden)).toEqual(before)
    expect(await listed()).toEqual([other])
    expect(await listed('snoozed')).toEqual([hidden])
    const seen = await readTicket(story.ctx, story.world.customer, hidden)
    expect(seen.snoozedUntil).toBeNull()
    expect(JSON.stringify(seen.timeline)).not.toContain('snoozed')

    await story.minutes(29)
    expect(await listed()).toEqual([other])
    await story.minutes(1)
    expect((await listed()).sort()).toEqual([hidden, other].sort())
    expect(await listed('snoozed')).toEqual([])
    expect((await readTicket(story.ctx, story.world.ana, hidden)).snoozedUntil).toBeNull()
  })

  it('comes back when its customer writes, and stays away when a colleague answers', async () => {
    story = await openStory('off')
    const reference = await file('S4')
    await snooze(reference, inMinutes(7 * 24 * 60))
    await story.answer(reference, 'update')
    expect(await listed()).toEqual([])
    await story.reply(reference)
    expect(await listed()).toEqual([reference])
  })

  it('comes back at the first warning of a clock', async () => {
    story = await openStory('off')
    const reference = await file('S3')
    await snooze(reference, inMinutes(60 * 24 * 60))
    const warns = async () => story.database.db.slaWarning.count({ where: { clock: { ticket: { reference } } } })
    for (let minute = 0; minute < 600 && (await warns()) === 0; minute += 15) {
      expect(await listed()).toEqual([])
      await story.minutes(15)
    }
    expect(await warns()).toBeGreaterThan(0)
    expect(await listed()).toEqual([reference])
  })

  it('comes back with a page, and one whose page waits cannot be snoozed', async () => {
    story = await openStory('off')
    const reference = await file('S3')
    await snooze(reference, inMinutes(60))
    await setSeverity(story.ctx, story.world.bo, { reference, to: 'S1', reason: 'Everything is down' })
    expect(await listed()).toEqual([reference])
    expect((await readTicket(story.ctx, story.world.ana, reference)).snoozedUntil).toBeNull()
    await expect(snooze(reference, inMinutes(60))).rejects.toMatchObject({ reason: 'snoozeWhilePaged' })
  })

  it('is refused in the past, can be shown again before its time, and says each once in the staff record', async () => {
    story = await openStory('off')
    const reference = await file('S4')
    await expect(snooze(reference, inMinutes(0))).rejects.toMatchObject({ reason: 'snoozeInPast', field: 'until' })
    await expect(snooze(reference, inMinutes(-60))).rejects.toMatchObject({ reason: 'snoozeInPast' })
    const until = inMinutes(60)
    await snooze(reference, until)
    await snooze(reference, until)
    await snooze(reference, null)
    await snooze(reference, null)
    expect(await listed()).toEqual([reference])
    const events = await story.database.db.ticketEvent.findMany({ where: { type: 'snoozed' }, orderBy: { seq: 'asc' } })
    expect(events.map(({ chain, facts }) => ({ chain, facts }))).toEqual([
      { chain: 'staff', facts: { until: until.toISOString() } },
      { chain: 'staff', facts: { until: null } },
    ])
  })

  it('that is closed or resolved is no longer on the list of the snoozed', async () => {
    story = await openStory('off')
    const reference = await file('S4')
    await snooze(reference, inMinutes(60))
    await story.answer(reference, 'fix', { then: 'resolved' })
    expect(await listed('snoozed')).toEqual([])
  })
})
