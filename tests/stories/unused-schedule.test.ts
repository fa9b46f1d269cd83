import { afterEach, describe, expect, it } from 'vitest'
import { saveSchedule } from '@/server/oncall/schedule/schedules'
import { readDeskStatus } from '@/server/tickets/reading/desk-status'
import { readNextHandoff } from '@/server/handoff/reading'
import { assignTicket } from '@/server/tickets/triage/triage'
import { callSchedules } from '@/tests/support/on-call'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
afterEach(() => story.close())

const on20November = (time: string) => new Date(`2026-11-20T${time}:00.000Z`)
const briefs = () => story.database.db.handoffBrief.findMany({ where: { state: { not: 'withdrawn' } } })
const onCallSchedules = async () =>
  (await readDeskStatus(story.ctx, story.world.mia)).onCall.map(({ scheduleName }) => scheduleName)

/** Bo and Mia take turns at 20:00 on a schedule that no policy names; it is 19:15, Bo has a turn on it and a ticket. */
async function open() {
  story = await openStory('off', '2026-11-20T19:15:00.000Z')
  const { bo, mia } = story.world
  const reference = await story.fileS1({ severity: 'S3' })
  await assignTicket(story.ctx, bo, { reference, assigneeId: bo.userId })
  const { id } = await saveSchedule(story.ctx, mia, {
    name: 'Sketch',
    timeZone: 'UTC',
    layers: [
      {
        id: 'l',
        start: '2026-11-19T20:00',
        end: null,
        rotation: { unit: 'day', length: 1 },
        participants: [bo.userId, mia.userId],
        restrictions: [],
      },
    ],
  })
  await story.settle()
  return id
}

describe('a schedule that no escalation policy calls', () => {
  it('is not shown as on call, has no next handoff and hands nothing over', async () => {
    await open()
    expect(await onCallSchedules()).toEqual(['Night'])
    expect((await readNextHandoff(story.ctx, story.world.mia)).next).toBeNull()
    await story.advance(on20November('20:30'))
    expect(await briefs()).toEqual([])
    expect(story.mailsTo(story.world.bo).filter((subject) => /shift|hand/i.test(subject))).toEqual([])
  })

  it('is on call and hands over from the moment a policy is saved that calls it', async () => {
    const id = await open()
    await callSchedules(story, [id])
    expect(await onCallSchedules()).toEqual(['Night', 'Sketch'])
    expect((await readNextHandoff(story.ctx, story.world.mia)).next).toMatchObject({
      schedule: 'Sketch',
      at: on20November('20:00'),
    })
    await story.advance(on20November('20:00'))
    expect(await briefs()).toMatchObject([{ scheduleId: id, state: 'handed' }])
  })

  it('withdraws a draft that was open while a policy still called it', async () => {
    const id = await open()
    await callSchedules(story, [id])
    await story.advance(on20November('19:40'))
    expect(await briefs()).toMatchObject([{ state: 'draft' }])
    await callSchedules(story, [story.world.scheduleId], 'only')
    await story.advance(on20November('20:30'))
    expect(await briefs()).toEqual([])
  })

  it('never makes its engineers the ones who take over', async () => {
    await open()
    const { ana, mia, scheduleId } = story.world
    await saveSchedule(story.ctx, mia, {
      id: scheduleId,
      name: 'Night',
      timeZone: 'UTC',
      layers: [
        {
          id: 'n',
          start: '2026-11-19T20:00',
          end: '2026-11-20T20:00',
          rotation: { unit: 'day', length: 1 },
          participants: [ana.userId],
          restrictions: [],
        },
      ],
    })
    // Ana's shift ends into nothing. Bo and Mia have turns on the sketch, and nobody can be told that they are on call.
    const { next } = await readNextHandoff(story.ctx, story.world.mia)
    expect(next).toMatchObject({ outgoing: 'Ana', at: on20November('20:00'), incoming: null })
  })
})
