import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Viewer } from '@/server/accounts/schema'
import { DomainError } from '@/server/infra/errors'
import type { LiveMessage } from '@/server/infra/live'
import { appRouter } from '@/server/api/root'
import type { ExplainBreach } from '@/server/tickets/breaches/schema'
import { createCallerFactory } from '@/server/api/procedures'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
let reference: string
beforeEach(async () => {
  story = await openStory('off')
  reference = await story.fileS1({ severity: 'S3' })
  await story.database.db.ticket.update({ where: { reference }, data: { assigneeId: story.world.bo.userId } })
  await story.minutes(9 * 60)
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
const breachOf = async (viewer: Viewer, of = reference) => {
  const { timeline } = await as(viewer).tickets.get({ reference: of })
  const found = timeline.find((item) => item.kind === 'breach')
  if (found?.kind !== 'breach') throw new Error('no breach')
  return found
}
const clockId = async () => (await breachOf(story.world.bo)).explanation!.clockId
const explain = async (viewer: Viewer, more: Partial<ExplainBreach> = {}) =>
  as(viewer).breaches.explain({
    reference,
    clockId: await clockId(),
    code: 'staffing',
    words: 'Two of three were ill.',
    ...more,
  })

describe('a breach', () => {
  it('waits for a reason until its owner gives one', async () => {
    expect((await as(story.world.mia).breaches.waiting()).rows).toMatchObject([
      {
        reference,
        metric: 'first_response',
        severity: 'S3',
        owner: 'Bo',
        breachedAt: new Date('2026-11-21T02:00:00Z'),
      },
    ])
    expect((await as(story.world.bo).breaches.waiting()).rows).toHaveLength(1)
    expect((await as(story.world.ana).breaches.waiting()).rows).toEqual([])
    await explain(story.world.bo)
    expect((await as(story.world.mia).breaches.waiting()).rows).toEqual([])
    expect((await breachOf(story.world.ana)).explanation).toMatchObject({
      mayExplain: false,
      reasons: [{ code: 'staffing', words: 'Two of three were ill.', by: 'Bo' }],
    })
  })
  it('keeps the earlier reason when a manager gives a new one', async () => {
    await explain(story.world.bo)
    await story.minutes(5)
    await explain(story.world.mia, { code: 'handoff', words: 'Nobody took it over at six.' })
    await explain(story.world.mia, { code: 'handoff', words: 'Nobody took it over at six.' })
    const { explanation } = await breachOf(story.world.mia)
    expect(explanation?.reasons.map(({ code, by, at }) => [code, by, at.toISOString()])).toEqual([
      ['handoff', 'Mia', '2026-11-21T03:05:00.000Z'],
      ['staffing', 'Bo', '2026-11-21T03:00:00.000Z'],
    ])
  })
  it('can be explained by its owner and managers only; a customer is refused before it is looked up, and sees no reason', async () => {
    expect(await refusal(explain(story.world.ana))).toBe('FORBIDDEN forbidden')
    expect(await refusal(explain(story.world.customer))).toBe('FORBIDDEN forbidden')
    expect(await refusal(explain(story.world.stranger))).toBe('FORBIDDEN forbidden')
    expect(await refusal(as(story.world.customer).breaches.waiting())).toBe('FORBIDDEN forbidden')
    await explain(story.world.mia)
    expect((await breachOf(story.world.customer)).explanation).toBeNull()
    const sent = JSON.stringify(await as(story.world.customer).tickets.get({ reference }))
    expect(sent).not.toContain('ill')
  })
  it('of another ticket is refused, and a text is required', async () => {
    const other = await story.fileS1({ severity: 'S3' })
    expect(await refusal(explain(story.world.mia, { reference: other }))).toBe('NOT_FOUND notFound')
    expect(await refusal(explain(story.world.mia, { words: '  ' }))).toBe('not accepted')
    expect((await as(story.world.mia).breaches.waiting()).rows).toHaveLength(1)
  })
})

describe('the reports', () => {
  it('name and group the newest reason of each breach', async () => {
    const second = await story.fileS1({ severity: 'S3' })
    await story.minutes(9 * 60)
    await explain(story.world.bo)
    await explain(story.world.mia, { code: 'handoff', words: 'Nobody took it over.' })
    const mia = as(story.world.mia)
    expect((await mia.insight.overview({ days: 7 })).reasons).toEqual([
      { code: null, count: 1 },
      { code: 'handoff', count: 1 },
    ])
    expect((await mia.insight.breaches({ days: 7 })).rows.map((row) => [row.reference, row.reason])).toEqual([
      [second, null],
      [reference, { code: 'handoff', words: 'Nobody took it over.' }],
    ])
  })
})
