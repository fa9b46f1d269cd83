import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RoleName } from '@/server/vocabulary/role'
import { appRouter } from '@/server/api/root'
import { createCallerFactory } from '@/server/api/procedures'
import { openStory, type Story } from '../support/story'

let story: Story
beforeAll(async () => {
  story = await openStory('off')
})
afterAll(() => story.close())

const dayMs = 24 * 3_600_000
const callerOf = (roles: RoleName[]) =>
  createCallerFactory(appRouter)({
    ...story.ctx,
    viewer: { ...story.world.ana, staffRoles: roles },
    address: '192.0.2.7',
  } as never)
const manager = () => callerOf(['manager'])
const refused = { code: 'BAD_REQUEST' }

describe('an instant that a form sends', () => {
  const bc = new Date('-271821-04-20T00:00:00.000Z')
  const late = new Date('+275760-09-13T00:00:00.000Z')
  const inOneDay = () => new Date(story.clock.now().getTime() + dayMs)

  it.each([
    ['before 1970', () => ({ startsAt: bc, endsAt: inOneDay() })],
    ['after 9999', () => ({ startsAt: inOneDay(), endsAt: late })],
  ])('%s is refused as the end of an override, without an internal error', async (_name, span) => {
    const { scheduleId, ana } = story.world
    await expect(manager().oncall.addOverride({ scheduleId, personId: ana.userId, ...span() })).rejects.toMatchObject(
      refused,
    )
  })

  it('after the year 9999 is refused as the start of a policy, which no list could show', async () => {
    const [plan] = await manager().sla.policies()
    const { planId, inForce } = plan!
    await expect(
      manager().sla.savePolicy({ planId, definition: inForce!.definition, publish: true, inForceFrom: late }),
    ).rejects.toMatchObject(refused)
  })
})

describe('a schedule', () => {
  const layer = (over: object) => ({
    id: 'l',
    start: '2026-01-01T09:00',
    rotation: { unit: 'day' as const, length: 1 },
    participants: [story.world.ana.userId],
    ...over,
  })
  const restrictions = Array.from({ length: 51 }, () => ({ type: 'daily' as const, from: '01:00', to: '02:00' }))
  const kinds: [string, () => object][] = [
    ['names somebody who does not exist', () => ({ participants: ['x'] })],
    ['has more windows than a look-up can process', () => ({ restrictions })],
    [
      'has more turns than a look-up can process',
      () => ({ participants: Array.from({ length: 101 }, () => story.world.ana.userId) }),
    ],
  ]

  it.each(kinds)('that %s is neither saved nor previewed, without an internal error', async (_name, over) => {
    const schedule = { name: 'Night', timeZone: 'Europe/Berlin', layers: [layer(over())] }
    await expect(manager().oncall.saveSchedule(schedule)).rejects.toMatchObject(refused)
    const from = story.clock.now()
    await expect(
      manager().oncall.previewSchedule({ ...schedule, from, to: new Date(from.getTime() + dayMs) }),
    ).rejects.toMatchObject(refused)
  })
})

describe('a policy', () => {
  const day: [string, string][] = Array.from({ length: 13 }, () => ['09:00', '10:00'])
  const business = { type: 'business' as const, timeZone: 'UTC', weekly: { MON: day }, exceptions: [] }
  const kinds: [string, object][] = [
    ['10,000 warnings', { warningPercents: Array.from({ length: 10_000 }, (_, at) => (at % 100) + 1) }],
    ['a day of 13 opening hours', { calendars: { always: { type: '24x7' }, busy: business } }],
    [
      '51 calendars',
      {
        calendars: Object.fromEntries(
          ['always', ...Array.from({ length: 50 }, (_, at) => `c${at}`)].map((name) => [name, { type: '24x7' }]),
        ),
      },
    ],
  ]

  it.each(kinds)('with %s, which every filing would read, is neither saved nor replayed', async (_name, over) => {
    const [plan] = await manager().sla.policies()
    const { planId, inForce } = plan!
    const definition = { ...inForce!.definition, severities: {}, ...over } as never
    await expect(manager().sla.savePolicy({ planId, definition, publish: false })).rejects.toMatchObject(refused)
    await expect(manager().whatIf.start({ planId, definition, days: 7 })).rejects.toMatchObject(refused)
  })
})
