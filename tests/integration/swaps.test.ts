import { afterEach, describe, expect, it } from 'vitest'
import { addOverride, readSchedule, saveSchedule } from '@/server/oncall/schedule/schedules'
import { askSwap, decideSwap, readSwaps } from '@/server/oncall/swap/swaps'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
afterEach(() => story.close())

const day = (date: string) => new Date(`2026-11-${date}T00:00:00.000Z`)
/** Ana and Bo take turns by day from 24 November; it is the 20th. */
async function open() {
  story = await openStory('off')
  const { ana, bo, mia, scheduleId } = story.world
  await saveSchedule(story.ctx, mia, {
    id: scheduleId,
    name: 'Night',
    timeZone: 'UTC',
    layers: [
      {
        id: 'l',
        start: '2026-11-24T00:00',
        rotation: { unit: 'day', length: 1 },
        participants: [ana.userId, bo.userId],
        restrictions: [],
      },
    ],
  })
  return story.world
}
const given = { startsAt: day('24'), endsAt: day('25') }
const taken = { startsAt: day('25'), endsAt: day('26') }
const names = async () =>
  (await readSchedule(story.ctx, story.world.mia, story.world.scheduleId, day('24'), day('28'))).rows.final.map(
    (one) => one.person?.name,
  )

/** Subjects of mails to a person, without those about the schedule's own edits. */
const swapMailSubjects = (person: Parameters<Story['mailsTo']>[0]) =>
  story.mailsTo(person).filter((subject) => !subject.startsWith('Your on-call turns'))

describe('a swap', () => {
  it('that is requested and accepted becomes two overrides at once, and both engineers are mailed', async () => {
    const { ana, bo, scheduleId } = await open()
    const { id } = await askSwap(story.ctx, ana, { scheduleId, askedId: bo.userId, given, taken, note: 'A wedding' })
    expect(await names()).toEqual(['Ana', 'Bo', 'Ana', 'Bo'])
    await decideSwap(story.ctx, bo, { id, decision: 'accepted' })
    expect(await names()).toEqual(['Bo', 'Ana', 'Bo'])
    expect(await story.database.db.scheduleOverride.count({ where: { kind: 'covers' } })).toBe(2)
    await story.settle()
    expect(swapMailSubjects(bo)).toEqual(['Ana asks you to take a shift of Night'])
    expect(swapMailSubjects(ana)).toEqual(['Bo takes your shift of Night'])
    expect((await readSwaps(story.ctx, story.world.mia, scheduleId)).requests).toMatchObject([
      { id, state: 'accepted', note: 'A wedding' },
    ])
  })

  it('that is declined or withdrawn changes nothing, and is decided once', async () => {
    const { ana, bo, scheduleId } = await open()
    const ask = { scheduleId, askedId: bo.userId, given, note: '' }
    const first = await askSwap(story.ctx, ana, ask)
    await decideSwap(story.ctx, bo, { id: first.id, decision: 'declined' })
    await expect(decideSwap(story.ctx, bo, { id: first.id, decision: 'accepted' })).rejects.toMatchObject({
      reason: 'alreadyDecided',
    })
    const second = await askSwap(story.ctx, ana, ask)
    await decideSwap(story.ctx, ana, { id: second.id, decision: 'withdrawn' })
    expect(await names()).toEqual(['Ana', 'Bo', 'Ana', 'Bo'])
    expect(await story.database.db.scheduleOverride.count()).toBe(0)
  })

  it('that is accepted twice at once is accepted once', async () => {
    const { ana, bo, scheduleId } = await open()
    const { id } = await askSwap(story.ctx, ana, { scheduleId, askedId: bo.userId, given, note: '' })
    const results = await Promise.allSettled([1, 2].map(() => decideSwap(story.ctx, bo, { id, decision: 'accepted' })))
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await story.database.db.scheduleOverride.count()).toBe(1)
  })

  it('of one shift that two engineers accept at once gives it to one of them', async () => {
    const { ana, bo, mia, scheduleId } = await open()
    const ask = { scheduleId, given, note: '' }
    const swaps = [
      { decider: bo, ...(await askSwap(story.ctx, ana, { ...ask, askedId: bo.userId, taken })) },
      { decider: mia, ...(await askSwap(story.ctx, ana, { ...ask, askedId: mia.userId })) },
    ]
    const { db } = story.database
    const waiting = () =>
      db.$queryRaw<unknown[]>`select 1 from pg_locks l join pg_stat_activity a using ("pid")
        where not l."granted" and a."datname" = current_database()`
    let decided: Promise<PromiseSettledResult<void>[]> = Promise.resolve([])
    await db.$transaction(async (tx) => {
      // Both have come as far as they get while somebody else has the schedule.
      await tx.$queryRaw`select 1 from "Schedule" where "id" = ${scheduleId}::uuid for update`
      decided = Promise.allSettled(
        swaps.map(({ decider, id }) => decideSwap(story.ctx, decider, { id, decision: 'accepted' })),
      )
      while ((await waiting()).length < 2) await new Promise((resolve) => setTimeout(resolve, 5))
    })
    const results = await decided
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(results.find((one) => one.status === 'rejected')?.reason).toMatchObject({ reason: 'swapNotTheirs' })
  })

  it("concerns one's own shift, and is decided by the engineer who was asked", async () => {
    const { ana, bo, mia, scheduleId } = await open()
    await expect(
      askSwap(story.ctx, ana, { scheduleId, askedId: bo.userId, given: taken, note: '' }),
    ).rejects.toMatchObject({ reason: 'swapNotYours' })
    await expect(
      askSwap(story.ctx, ana, { scheduleId, askedId: bo.userId, given, taken: given, note: '' }),
    ).rejects.toMatchObject({ reason: 'swapNotTheirs' })
    const { id } = await askSwap(story.ctx, ana, { scheduleId, askedId: bo.userId, given, note: '' })
    await expect(decideSwap(story.ctx, ana, { id, decision: 'accepted' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(decideSwap(story.ctx, bo, { id, decision: 'withdrawn' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    // The shift went to somebody else meanwhile: there is nothing left to take.
    await addOverride(story.ctx, mia, { scheduleId, personId: mia.userId, ...given })
    await expect(decideSwap(story.ctx, bo, { id, decision: 'accepted' })).rejects.toMatchObject({
      reason: 'swapNotTheirs',
    })
  })
})
