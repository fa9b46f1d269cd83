import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { saveSchedule, saveScheduleSchema } from '@/server/oncall/schedule/schedules'
import { savePolicy, savePolicySchema } from '@/server/paging/policy/policies'
import type { EscalationTarget } from '@/server/paging/schema'
import { openStory, type Story } from '@/tests/support/story'

/** W6: settings are checked when they are saved, and what is wrong with them all the same never makes a filing fail. */
let story: Story
afterEach(() => story.close())

const db = () => story.database.db

describe('a saved escalation policy', () => {
  const save = (target: EscalationTarget) =>
    savePolicy(
      story.ctx,
      story.world.mia,
      savePolicySchema.parse({
        name: 'Checked',
        severities: ['S2'],
        definition: { steps: [{ delayMinutes: 5, targets: [target] }], repeats: 0 },
      }),
    )

  it('must name existing schedules, teams and staff', async () => {
    story = await openStory('off')
    const { customer, bo } = story.world
    const wrong: EscalationTarget[] = [
      { type: 'engineer', id: 'not-a-uuid' },
      { type: 'engineer', id: randomUUID() },
      { type: 'engineer', id: customer.userId },
      { type: 'schedule', id: randomUUID() },
      { type: 'schedule', id: 'x' },
      { type: 'team', id: randomUUID() },
      { type: 'roundRobin', id: bo.userId },
    ]
    for (const target of wrong)
      await expect(save(target), JSON.stringify(target)).rejects.toMatchObject({ reason: 'unknownTarget' })
    await db().user.update({ where: { id: bo.userId }, data: { deactivatedAt: story.clock.now() } })
    await expect(save({ type: 'engineer', id: bo.userId })).rejects.toMatchObject({ reason: 'unknownTarget' })
    await save({ type: 'engineer', id: story.world.ana.userId })
  })

  it('and a schedule must name existing people', async () => {
    story = await openStory('off')
    const schedule = saveScheduleSchema.parse({
      name: 'Odd',
      timeZone: 'UTC',
      layers: [
        {
          id: 'l',
          start: '2026-01-05T00:00',
          rotation: { unit: 'week', length: 1 },
          participants: ['nobody'],
          restrictions: [],
        },
      ],
    })
    await expect(saveSchedule(story.ctx, story.world.mia, schedule)).rejects.toMatchObject({ reason: 'unknownPerson' })
  })
})

describe('an S1 is filed and paged', () => {
  const gaps = async () =>
    (await db().pageLogEntry.findMany({ where: { kind: 'coverage_gap' } })).map(
      ({ detail }) => (detail as { reason: string }).reason,
    )

  it.each<[string, () => Promise<unknown>]>([
    [
      'when the escalation policy names an invalid id',
      () =>
        db().escalationPolicy.updateMany({
          data: {
            definition: { steps: [{ delayMinutes: 5, targets: [{ type: 'engineer', id: 'not-a-uuid' }] }], repeats: 0 },
          },
        }),
    ],
    [
      'when the escalation policy cannot be read',
      () => db().escalationPolicy.updateMany({ data: { definition: { steps: 'x' } } }),
    ],
    ['when there is no escalation policy', () => db().escalationPolicy.deleteMany()],
    [
      'when the layers of the schedule cannot be read',
      async () => {
        await db().scheduleVersion.updateMany({ data: { layers: { broken: true } } })
        await onlyTheSchedule()
      },
    ],
    [
      'when the zone of the schedule is invalid',
      async () => {
        await db().schedule.updateMany({ data: { timeZone: 'Nowhere/Land' } })
        await onlyTheSchedule()
      },
    ],
  ])('%s: the managers are notified, and a gap is recorded', async (_, spoil) => {
    story = await openStory('off')
    await spoil()
    expect(await story.fileS1()).toBe('ACME-1')
    expect((await db().page.findFirstOrThrow()).state).toBe('open')
    expect((await gaps()).length).toBeGreaterThan(0)
    const owed = await db().delivery.findMany({ where: { state: 'pending', sendAt: { lte: story.clock.now() } } })
    expect(owed.map(({ engineerId }) => engineerId)).toEqual([story.world.mia.userId])
  })

  async function onlyTheSchedule() {
    await db().escalationPolicy.updateMany({
      data: {
        definition: {
          steps: [{ delayMinutes: 5, targets: [{ type: 'schedule', id: story.world.scheduleId }] }],
          repeats: 0,
        },
      },
    })
  }

  it('when its open page cannot be read: the reply is kept, and the managers are mailed', async () => {
    story = await openStory('off')
    const reference = await story.fileS1()
    await db().page.updateMany({ data: { escalation: {} } })
    await story.reply(reference)
    await story.answer(reference, 'diagnosis')
    expect((await db().page.findFirstOrThrow()).state).toBe('closed')
    expect(await db().ticketEvent.count({ where: { type: 'customer_reply' } })).toBe(1)
    const mails = await db().mailMessage.findMany({ where: { template: 'page-unanswered' } })
    expect(mails.map(({ toUserId }) => toUserId)).toEqual([story.world.mia.userId])
  })
})
