import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import type { Viewer } from '@/server/accounts/schema'
import { DomainError } from '@/server/infra/errors'
import type { LiveMessage } from '@/server/infra/live'
import { appRouter } from '@/server/api/root'
import { savePolicyInput } from '@/server/sla/policy/schema'
import { digestOf } from '@/server/sla/policy/digest.rules'
import { seededPolicies } from '@/server/sla/evaluation/policies.rules'
import type { PolicyDefinition } from '@/server/sla/schema'
import { exportTicket } from '@/server/tickets/record/export'
import { verifyExport } from '@/server/tickets/record/verify.rules'
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
const enterprise = async () => {
  const plan = (await as(story.world.mia).sla.policies()).find((one) => one.planId === planId)
  if (!plan) throw new Error('no plan')
  return plan
}
const strictPolicy: PolicyDefinition = {
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
  it('shows managers at which percents any published policy warns', async () => {
    const policies = as(story.world.mia).sla
    expect(await policies.warningPercents()).toEqual([50, 75, 90])
    const definition = { ...strictPolicy, warningPercents: [80] }
    await policies.savePolicy({ planId, definition, publish: false })
    expect(await policies.warningPercents()).toEqual([50, 75, 90])
    await policies.savePolicy({ planId, definition: { ...definition, warningPercents: [60] }, publish: true })
    expect(await policies.warningPercents()).toEqual([50, 60, 75, 90])
    await expect(as(story.world.ana).sla.warningPercents()).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  it('puts the next version in force and leaves open tickets with theirs', async () => {
    const before = await story.fileS1()
    expect(await as(story.world.mia).sla.savePolicy({ planId, definition: strictPolicy, publish: true })).toMatchObject(
      {
        version: 2,
      },
    )
    const after = await story.fileS1()
    expect([await pinned(before), await pinned(after)]).toEqual([1, 2])
    const plan = await enterprise()
    expect(plan.inForce).toMatchObject({ version: 2, definition: strictPolicy, createdBy: 'Mia' })
    expect(plan.history.map((one) => [one.version, one.createdBy])).toEqual([
      [2, 'Mia'],
      [1, null],
    ])
  })
  it('refuses a warning at a fraction of a percent, which cannot be stored', async () => {
    const odd = { ...strictPolicy, warningPercents: [33.3] }
    expect(await refusal(as(story.world.mia).sla.savePolicy({ planId, definition: odd, publish: true }))).toBe(
      'not accepted',
    )
  })
  it.each([1e-7, 0.5, 1.5])('refuses a promise of %s minutes: whole minutes, at least one', async (targetMinutes) => {
    const odd = { ...strictPolicy, severities: { S1: { first_response: { targetMinutes, calendar: 'always' } } } }
    const { mia } = story.world
    const parsed = savePolicyInput.safeParse({ planId, definition: odd, publish: false })
    expect(parsed.error?.issues).toMatchObject([{ message: 'wholeMinutes' }])
    expect(await refusal(as(mia).sla.savePolicy({ planId, definition: odd, publish: false }))).toBe('not accepted')
    expect(await refusal(as(mia).whatIf.start({ planId, definition: odd, days: 7 }))).toBe('not accepted')
  })
  it('keeps a fraction of a minute, exact to the millisecond, in a version of an earlier release', async () => {
    const short = { targetMinutes: 0.3333, calendar: 'always' }
    const odd = { ...strictPolicy, warningPercents: [50, 50, 1], severities: { S1: { first_response: short } } }
    const { id } = await as(story.world.mia).sla.savePolicy({ planId, definition: strictPolicy, publish: true })
    await story.database.db.slaPolicyVersion.update({
      where: { id },
      data: { definition: odd, digest: digestOf(odd) },
      select: { id: true },
    })
    const reference = await story.fileS1()
    await story.minutes(1)
    const document = await exportTicket(story.ctx, story.world.customer, reference, false)
    expect(document.clocks.map((clock) => [clock.metric, clock.targetMs, clock.state])).toEqual([
      ['first_response', 19_998, 'breached'],
    ])
    expect(verifyExport(document, null).differences).toEqual([])
  })
  it('computes the same digest as the ledger', async () => {
    await as(story.world.mia).sla.savePolicy({ planId, definition: strictPolicy, publish: true })
    const { inForce, history } = await enterprise()
    expect(inForce?.digest).toBe(digestOf(strictPolicy))
    expect(history[1]?.digest).toBe(digestOf(seededPolicies.ENTERPRISE))
  })
  it('numbers simultaneous saves without gaps, one version each', async () => {
    const saved = await Promise.all(
      Array.from({ length: 8 }, () =>
        as(story.world.mia).sla.savePolicy({ planId, definition: strictPolicy, publish: true }),
      ),
    )
    expect(saved.map((one) => one.version).sort((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9])
  })
  it('gives a plan without a policy its first', async () => {
    const at = story.ctx.now()
    const bare = await story.database.db.plan.create({ data: { key: 'BARE', name: 'Bare', createdAt: at } })
    const empty = (await as(story.world.mia).sla.policies()).find((one) => one.planId === bare.id)
    expect(empty).toMatchObject({ inForce: null, drafts: [], history: [] })
    await as(story.world.mia).sla.savePolicy({ planId: bare.id, definition: strictPolicy, publish: true })
    const full = (await as(story.world.mia).sla.policies()).find((one) => one.planId === bare.id)
    expect(full?.inForce).toMatchObject({ version: 1, definition: strictPolicy })
  })
})

const save = (more: Partial<z.input<typeof savePolicyInput>> = {}, viewer = story.world.mia) =>
  as(viewer).sla.savePolicy({ planId, definition: strictPolicy, publish: true, ...more })
const lenientPolicy: PolicyDefinition = {
  ...strictPolicy,
  severities: { S1: { first_response: { targetMinutes: 45, calendar: 'always' } } },
}

describe('a draft', () => {
  it('has no effect, and stays a draft until it is published or discarded', async () => {
    const { id } = await save({ publish: false })
    expect(await pinned(await story.fileS1())).toBe(1)
    expect((await as(story.world.customer).sla.publicMatrix())[0]?.definition).toEqual(seededPolicies.ENTERPRISE)
    await save()
    expect((await enterprise()).drafts.map((one) => one.version)).toEqual([2])
    await as(story.world.mia).sla.discardDraft({ versionId: id, revision: 1 })
    const plan = await enterprise()
    expect([plan.inForce?.version, plan.drafts]).toEqual([3, []])
  })
  it('is edited in place; the number of a discarded one is never reused', async () => {
    const { id } = await save({ publish: false })
    await save({ publish: false, definition: lenientPolicy, draft: { versionId: id, revision: 1 } })
    const [draft] = (await enterprise()).drafts
    expect(draft).toMatchObject({
      id,
      version: 2,
      revision: 2,
      definition: lenientPolicy,
      digest: digestOf(lenientPolicy),
    })
    await as(story.world.mia).sla.discardDraft({ versionId: id, revision: 2 })
    expect((await save()).version).toBe(3)
  })
  it('is saved for the first of two who edit it at once; nothing of the other is written', async () => {
    const { id } = await save({ publish: false })
    const draft = { versionId: id, revision: 1 }
    const both = await Promise.all([
      refusal(save({ publish: false, definition: lenientPolicy, draft })),
      refusal(save({ publish: false, definition: lenientPolicy, draft })),
    ])
    expect(both.sort()).toEqual(['CONFLICT staleDraft', 'done'])
    expect(await refusal(as(story.world.mia).sla.discardDraft(draft))).toBe('CONFLICT staleDraft')
    await save({ definition: lenientPolicy, draft: { versionId: id, revision: 2 } })
    expect(await refusal(save({ draft: { versionId: id, revision: 3 } }))).toBe('CONFLICT staleDraft')
    expect((await enterprise()).inForce).toMatchObject({ id, version: 2, definition: lenientPolicy })
  })
  it('of one plan is not a draft of another', async () => {
    const { id } = await save({ publish: false })
    const other = await story.database.db.plan.findUniqueOrThrow({ where: { key: 'STANDARD' } })
    expect(await refusal(save({ planId: other.id, draft: { versionId: id, revision: 1 } }))).toBe('CONFLICT staleDraft')
    expect(await refusal(save({ product: 'voice_call', draft: { versionId: id, revision: 1 } }))).toBe(
      'CONFLICT staleDraft',
    )
  })
})

describe('a start date', () => {
  const at = new Date('2026-11-20T20:00:00.000Z')

  it('applies at its instant, for tickets filed from then on', async () => {
    await save({ inForceFrom: at })
    expect((await enterprise()).scheduled.map((one) => one.version)).toEqual([2])
    await story.advance('2026-11-20T19:59:59.999Z')
    const before = await story.fileS1()
    await story.advance(at)
    const after = await story.fileS1()
    expect([await pinned(before), await pinned(after)]).toEqual([1, 2])
    const plan = await enterprise()
    expect([plan.inForce?.version, plan.scheduled]).toEqual([2, []])
    expect((await as(story.world.customer).sla.publicMatrix())[0]?.definition).toEqual(strictPolicy)
  })
  it('can be withdrawn before its instant, and not afterwards', async () => {
    const { id } = await save({ inForceFrom: at })
    await story.advance('2026-11-20T19:59:59.999Z')
    const back = await as(story.world.mia).sla.callBackVersion({ versionId: id })
    expect(back.version).toBe(2)
    await story.advance(at)
    expect(await pinned(await story.fileS1())).toBe(1)
    const later = await save({ inForceFrom: new Date('2026-11-20T21:00:00.000Z'), definition: lenientPolicy })
    await story.advance('2026-11-20T21:00:00.000Z')
    expect(await refusal(as(story.world.mia).sla.callBackVersion({ versionId: later.id }))).toBe(
      'CONFLICT alreadyInForce',
    )
    expect((await enterprise()).drafts).toMatchObject([
      { id: back.id, version: 2, revision: 2, definition: strictPolicy },
    ])
  })
  it('in the past is refused', async () => {
    expect(await refusal(save({ inForceFrom: new Date('2026-11-20T17:59:59.999Z') }))).toBe('INVALID publishInPast')
    expect((await enterprise()).history).toHaveLength(1)
  })
})

describe('a product', () => {
  it('has its own policy with precedence over the general one, and its own version numbers', async () => {
    expect(await save({ product: 'voice_call' })).toMatchObject({ version: 1 })
    const db = story.database.db
    const version = async (product: string | null) =>
      (
        await db.ticket.findUniqueOrThrow({
          where: { reference: await story.fileS1(product ? { product } : {}) },
          include: { policyVersion: { include: { policy: true } } },
        })
      ).policyVersion.policy.product
    expect([await version('voice_call'), await version('video_call'), await version(null)]).toEqual([
      'voice_call',
      null,
      null,
    ])
    const matrix = await as(story.world.customer).sla.publicMatrix()
    expect(matrix.map((one) => [one.product, one.definition])).toEqual([
      [null, seededPolicies.ENTERPRISE],
      ['voice_call', strictPolicy],
    ])
  })
})

describe('the record of changes', () => {
  it('lists who did what, and what each edit and publication changed', async () => {
    const ada: Viewer = { ...story.world.bo, staffRoles: ['administrator'] }
    const { id } = await save({ publish: false })
    await save({ publish: false, definition: lenientPolicy, draft: { versionId: id, revision: 1 } }, ada)
    await save({ definition: lenientPolicy, draft: { versionId: id, revision: 2 } })
    await save({ definition: strictPolicy })
    const { policyId } = await enterprise()
    const { rows: changes } = await as(story.world.mia).sla.policyChanges({ policyId: policyId! })
    expect(changes.map((one) => [one.action, one.version, one.by])).toEqual([
      ['published', 3, 'Mia'],
      ['published', 2, 'Mia'],
      ['edited', 2, 'Bo'],
      ['drafted', 2, 'Mia'],
    ])
    const target = (targetMinutes: number) => ({ targetMinutes, calendar: 'always' })
    const first = { kind: 'target', severity: 'S1', metric: 'first_response' }
    expect(changes[0]?.differences).toEqual([{ ...first, before: target(45), after: target(5) }])
    expect(changes[1]?.differences[0]).toEqual({ ...first, before: target(15), after: target(45) })
    expect(changes[2]?.differences).toEqual([{ ...first, before: target(5), after: target(45) }])
  })
})

describe('the record of changes, when it is long', () => {
  it('has every change on exactly one of its pages, each publication with what it replaced', async () => {
    await save()
    const { policyId } = await enterprise()
    const { mia } = story.world
    const at = story.clock.now()
    // 209 publications to and fro, many in one instant: the border between two pages lies among equals.
    await story.database.db.slaPolicyChange.createMany({
      data: Array.from({ length: 209 }, (_, index) => ({
        id: `019ab000-0000-7000-8000-${String(index).padStart(12, '0')}`,
        policyId: policyId!,
        version: 3 + index,
        at: new Date(at.getTime() + 60_000 * (1 + Math.floor(index / 40))),
        byId: mia.userId,
        action: 'published',
        after: index % 2 === 0 ? lenientPolicy : strictPolicy,
      })),
    })
    const seen: { id: string; version: number | null; differences: unknown[] }[] = []
    for (let after: string | null = null; ; ) {
      const page: { rows: typeof seen; next: string | null } = await as(mia).sla.policyChanges({
        policyId: policyId!,
        after,
      })
      seen.push(...page.rows)
      if (page.next === null) break
      after = page.next
    }
    expect(seen.map(({ version }) => version)).toEqual(Array.from({ length: 210 }, (_, index) => 211 - index))
    // None is compared with what the installation began with, which every page's last one was.
    expect(seen.slice(0, -1).map(({ differences }) => differences.length)).toEqual(Array(209).fill(1))
  })
})

describe('the public promise', () => {
  const anybody = () => createCallerFactory(appRouter)({ ...story.ctx, viewer: null, address: '192.0.2.7', live })
  it('can be read by anybody only while a manager shows the plan', async () => {
    expect(await refusal(anybody().sla.publicPromise({ planKey: 'ENTERPRISE' }))).toBe('NOT_FOUND notFound')
    await as(story.world.mia).sla.showPlan({ planId, isPublic: true })
    expect(await anybody().sla.publicPromise({ planKey: 'ENTERPRISE' })).toMatchObject([
      { planName: 'Enterprise', product: null, definition: seededPolicies.ENTERPRISE },
    ])
    await as(story.world.mia).sla.showPlan({ planId, isPublic: false })
    expect(await refusal(anybody().sla.publicPromise({ planKey: 'ENTERPRISE' }))).toBe('NOT_FOUND notFound')
  })
})

describe('access', () => {
  it('to versions, reading and saving, is for managers only', async () => {
    for (const viewer of [story.world.customer, story.world.lead, story.world.ana]) {
      expect(await refusal(as(viewer).sla.policies())).toBe('FORBIDDEN forbidden')
      const versionId = randomUUID()
      const attempts = [
        as(viewer).sla.savePolicy({ planId, definition: strictPolicy, publish: true }),
        as(viewer).sla.discardDraft({ versionId, revision: 1 }),
        as(viewer).sla.callBackVersion({ versionId }),
        as(viewer).sla.showPlan({ planId, isPublic: true }),
        as(viewer).sla.policyChanges({ policyId: versionId }),
        as(viewer).sla.calendars(),
        as(viewer).sla.archiveCalendar({ id: versionId, archived: true }),
      ]
      expect(new Set(await Promise.all(attempts.map(refusal)))).toEqual(new Set(['FORBIDDEN forbidden']))
    }
    expect(await story.database.db.slaPolicyVersion.count({ where: { policy: { planId } } })).toBe(1)
  })
  it("to plans is for customers to their own organisation's, for staff to all", async () => {
    const names = async (viewer: Viewer) => (await as(viewer).sla.publicMatrix()).map((one) => one.planName)
    expect(await names(story.world.customer)).toEqual(['Enterprise'])
    expect(await names(story.world.ana)).toEqual(['Business', 'Enterprise', 'Standard'])
    expect(await names({ ...story.world.customer, memberships: [] })).toEqual([])
  })
})

describe('bad input', () => {
  it('names what is wrong and writes nothing', async () => {
    const mia = as(story.world.mia)
    expect(await refusal(mia.sla.savePolicy({ planId: randomUUID(), definition: strictPolicy, publish: true }))).toBe(
      'INVALID unknownPlan',
    )
    const withTarget = (targetMinutes: number, calendar = 'always') =>
      savePolicyInput.safeParse({
        planId,
        publish: true,
        definition: { ...strictPolicy, severities: { S1: { update: { targetMinutes, calendar } } } },
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
