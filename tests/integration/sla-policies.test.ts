import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Viewer } from '@/server/accounts/schema'
import { DomainError } from '@/server/errors'
import type { LiveMessage } from '@/server/infra/live'
import { appRouter } from '@/server/root'
import { savePolicyInput } from '@/server/sla/policy-schema'
import { digestOfPolicy } from '@/server/sla/rules/digest'
import { seededPolicies } from '@/server/sla/rules/policies'
import type { PolicyDefinition } from '@/server/sla/schema'
import { digestOf } from '@/server/tickets/rules/ledger'
import { createCallerFactory } from '@/server/trpc'
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
const enterprise = async () => {
  const plan = (await as(story.world.mia).sla.policies()).find((one) => one.planId === planId)
  if (!plan) throw new Error('no plan')
  return plan
}
const stricter: PolicyDefinition = {
  ...seededPolicies.ENTERPRISE,
  severities: { S1: { first_response: { targetMinutes: 5, calendar: 'always' } } },
}
const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'done',
    (error: unknown) => {
      const cause = error instanceof Error ? error.cause : error
      return cause instanceof DomainError ? `${cause.code} ${cause.reason}` : 'not accepted'
    },
  )
const pinned = async (reference: string) =>
  (await story.database.db.ticket.findUniqueOrThrow({ where: { reference }, include: { policyVersion: true } }))
    .policyVersion.version

describe('publishing', () => {
  it('puts the next version in force and leaves tickets with theirs', async () => {
    const before = await story.fileS1()
    expect(await as(story.world.mia).sla.savePolicy({ planId, definition: stricter, publish: true })).toMatchObject({
      version: 2,
    })
    const after = await story.fileS1()
    expect([await pinned(before), await pinned(after)]).toEqual([1, 2])
    const plan = await enterprise()
    expect(plan.inForce).toMatchObject({ version: 2, definition: stricter, createdBy: 'Mia' })
    expect(plan.history.map((one) => [one.version, one.createdBy])).toEqual([
      [2, 'Mia'],
      [1, null],
    ])
  })
  it('digests as the ledger does', async () => {
    await as(story.world.mia).sla.savePolicy({ planId, definition: stricter, publish: true })
    const { inForce, history } = await enterprise()
    expect(inForce?.digest).toBe(digestOf(stricter))
    expect(history[1]?.digest).toBe(digestOfPolicy(seededPolicies.ENTERPRISE))
  })
  it('saves at once become one version each, without holes', async () => {
    const saved = await Promise.all(
      Array.from({ length: 8 }, () =>
        as(story.world.mia).sla.savePolicy({ planId, definition: stricter, publish: true }),
      ),
    )
    expect(saved.map((one) => one.version).sort((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9])
  })
  it('a plan that had no policy gets one', async () => {
    const at = story.ctx.now()
    const bare = await story.database.db.plan.create({ data: { key: 'BARE', name: 'Bare', createdAt: at } })
    const empty = (await as(story.world.mia).sla.policies()).find((one) => one.planId === bare.id)
    expect(empty).toMatchObject({ inForce: null, drafts: [], history: [] })
    await as(story.world.mia).sla.savePolicy({ planId: bare.id, definition: stricter, publish: true })
    const full = (await as(story.world.mia).sla.policies()).find((one) => one.planId === bare.id)
    expect(full?.inForce).toMatchObject({ version: 1, definition: stricter })
  })
})

describe('a draft', () => {
  it('promises nothing, and is no draft any more once a later version is published', async () => {
    const mia = as(story.world.mia)
    await mia.sla.savePolicy({ planId, definition: stricter, publish: false })
    expect(await pinned(await story.fileS1())).toBe(1)
    expect((await enterprise()).drafts.map((one) => one.version)).toEqual([2])
    expect((await as(story.world.customer).sla.publicMatrix())[0]?.definition).toEqual(seededPolicies.ENTERPRISE)
    await mia.sla.savePolicy({ planId, definition: stricter, publish: true })
    const plan = await enterprise()
    expect([plan.inForce?.version, plan.drafts]).toEqual([3, []])
  })
})

describe('who may', () => {
  it('only managers see versions and save them', async () => {
    for (const viewer of [story.world.customer, story.world.lead, story.world.ana]) {
      expect(await refusal(as(viewer).sla.policies())).toBe('FORBIDDEN forbidden')
      expect(await refusal(as(viewer).sla.savePolicy({ planId, definition: stricter, publish: true }))).toBe(
        'FORBIDDEN forbidden',
      )
    }
    expect(await story.database.db.slaPolicyVersion.count({ where: { policy: { planId } } })).toBe(1)
  })
  it('a customer reads the plan of their own organisation, staff all', async () => {
    const names = async (viewer: Viewer) => (await as(viewer).sla.publicMatrix()).map((one) => one.planName)
    expect(await names(story.world.customer)).toEqual(['Enterprise'])
    expect(await names(story.world.ana)).toEqual(['Business', 'Enterprise', 'Standard'])
    expect(await names({ ...story.world.customer, memberships: [] })).toEqual([])
  })
})

describe('bad input', () => {
  it('names what is wrong and writes nothing', async () => {
    const mia = as(story.world.mia)
    expect(await refusal(mia.sla.savePolicy({ planId: randomUUID(), definition: stricter, publish: true }))).toBe(
      'INVALID unknownPlan',
    )
    const withTarget = (targetMinutes: number, calendar = 'always') =>
      savePolicyInput.safeParse({
        planId,
        publish: true,
        definition: { ...stricter, severities: { S1: { update: { targetMinutes, calendar } } } },
      }).success
    expect([withTarget(30), withTarget(0), withTarget(1e12), withTarget(30, 'gone')]).toEqual([
      true,
      false,
      false,
      false,
    ])
    expect(await story.database.db.slaPolicyVersion.count({ where: { policy: { planId } } })).toBe(1)
  })
})
