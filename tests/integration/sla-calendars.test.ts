import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import type { Viewer } from '@/server/accounts/schema'
import { DomainError } from '@/server/infra/errors'
import type { LiveMessage } from '@/server/infra/live'
import { appRouter } from '@/server/api/root'
import { namedCalendar, type saveCalendarInput } from '@/server/sla/calendar/schema'
import { createCallerFactory } from '@/server/api/procedures'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
beforeEach(async () => {
  story = await openStory('off')
})
afterEach(() => story.close())

const live = { events: new EventEmitter<{ message: [LiveMessage]; gap: [] }>(), close: () => Promise.resolve() }
const as = (viewer: Viewer) => createCallerFactory(appRouter)({ ...story.ctx, viewer, address: '192.0.2.7', live })
const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'done',
    (error: unknown) => {
      const cause = error instanceof Error ? error.cause : error
      return cause instanceof DomainError ? `${cause.code} ${cause.reason}` : 'not accepted'
    },
  )
const hours: [string, string][] = [['09:00', '18:00']]
const content: z.input<typeof namedCalendar> = {
  calendar: { type: 'business', timeZone: 'Asia/Shanghai', weekly: { MON: hours, FRI: hours }, exceptions: [] },
  notes: {},
}
const closed: z.input<typeof namedCalendar> = {
  calendar: { ...content.calendar, exceptions: [{ date: '2027-02-08', intervals: [] }] },
  notes: { '2027-02-08': 'Spring Festival' },
}
const save = (more: Partial<z.input<typeof saveCalendarInput>> = {}, viewer = story.world.mia) =>
  as(viewer).sla.saveCalendar({ seen: null, name: 'Shanghai office', content, ...more })
const only = async () => (await as(story.world.mia).sla.calendars())[0]!

describe('a named calendar', () => {
  it('is created and changed, and records who changed it', async () => {
    const { id } = await save()
    await save({ seen: { id, version: 1 }, name: 'Shanghai', content: closed })
    expect(await only()).toMatchObject({
      id,
      name: 'Shanghai',
      version: 2,
      notes: { '2027-02-08': 'Spring Festival' },
      changedBy: 'Mia',
      history: [{ version: 2 }, { version: 1 }],
    })
  })
  it('may have any name except those of built-in object properties', async () => {
    for (const name of ['constructor', '__proto__', 'toString'])
      expect(await refusal(save({ name }))).toBe('not accepted')
    await save({ name: 'valueof' })
    expect(await only()).toMatchObject({ name: 'valueof', usedBy: [] })
  })
  it('is saved for the first of two who change it at once', async () => {
    const { id } = await save()
    const seen = { id, version: 1 }
    const both = await Promise.all([refusal(save({ seen, content: closed })), refusal(save({ seen }))])
    expect(both.sort()).toEqual(['CONFLICT staleCalendar', 'done'])
    expect((await only()).version).toBe(2)
  })
  it('has a unique name, and valid hours', async () => {
    await save()
    expect(await refusal(save())).toBe('INVALID calendarNameTaken')
    const wrong = (calendar: object) =>
      refusal(save({ name: 'X', content: { calendar: { ...content.calendar, ...calendar } } }))
    expect(await wrong({ weekly: { MON: [['18:00', '09:00']] } })).toBe('not accepted')
    expect(await wrong({ weekly: { MON: [...hours, ['12:00', '13:00']] } })).toBe('not accepted')
    expect(await wrong({ timeZone: 'Mars/Base' })).toBe('not accepted')
    const holiday = { date: '2027-02-08', intervals: [] }
    expect(await wrong({ exceptions: [holiday, holiday] })).toBe('not accepted')
    expect(await refusal(save({ name: 'Always' }))).toBe('not accepted')
    expect(await as(story.world.mia).sla.calendars()).toHaveLength(1)
  })
  it('can be changed by managers only', async () => {
    for (const viewer of [story.world.customer, story.world.lead, story.world.ana])
      expect(await refusal(save({}, viewer))).toBe('FORBIDDEN forbidden')
  })
})

describe('a policy with a calendar', () => {
  it('has its own copy: a later change of the calendar changes no promise', async () => {
    const { id } = await save()
    const { planId } = (await as(story.world.mia).sla.policies()).find((one) => one.planName === 'Enterprise')!
    const { calendar } = namedCalendar.parse(content)
    await as(story.world.mia).sla.savePolicy({
      planId,
      publish: true,
      definition: {
        calendars: { 'Shanghai office': calendar },
        severities: { S3: { first_response: { targetMinutes: 60, calendar: 'Shanghai office' } } },
      },
    })
    expect((await only()).usedBy).toEqual([{ planName: 'Enterprise', product: null, current: true }])
    // A Friday evening in Shanghai: what is filed now is due on Monday at ten.
    const reference = await story.fileS1({ severity: 'S3' })
    const due = async () => (await story.database.db.ticket.findUniqueOrThrow({ where: { reference } })).nextDueAt
    expect(await due()).toEqual(new Date('2026-11-23T02:00:00.000Z'))
    await save({
      seen: { id, version: 1 },
      content: { ...content, calendar: { ...content.calendar, exceptions: [{ date: '2026-11-23', intervals: [] }] } },
    })
    expect((await only()).usedBy).toEqual([{ planName: 'Enterprise', product: null, current: false }])
    await story.advance('2026-11-23T01:59:00.000Z')
    expect(await due()).toEqual(new Date('2026-11-23T02:00:00.000Z'))
    await story.advance('2026-11-23T02:00:00.000Z')
    expect(await story.database.db.slaBreach.count()).toBe(1)
  })
  it('keeps an archived calendar, which can be restored', async () => {
    const { id } = await save()
    await as(story.world.mia).sla.archiveCalendar({ id, archived: true })
    expect((await only()).archived).toBe(true)
    await as(story.world.mia).sla.archiveCalendar({ id, archived: false })
    expect((await only()).archived).toBe(false)
  })
})
