import { afterEach, describe, expect, it } from 'vitest'
import {
  addOverride,
  onCallOverview,
  readSchedule,
  removeOverride,
  saveSchedule,
} from '@/server/oncall/schedule/schedules'
import { isOnCallFor, onCallFor } from '@/server/paging/coverage/on-call'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
afterEach(() => story.close())

const hourMs = 3_600_000
const after = (hours: number) => new Date(story.clock.now().getTime() + hours * hourMs)
const asked = { severity: 'S1', teamId: null, routedPolicyId: null } as const
const onCall = async (at = story.clock.now()) => (await onCallFor(story.database.db, asked, at))?.name ?? null
const layersOf = (participants: string[]) => [
  {
    id: 'l',
    start: '2026-01-05T00:00',
    rotation: { unit: 'week' as const, length: 1 },
    participants,
    restrictions: [],
  },
]

describe('overrides', () => {
  it('put somebody on call for a span, and their removal ends them at once', async () => {
    story = await openStory('off')
    const { bo, scheduleId } = story.world
    const { id } = await addOverride(story.ctx, bo, {
      scheduleId,
      personId: bo.userId,
      startsAt: after(1),
      endsAt: after(5),
    })
    expect(await onCall()).toBe('Ana')
    story.clock.set(after(2))
    expect(await onCall()).toBe('Bo')
    expect(await isOnCallFor(story.database.db, bo.userId, asked, story.clock.now())).toBe(true)
    const before = story.clock.now()
    story.clock.set(after(1))
    await removeOverride(story.ctx, bo, id)
    expect(await onCall()).toBe('Ana')
    // What it did until its removal stays answerable.
    expect(await onCall(before)).toBe('Bo')
  })

  it('can be added for oneself, or by a manager for anybody; never for a past span or somebody who is not staff', async () => {
    story = await openStory('off')
    const { ana, bo, mia, stranger, scheduleId } = story.world
    const span = { scheduleId, startsAt: after(1), endsAt: after(2) }
    await expect(addOverride(story.ctx, bo, { ...span, personId: ana.userId })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    const made = await addOverride(story.ctx, mia, { ...span, personId: ana.userId })
    await expect(removeOverride(story.ctx, bo, made.id)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(addOverride(story.ctx, mia, { ...span, personId: stranger.userId })).rejects.toMatchObject({
      code: 'INVALID',
      field: 'personId',
    })
    await expect(
      addOverride(story.ctx, bo, { scheduleId, personId: bo.userId, startsAt: after(-3), endsAt: after(-1) }),
    ).rejects.toMatchObject({ reason: 'overrideInPast' })
  })
})

describe('an edit of a schedule', () => {
  it('applies from its instant on; who was on call before can still be determined', async () => {
    story = await openStory('off')
    const { bo, mia, scheduleId } = story.world
    const yesterday = after(-24)
    await saveSchedule(story.ctx, mia, {
      id: scheduleId,
      name: 'Night',
      timeZone: 'UTC',
      layers: layersOf([bo.userId]),
    })
    expect(await onCall()).toBe('Bo')
    expect(await onCall(yesterday)).toBe('Ana')
  })

  it('cannot change its zone, which would rewrite its past', async () => {
    story = await openStory('off')
    const { ana, mia, scheduleId } = story.world
    await expect(
      saveSchedule(story.ctx, mia, {
        id: scheduleId,
        name: 'Night',
        timeZone: 'Asia/Tokyo',
        layers: layersOf([ana.userId]),
      }),
    ).rejects.toMatchObject({ code: 'INVALID', reason: 'scheduleZoneFixed', field: 'timeZone' })
    expect((await story.database.db.schedule.findFirstOrThrow()).timeZone).toBe('UTC')
    expect(await story.database.db.scheduleVersion.count()).toBe(1)
  })

  it('accepts only staff', async () => {
    story = await openStory('off')
    const { customer, mia } = story.world
    await expect(
      saveSchedule(story.ctx, mia, { name: 'New', timeZone: 'UTC', layers: layersOf([customer.userId]) }),
    ).rejects.toMatchObject({ reason: 'unknownPerson' })
  })
})

describe('the overview', () => {
  it('shows who is on call, until when, who is next, and the next gap', async () => {
    story = await openStory('off')
    const { ana, bo, mia, scheduleId } = story.world
    const end = after(48).toISOString().slice(0, 16)
    await saveSchedule(story.ctx, mia, {
      id: scheduleId,
      name: 'Night',
      timeZone: 'UTC',
      layers: [
        {
          id: 'l',
          start: '2026-11-20T00:00',
          end,
          rotation: { unit: 'day', length: 1 },
          participants: [ana.userId, bo.userId],
          restrictions: [],
        },
      ],
    })
    const [row] = await onCallOverview(story.database.db, story.clock.now())
    expect(row).toMatchObject({
      scheduleName: 'Night',
      person: { name: 'Ana' },
      until: new Date('2026-11-21T00:00:00.000Z'),
      next: { name: 'Bo', at: new Date('2026-11-21T00:00:00.000Z') },
      gap: { from: new Date(`${end}:00.000Z`) },
    })
    const view = await readSchedule(story.ctx, story.world.mia, scheduleId, story.clock.now(), after(60))
    expect(view.rows.final.map((shift) => shift.person?.name ?? null)).toEqual(['Ana', 'Bo', 'Ana', null])
    expect(view.rows.final.at(-1)!.to).toEqual(after(60))
  })
})
