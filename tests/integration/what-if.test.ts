import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Viewer } from '@/server/accounts/schema'
import type { ServiceContext } from '@/server/infra/context'
import type { LiveMessage } from '@/server/infra/live'
import { appRouter } from '@/server/api/root'
import { seededPolicies } from '@/server/sla/evaluation/policies.rules'
import type { PolicyDefinition } from '@/server/sla/schema'
import { dueReplays, runReplay } from '@/server/whatif/what-if'
import { createCallerFactory } from '@/server/api/procedures'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
let planId: string
beforeEach(async () => {
  story = await openStory('off')
  planId = (await story.database.db.plan.findUniqueOrThrow({ where: { key: 'ENTERPRISE' } })).id
})
afterEach(() => story.close())

const live = { events: new EventEmitter<{ message: [LiveMessage]; gap: [] }>(), close: () => Promise.resolve() }
const as = (viewer: Viewer) => createCallerFactory(appRouter)({ ...story.ctx, viewer, address: '192.0.2.7', live })
const firstResponse = (minutes: number): PolicyDefinition => ({
  ...seededPolicies.ENTERPRISE,
  severities: { S1: { first_response: { targetMinutes: minutes, calendar: 'always' } } },
})

/** One ticket for each number: answered after so many minutes, or never. Seeded: 15 minutes for an S1. */
async function tickets(...answeredAfter: (number | null)[]): Promise<string[]> {
  const references: string[] = []
  for (const _ of answeredAfter) references.push(await story.fileS1())
  let passed = 0
  for (const [index, minutes] of [...answeredAfter.entries()].sort((a, b) => (a[1] ?? 0) - (b[1] ?? 0))) {
    if (minutes === null) continue
    story.clock.set(new Date(story.clock.now().getTime() + (minutes - passed) * 60_000))
    passed = minutes
    await story.answer(references[index]!, 'diagnosis')
  }
  return references
}
const start = (definition: PolicyDefinition, days: 7 | 30 | 90 | null = 7) =>
  as(story.world.mia).whatIf.start({ planId, definition, days })
const numbers = async (id: string) => {
  const { cells } = await as(story.world.mia).whatIf.get({ id })
  const cell = cells.find((one) => one.metric === 'first_response' && one.severity === 'S1')
  return cell && [cell.before, cell.after, cell.gained, cell.lost]
}
const behind = async (id: string, number: 'gained' | 'lost' | 'metAfter') =>
  (
    await as(story.world.mia).whatIf.tickets({ id, number, cell: { metric: 'first_response', severity: 'S1' } })
  ).rows.map((row) => row.reference)

describe('a replay', () => {
  it('shows what a stricter and a laxer promise would have changed, and for which tickets', async () => {
    const [quick, middling, slow] = await tickets(3, 10, 20)
    const strict = await start(firstResponse(5))
    await runReplay(story.ctx, strict.id)
    expect(await numbers(strict.id)).toEqual([{ met: 2, breached: 1 }, { met: 1, breached: 2 }, 1, 0])
    expect(await behind(strict.id, 'gained')).toEqual([middling])
    expect(await behind(strict.id, 'metAfter')).toEqual([quick])
    const lax = await start(firstResponse(60))
    await runReplay(story.ctx, lax.id)
    expect(await numbers(lax.id)).toEqual([{ met: 2, breached: 1 }, { met: 3, breached: 0 }, 0, 1])
    expect(await behind(lax.id, 'lost')).toEqual([slow])
    expect(await as(story.world.mia).whatIf.get({ id: lax.id })).toMatchObject({
      state: 'done',
      total: 3,
      done: 3,
      requestedBy: 'Mia',
    })
  })

  it('of the policies that tickets are pinned to changes nothing', async () => {
    await tickets(3, 20, null)
    story.clock.set(new Date(story.clock.now().getTime() + 86_400_000))
    const { id } = await start(seededPolicies.ENTERPRISE)
    await runReplay(story.ctx, id)
    const { cells } = await as(story.world.mia).whatIf.get({ id })
    expect(cells.length).toBeGreaterThan(2)
    for (const cell of cells) expect([cell.after, cell.gained, cell.lost]).toEqual([cell.before, 0, 0])
  })

  it('includes the tickets of the period and of the plan', async () => {
    await tickets(3)
    story.clock.set(new Date(story.clock.now().getTime() + 8 * 86_400_000))
    await tickets(3, 3)
    const done = async (days: 7 | 30 | null) => {
      const { id } = await start(firstResponse(5), days)
      await runReplay(story.ctx, id)
      return (await as(story.world.mia).whatIf.get({ id })).done
    }
    expect([await done(7), await done(30), await done(null)]).toEqual([2, 3, 3])
    const business = await story.database.db.plan.findUniqueOrThrow({ where: { key: 'BUSINESS' } })
    const other = await as(story.world.mia).whatIf.start({
      planId: business.id,
      days: null,
      definition: firstResponse(5),
    })
    await runReplay(story.ctx, other.id)
    expect(await as(story.world.mia).whatIf.get({ id: other.id })).toMatchObject({ state: 'done', total: 0, cells: [] })
  })

  it('uses the draft as it was when the replay was requested', async () => {
    await tickets(3, 10, 20)
    const mia = as(story.world.mia).sla
    await mia.savePolicy({ planId, definition: firstResponse(5), publish: false })
    const draft = (await mia.policies()).find((one) => one.planId === planId)?.drafts[0]
    const { id } = await as(story.world.mia).whatIf.start({ planId, versionId: draft!.id, days: 7 })
    await mia.discardDraft({ versionId: draft!.id, revision: draft!.revision })
    await runReplay(story.ctx, id)
    expect(await numbers(id)).toEqual([{ met: 2, breached: 1 }, { met: 1, breached: 2 }, 1, 0])
    expect(await as(story.world.mia).whatIf.get({ id })).toMatchObject({ candidateVersion: draft!.version })
  })

  it('lists the tickets behind a number in pages', async () => {
    await tickets(...Array.from({ length: 53 }, () => 10))
    const { id } = await start(firstResponse(5))
    await runReplay(story.ctx, id)
    const first = await as(story.world.mia).whatIf.tickets({ id, number: 'gained' })
    const second = await as(story.world.mia).whatIf.tickets({ id, number: 'gained', cursor: first.nextCursor })
    expect([first.rows.length, second.rows.length, second.nextCursor]).toEqual([50, 3, null])
    expect(new Set([...first.rows, ...second.rows].map((row) => row.reference)).size).toBe(53)
    expect(first.rows[0]?.parts).toEqual([{ metric: 'first_response', severity: 'S1', count: 1 }])
  })
})

describe('a worker', () => {
  const small = { batchSize: 2 }
  const all = [{ met: 5, breached: 0 }, { met: 0, breached: 5 }, 5, 0]

  it('that is stopping releases the replay after a batch, and the next continues from there', async () => {
    await tickets(10, 10, 10, 10, 10)
    const { id } = await start(firstResponse(5))
    await runReplay(story.ctx, id, { ...small, signal: AbortSignal.abort() })
    expect(await as(story.world.mia).whatIf.get({ id })).toMatchObject({ state: 'running', total: 5, done: 2 })
    expect(await dueReplays(story.ctx, 5)).toEqual([id])
    await runReplay(story.ctx, id, small)
    expect(await numbers(id)).toEqual(all)
    expect(await behind(id, 'gained')).toHaveLength(5)
  })

  it('that dies is replaced after its lease, and its late writes count nothing twice', async () => {
    await tickets(10, 10, 10, 10, 10)
    const { id } = await start(firstResponse(5))
    let wake = () => {}
    const asleep = new Promise<void>((resolve) => {
      wake = resolve
    })
    let reached = () => {}
    const stuck = new Promise<void>((resolve) => {
      reached = resolve
    })
    const db = new Proxy(story.ctx.db, {
      get(target, name) {
        const found: unknown = Reflect.get(target, name)
        if (name !== '$transaction') return found
        return async (work: Parameters<ServiceContext['db']['$transaction']>[0]) => {
          reached()
          await asleep
          return target.$transaction(work as never)
        }
      },
    })
    const late = runReplay({ ...story.ctx, db }, id, small)
    await stuck
    await runReplay(story.ctx, id, small)
    expect(await as(story.world.mia).whatIf.get({ id })).toMatchObject({ state: 'running', done: 0 })
    story.clock.set(new Date(story.clock.now().getTime() + 31_000))
    expect(await dueReplays(story.ctx, 5)).toEqual([id])
    await runReplay(story.ctx, id, small)
    expect(await numbers(id)).toEqual(all)
    wake()
    await late
    await runReplay(story.ctx, id, small)
    expect(await numbers(id)).toEqual(all)
    expect(await as(story.world.mia).whatIf.get({ id })).toMatchObject({ state: 'done', done: 5 })
  })

  it('stops where a manager cancels, and keeps the counts so far', async () => {
    await tickets(10, 10, 10, 10, 10)
    const { id } = await start(firstResponse(5))
    await runReplay(story.ctx, id, { ...small, signal: AbortSignal.abort() })
    expect(await as(story.world.mia).whatIf.cancel({ id })).toEqual({ cancelled: true })
    await runReplay(story.ctx, id, small)
    expect(await as(story.world.mia).whatIf.get({ id })).toMatchObject({ state: 'cancelled', done: 2 })
    expect(await dueReplays(story.ctx, 5)).toEqual([])
    expect(await as(story.world.mia).whatIf.cancel({ id })).toEqual({ cancelled: false })
  })

  it('tries three times, then reports that it failed', async () => {
    await tickets(10)
    const { id } = await start(firstResponse(5))
    await story.database.db.slaReplay.update({ where: { id }, data: { definition: { broken: true } } })
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect(await dueReplays(story.ctx, 5)).toEqual([id])
      await runReplay(story.ctx, id)
      story.clock.set(new Date(story.clock.now().getTime() + 31_000))
    }
    expect(await dueReplays(story.ctx, 5)).toEqual([])
    expect(await as(story.world.mia).whatIf.get({ id })).toMatchObject({ state: 'failed' })
  })
})

describe('requests for replays', () => {
  it('are for managers only; replays that do not exist reveal nothing', async () => {
    await expect(as(story.world.ana).whatIf.list()).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(as(story.world.customer).whatIf.list()).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(as(story.world.mia).whatIf.get({ id: planId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(as(story.world.mia).whatIf.start({ planId, versionId: planId, days: 7 })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
  })
  it('keep the newest twenty replays', async () => {
    for (let count = 0; count < 23; count += 1) {
      const { id } = await start(firstResponse(5))
      await runReplay(story.ctx, id)
      story.clock.set(new Date(story.clock.now().getTime() + 1_000))
    }
    expect(await story.database.db.slaReplay.count()).toBe(20)
  })
})
