import { afterEach, describe, expect, it } from 'vitest'
import { previewSchedule } from '@/server/oncall/schedule/preview'
import type { Layer } from '@/server/oncall/schema'
import { onCallOverview, saveSchedule } from '@/server/oncall/schedule/schedules'
import { openStory, type Story } from '../support/story'

let story: Story
afterEach(() => story.close())

const hourMs = 3_600_000
const after = (hours: number) => new Date(story.clock.now().getTime() + hours * hourMs)
const daily = (participants: string[]): Layer[] => [
  { id: 'l', start: '2026-11-20T00:00', rotation: { unit: 'day', length: 1 }, participants, restrictions: [] },
]
const edit = (participants: string[], begins?: 'now' | 'nextHandoff') => ({
  id: story.world.scheduleId,
  name: 'Night',
  timeZone: 'UTC',
  layers: daily(participants),
  begins,
})
const onCall = async (at = story.clock.now()) => (await onCallOverview(story.database.db, at))[0]?.person?.name ?? null
const mails = () =>
  story.database.db.mailMessage.findMany({ where: { template: 'turns-changed' }, orderBy: { toAddress: 'asc' } })

describe('an edit of a schedule that is in use', () => {
  it('shows who would be on call now and whose turns change before anything is saved', async () => {
    story = await openStory('off')
    const { ana, bo, mia } = story.world
    await saveSchedule(story.ctx, mia, edit([ana.userId]))
    const preview = await previewSchedule(story.ctx, story.world.mia, {
      ...edit([bo.userId]),
      begins: 'now',
      from: story.clock.now(),
      to: after(72),
    })
    expect(preview).toMatchObject({ before: 'Ana', after: 'Bo', nextHandoff: null })
    expect(preview.changes).toMatchObject([
      { name: 'Ana', gains: 0, losses: 1, first: story.clock.now() },
      { name: 'Bo', gains: 1, losses: 0, first: story.clock.now() },
    ])
    expect(preview.view.rows.final.map(({ person }) => person?.name)).toEqual(['Bo'])
    expect(await onCall()).toBe('Ana')
  })

  it('starts at the next handoff when the manager chooses so: nobody is taken off duty', async () => {
    story = await openStory('off')
    const { ana, bo, mia } = story.world
    await saveSchedule(story.ctx, mia, edit([ana.userId, bo.userId]))
    const [{ until } = { until: null }] = await onCallOverview(story.database.db, story.clock.now())
    const now = await onCall()
    await saveSchedule(story.ctx, mia, edit([bo.userId], 'nextHandoff'))
    expect(await onCall()).toBe(now)
    expect(await onCall(new Date(until!.getTime() + hourMs))).toBe('Bo')
    expect(await onCall(new Date(until!.getTime() + 25 * hourMs))).toBe('Bo')
  })

  it('replaces an edit that has not started, instead of being undone by it later', async () => {
    story = await openStory('off')
    const { ana, bo, mia } = story.world
    await saveSchedule(story.ctx, mia, edit([ana.userId, bo.userId]))
    await saveSchedule(story.ctx, mia, edit([bo.userId], 'nextHandoff'))
    await saveSchedule(story.ctx, mia, edit([ana.userId]))
    expect([await onCall(), await onCall(after(30)), await onCall(after(60))]).toEqual(['Ana', 'Ana', 'Ana'])
  })

  it('is mailed once to everybody whose turns change, with what they gain and lose, except the editor', async () => {
    story = await openStory('off')
    const { ana, bo, mia } = story.world
    await saveSchedule(story.ctx, mia, edit([ana.userId, mia.userId]))
    await story.database.db.mailMessage.deleteMany({ where: { template: 'turns-changed' } })
    await saveSchedule(story.ctx, mia, edit([ana.userId, bo.userId, mia.userId]))
    const written = await mails()
    expect(new Set(written.map(({ toUserId }) => toUserId))).toEqual(new Set([ana.userId, bo.userId]))
    const ofBo = written.find(({ toUserId }) => toUserId === bo.userId)
    expect(ofBo?.props).toMatchObject({
      schedule: 'Night',
      spans: expect.arrayContaining([{ kind: 'gained' }].map((one) => expect.objectContaining(one))),
    })
    await saveSchedule(story.ctx, mia, edit([ana.userId, bo.userId, mia.userId]))
    expect(await mails()).toHaveLength(written.length)
  })
})
