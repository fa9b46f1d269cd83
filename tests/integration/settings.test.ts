import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Viewer } from '@/server/accounts/schema'
import { appRouter } from '@/server/api/root'
import { createCallerFactory } from '@/server/api/procedures'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
const create = createCallerFactory(appRouter)
const as = (viewer: Viewer) => create({ ...story.ctx, viewer, live: null as never, address: '127.0.0.1' })
const manager = () => as(story.world.mia)
const administrator = () => as({ ...story.world.mia, staffRoles: ['administrator', 'manager'] })
beforeAll(async () => {
  story = await openStory('off')
})
afterAll(() => story.close())

const stale = { code: 'CONFLICT', message: 'staleSettings' }
const layer = (participants: string[]) => ({
  id: 'layer-1',
  start: '2026-01-05T09:00',
  rotation: { unit: 'week' as const, length: 1 },
  participants,
  restrictions: [],
})

describe('settings saved by two people: the second is refused and the first change is kept', () => {
  it('of a schedule', async () => {
    const { ana, bo } = story.world
    const made = { name: 'Weekly', timeZone: 'UTC', layers: [layer([ana.userId, bo.userId])] }
    const { id } = await manager().oncall.saveSchedule(made)
    const now = story.clock.now()
    const read = () => manager().oncall.schedule({ id, from: now, to: new Date(now.getTime() + 86_400_000) })
    const { revision } = await read()
    await manager().oncall.saveSchedule({ ...made, id, basedOn: revision, layers: [layer([bo.userId, ana.userId])] })
    await expect(
      manager().oncall.saveSchedule({ ...made, id, basedOn: revision, name: 'Renamed' }),
    ).rejects.toMatchObject(stale)
    const after = await read()
    expect(after).toMatchObject({ name: 'Weekly', layers: [{ participants: [bo.userId, ana.userId] }] })
    // A repeat of the first save, whose answer was lost, is no conflict and makes no second version.
    const versions = () => story.database.db.scheduleVersion.count({ where: { scheduleId: id } })
    const before = await versions()
    await manager().oncall.saveSchedule({ ...made, id, basedOn: revision, layers: [layer([bo.userId, ana.userId])] })
    expect(await versions()).toBe(before)
  })

  it('of an escalation policy', async () => {
    const { policies } = await manager().paging.policies()
    const { revision, id, name, definition, isDefault, severities, teamId } = policies[0]!
    const save = (part: object) =>
      manager().paging.savePolicy({
        id,
        basedOn: revision,
        name,
        definition,
        isDefault,
        severities,
        teamId,
        ...part,
      })
    await save({ definition: { ...definition, repeats: definition.repeats + 1 } })
    await expect(save({ name: 'Renamed' })).rejects.toMatchObject(stale)
    const after = (await manager().paging.policies()).policies.find((policy) => policy.id === id)
    expect(after).toMatchObject({ name, definition: { repeats: definition.repeats + 1 } })
  })

  it('of a team', async () => {
    const { ana, bo } = story.world
    const { id } = await manager().accounts.saveTeam({ name: 'Core', memberIds: [ana.userId, bo.userId] })
    const revision = (await manager().accounts.teams()).find((team) => team.id === id)!.revision
    await manager().accounts.saveTeam({ id, basedOn: revision, name: 'Core', memberIds: [bo.userId, ana.userId] })
    await expect(
      manager().accounts.saveTeam({ id, basedOn: revision, name: 'Kernel', memberIds: [ana.userId, bo.userId] }),
    ).rejects.toMatchObject(stale)
    expect((await manager().accounts.teams()).find((team) => team.id === id)).toMatchObject({
      name: 'Core',
      members: [{ id: bo.userId }, { id: ana.userId }],
    })
  })

  it('of notification rules in two tabs', async () => {
    const { ana } = story.world
    const contacts = await as(ana).paging.contacts()
    const method = contacts.methods[0]!.id
    const revision = contacts.revisions.low
    const rule = (delaySeconds: number) => [{ contactMethodId: method, delaySeconds }]
    await as(ana).paging.saveRules({ urgency: 'low', basedOn: revision, rules: rule(60) })
    await expect(
      as(ana).paging.saveRules({ urgency: 'low', basedOn: revision, rules: rule(120) }),
    ).rejects.toMatchObject(stale)
    const { rules } = await as(ana).paging.contacts()
    expect(rules.filter(({ urgency }) => urgency === 'low')).toMatchObject(rule(60))
  })

  it('of quiet hours in two tabs', async () => {
    const { ana } = story.world
    const { quietHoursRevision: basedOn } = await as(ana).paging.contacts()
    const hours = { from: '22:00', to: '07:00' }
    await as(ana).paging.saveQuietHours({ hours, basedOn })
    await expect(as(ana).paging.saveQuietHours({ hours: { ...hours, to: '09:00' }, basedOn })).rejects.toMatchObject(
      stale,
    )
    await expect(as(ana).paging.saveQuietHours({ hours: null, basedOn })).rejects.toMatchObject(stale)
    expect((await as(ana).paging.contacts()).quietHours).toEqual(hours)
  })

  it('of the drill plan of a policy, a first one included', async () => {
    const { policyId } = story.world
    const plan = { weekday: 1, localTime: '10:00', timeZone: 'UTC' }
    const read = () => manager().paging.drills()
    const { unplannedRevision } = await read()
    await manager().paging.planDrill({ policyId, plan, basedOn: unplannedRevision })
    await expect(
      manager().paging.planDrill({ policyId, plan: { ...plan, weekday: 4 }, basedOn: unplannedRevision }),
    ).rejects.toMatchObject(stale)
    const { revision } = (await read()).plans.find((one) => one.policyId === policyId)!
    await manager().paging.planDrill({ policyId, plan: null, basedOn: revision })
    await expect(
      manager().paging.planDrill({ policyId, plan: { ...plan, weekday: 4 }, basedOn: revision }),
    ).rejects.toMatchObject(stale)
    expect((await read()).plans.find((one) => one.policyId === policyId)).toMatchObject({ nextAt: null, weekday: 1 })
  })

  it('of the roles of a person', async () => {
    const { customer, organisationId, mia } = story.world
    const { id: vendorId } = await story.database.db.organisation.findFirstOrThrow({ where: { isVendor: true } })
    const membership = { userId: mia.userId, organisationId: vendorId, role: 'administrator' as const }
    await story.database.db.membership.create({ data: { ...membership, createdAt: story.clock.now() } })
    const read = async () =>
      (await administrator().accounts.people.list({ organisationId }))
        .find(({ id }) => id === customer.userId)!
        .memberships.find((one) => one.organisationId === organisationId)!
    const { revision: basedOn } = await read()
    const change = { userId: customer.userId, organisationId, basedOn }
    await administrator().accounts.people.setRoles({ ...change, roles: ['customer', 'customer_lead'] })
    await expect(administrator().accounts.people.setRoles({ ...change, roles: [] })).rejects.toMatchObject(stale)
    expect((await read()).roles).toEqual(['customer', 'customer_lead'])
  })

  it('of an organisation and of a project', async () => {
    const { organisationId } = story.world
    const organisation = (await administrator().accounts.organisations.list()).find(({ id }) => id === organisationId)!
    const fields = { organisationId, basedOn: organisation.revision, planId: organisation.plan?.id ?? null }
    await administrator().accounts.organisations.update({ ...fields, name: 'First' })
    await expect(administrator().accounts.organisations.update({ ...fields, name: 'Second' })).rejects.toMatchObject(
      stale,
    )
    const project = (await administrator().accounts.projects.list({ organisationId }))[0]!
    const { id, revision, organisationId: _organisation, archivedAt: _archived, ...values } = project
    await administrator().accounts.projects.update({ ...values, projectId: id, basedOn: revision, name: 'First' })
    await expect(
      administrator().accounts.projects.update({ ...values, projectId: id, basedOn: revision, name: 'Second' }),
    ).rejects.toMatchObject(stale)
    expect((await administrator().accounts.projects.list({ organisationId }))[0]).toMatchObject({ name: 'First' })
  })
})

describe('a form creates its object once, however often it is sent', () => {
  const twice = async (send: () => Promise<{ id: string }>) => {
    const [first, second] = [await send(), await send()]
    expect(second.id).toBe(first.id)
  }
  it('a schedule, a policy, a team, an organisation and a project', async () => {
    const { ana, organisationId } = story.world
    const clientKey = randomUUID()
    await twice(() =>
      manager().oncall.saveSchedule({ clientKey, name: 'Once', timeZone: 'UTC', layers: [layer([ana.userId])] }),
    )
    const { policies } = await manager().paging.policies()
    await twice(() =>
      manager().paging.savePolicy({ clientKey, name: 'Once', severities: ['S4'], definition: policies[0]!.definition }),
    )
    await twice(() => manager().accounts.saveTeam({ clientKey, name: 'Once', memberIds: [ana.userId] }))
    await twice(() =>
      administrator().accounts.organisations.create({ clientKey, name: 'Once', key: 'ONCE', planId: null }),
    )
    const project = { name: 'Once', appId: '', products: [], scenario: null, platforms: [], sdkVersion: '' }
    await twice(() =>
      administrator().accounts.projects.create({
        ...project,
        clientKey,
        organisationId,
        regions: [],
        carriers: [],
        teamId: null,
      }),
    )
    const { db } = story.database
    expect([
      await db.schedule.count({ where: { name: 'Once' } }),
      await db.escalationPolicy.count({ where: { name: 'Once' } }),
      await db.project.count({ where: { name: 'Once' } }),
    ]).toEqual([1, 1, 1])
  })

  it('a version of an SLA policy', async () => {
    const { planId, inForce } = (await manager().sla.policies()).find((policy) => policy.inForce !== null)!
    const send = { planId, product: null, definition: inForce!.definition, publish: false, clientKey: randomUUID() }
    const save = () => administrator().sla.savePolicy(send)
    await twice(save)
    expect(await story.database.db.slaPolicyVersion.count({ where: { state: 'draft' } })).toBe(1)
  })

  it('a swap request, even when sent twice at once, with one mail', async () => {
    const { ana, bo } = story.world
    const { id: scheduleId } = await manager().oncall.saveSchedule({
      name: 'Swapped',
      timeZone: 'UTC',
      layers: [layer([ana.userId])],
    })
    const startsAt = new Date(story.clock.now().getTime() + 3_600_000)
    const given = { startsAt, endsAt: new Date(startsAt.getTime() + 3_600_000) }
    const mails = () => story.database.db.mailMessage.count({ where: { toUserId: bo.userId } })
    const before = await mails()
    const ask = () => as(ana).oncall.askSwap({ scheduleId, askedId: bo.userId, given, note: 'Please' })
    const ids = await Promise.all([ask(), ask()])
    expect(new Set(ids.map(({ id }) => id)).size).toBe(1)
    expect(await mails()).toBe(before + 1)
  })

  it('an override, even when sent twice at once', async () => {
    const { ana, bo } = story.world
    const { id: scheduleId } = await manager().oncall.saveSchedule({
      name: 'Overridden',
      timeZone: 'UTC',
      layers: [layer([ana.userId])],
    })
    const startsAt = new Date(story.clock.now().getTime() + 3_600_000)
    const endsAt = new Date(startsAt.getTime() + 3_600_000)
    const add = () => manager().oncall.addOverride({ scheduleId, personId: bo.userId, startsAt, endsAt })
    const ids = await Promise.all([add(), add(), add()])
    expect(new Set(ids.map(({ id }) => id)).size).toBe(1)
    expect(await story.database.db.scheduleOverride.count({ where: { scheduleId } })).toBe(1)
  })
})

it('a public article contains nothing about its authors', async () => {
  const { mia } = story.world
  const writer = as({ ...mia, staffRoles: ['knowledge_owner', 'manager'] })
  const { id } = await writer.knowledge.save({
    slug: 'echo',
    locale: 'en',
    title: 'Echo',
    summary: 'Remove echo',
    body: 'Turn on AEC.',
  })
  await writer.knowledge.publish({ id, publish: true })
  const article = await create({ ...story.ctx, viewer: null, live: null as never, address: '' }).knowledge.bySlug({
    slug: 'echo',
    locale: 'en',
  })
  expect(Object.keys(article).sort()).toEqual(
    [
      'body',
      'errorCodes',
      'id',
      'locale',
      'locales',
      'platforms',
      'products',
      'regions',
      'reviewedAt',
      'scenarios',
      'slug',
      'summary',
      'title',
      'updatedAt',
    ].sort(),
  )
})
